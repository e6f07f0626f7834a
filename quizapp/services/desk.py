"""The desk of those who write: one line for each question, and what the lines are filtered by.

The texts of the questions stay in the database; only titles, numbers, topics, and tags are read.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased, defer

from quizapp.domain.authorship import Act, QuestionRole
from quizapp.domain.one_language import lacking, other_than
from quizapp.domain.text import Language
from quizapp.models import (
    Account,
    QuestionCheck,
    QuestionDraft,
    QuestionEntry,
    QuestionReview,
    QuestionVersion,
)
from quizapp.services.check_basis import changed_since
from quizapp.services.check_results import NEVER, CheckResult, state_of
from quizapp.services.published_bank import PublishedBank, published_bank
from quizapp.services.question_people import Standing, standings_of
from quizapp.services.roles import require_instructor
from quizapp.services.shipped_offers import questions_with_offers


class State(StrEnum):
    DRAFT = "draft"
    REVIEW = "review"
    PUBLISHED = "published"
    RETIRED = "retired"


class Stateful(Protocol):
    """What the states of a question follow from."""

    @property
    def has_draft(self) -> bool: ...
    @property
    def latest_number(self) -> int: ...
    @property
    def is_in_review(self) -> bool: ...
    @property
    def retired_at(self) -> datetime | None: ...


def states_of(question: Stateful) -> set[State]:
    if question.retired_at is not None:
        return {State.RETIRED}
    found = {State.PUBLISHED} if question.latest_number else set()
    if question.has_draft:
        found.add(State.DRAFT)
    return found | ({State.REVIEW} if question.is_in_review else set())


@dataclass(frozen=True)
class DeskLine:
    """A question on the desk.

    authors: who changed it last, then the others by name. problem_count: at the last check; None: not checked yet.
    is_in_review: somebody asked for a review of the draft. words: what a search looks into, in small letters.
    has_update: a shipped version waits for a decision. check: how the last check stands.
    only_in: its only language. lacks: languages in which something is missing, if that was asked for.
    waits_for_me: a review of the draft is asked for that the account may decide on.
    """

    question_id: int
    slug: str
    title: dict[str, str]
    number: str | None
    topic: str
    tags: tuple[str, ...]
    has_draft: bool
    latest_number: int
    is_built_in: bool
    is_in_review: bool
    retired_at: datetime | None
    problem_count: int | None
    authors: tuple[str, ...]
    changed_at: datetime | None
    words: str = field(repr=False, default="")
    is_approved: bool = False
    has_update: bool = False
    check: CheckResult = NEVER
    waits_for_me: bool = False
    only_in: Language | None = None
    lacks: frozenset[Language] = frozenset()

    @property
    def states(self) -> set[State]:
        return states_of(self)


@dataclass(frozen=True)
class DeskFilters:
    """What a line has to be; empty values let all through. has_flaws: only those with problems at the last check."""

    search: str = ""
    state: str = ""
    topic: str = ""
    tag: str = ""
    author: str = ""
    has_flaws: bool = False
    check: str = ""
    waits_for_me: bool = False
    lacks: str = ""

    def lets_through(self, line: DeskLine) -> bool:
        return (
            all(word in line.words for word in self.search.lower().split())
            and (not self.state or self.state in line.states)
            and (bool(self.state) or line.retired_at is None or bool(self.search))
            and (not self.topic or self.topic == line.topic)
            and (not self.tag or self.tag in line.tags)
            and (not self.author or self.author in line.authors)
            and (not self.has_flaws or bool(line.problem_count))
            and (not self.waits_for_me or line.waits_for_me)
            and (not self.lacks or self.lacks in line.lacks)
            and (not self.check or self.check == line.check.state)
        )


def list_desk(session: Session, author: Account, *, with_lacking: bool = False) -> list[DeskLine]:
    """Every question, in order. with_lacking: also the languages in which drafts lack something, which reads them."""
    require_instructor(author)
    version = aliased(QuestionVersion)
    draft = QuestionDraft
    query = (
        select(
            QuestionEntry.question_id,
            QuestionEntry.slug,
            QuestionEntry.topic_slug,
            QuestionEntry.is_built_in,
            QuestionEntry.latest_number,
            QuestionEntry.retired_at,
            draft.question_id.label("draft_id"),
            draft.updated_at,
            draft.author_id.label("draft_author"),
            draft.problem_count,
            draft.revision,
            version.published_at,
            version.author_id.label("version_author"),
            version.search_text,
            *(draft.body[name].label(f"draft_{name}") for name in _READ),
            *(version.body[name].label(f"version_{name}") for name in _READ),
        )
        .outerjoin(draft, draft.question_id == QuestionEntry.question_id)
        .outerjoin(
            version,
            (version.question_id == QuestionEntry.question_id)
            & (version.number == QuestionEntry.latest_number),
        )
        .order_by(QuestionEntry.position, QuestionEntry.slug)
    )
    accounts = session.execute(select(Account.account_id, Account.name))
    names = {row.account_id: row.name for row in accounts}
    rows = session.execute(query).all()
    beside = _Beside(
        author,
        names,
        _authors_of_versions(session, names),
        {
            review.question_id: review
            for review in session.scalars(select(QuestionReview).filter_by(decided_at=None))
        },
        questions_with_offers(session),
        {stored.question_id: stored for stored in session.scalars(_checks())},
        standings_of(session, author, [row.question_id for row in rows]),
        _lacking(session) if with_lacking else {},
        published_bank(session),
    )
    return [_line(row, beside) for row in rows]


@dataclass(frozen=True)
class _Beside:
    """What is read for all questions at once, by the numbers of accounts and of questions."""

    account: Account
    names: Mapping[int, str]
    before: Mapping[int, set[str]]
    reviews: Mapping[int, QuestionReview]
    offered: Collection[int]
    checks: Mapping[int, QuestionCheck]
    standings: Mapping[int, Standing]
    lacking: Mapping[int, frozenset[Language]]
    bank: PublishedBank


def _checks() -> Select[QuestionCheck]:
    """Without what they found."""
    return select(QuestionCheck).options(
        defer(QuestionCheck.findings), defer(QuestionCheck.facts), defer(QuestionCheck.parts)
    )


def _lacking(session: Session) -> dict[int, frozenset[Language]]:
    """By question: the languages in which its draft, or what is published, is not complete."""
    drafts = session.execute(select(QuestionDraft.question_id, QuestionDraft.body))
    found = {question_id: frozenset(lacking(body)) for question_id, body in drafts}
    return {question_id: languages for question_id, languages in found.items() if languages}


_READ = ("title", "number", "topic", "tags", "only_in")


def _authors_of_versions(session: Session, names: dict[int, str]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    query = select(QuestionVersion.question_id, QuestionVersion.author_id).distinct()
    for question_id, account_id in session.execute(query):
        if account_id in names:
            found.setdefault(question_id, set()).add(names[account_id])
    return found


def _line(row: Any, beside: _Beside) -> DeskLine:
    has_draft = row.draft_id is not None
    side = "draft" if has_draft else "version"
    title, number, topic, tags, only_in = (getattr(row, f"{side}_{name}") for name in _READ)
    standing, review = beside.standings[row.question_id], beside.reviews.get(row.question_id)
    last = beside.names.get(row.draft_author if has_draft else row.version_author)
    writers = {each.name for each in standing.people if each.role is not QuestionRole.REVIEWER}
    authors = _last_first(last, beside.before.get(row.question_id, set()) | writers)
    is_in_review = has_draft and review is not None
    title = title if isinstance(title, dict) else {}
    tags = tuple(map(str, tags)) if isinstance(tags, list) else ()
    words = [row.slug, number or "", *title.values(), *tags, *authors, row.search_text or ""]
    return DeskLine(
        question_id=row.question_id,
        slug=row.slug,
        title=title,
        number=number,
        topic=topic if isinstance(topic, str) else row.topic_slug,
        tags=tags,
        has_draft=has_draft,
        latest_number=row.latest_number,
        is_built_in=row.is_built_in,
        is_in_review=is_in_review,
        retired_at=row.retired_at,
        problem_count=row.problem_count if has_draft else 0,
        authors=authors,
        changed_at=row.updated_at if has_draft else row.published_at,
        words="\n".join(map(str, words)).lower(),
        has_update=row.question_id in beside.offered,
        only_in=only_in,
        lacks=beside.lacking.get(row.question_id, frozenset())
        | ({other_than(only_in)} if only_in else set()),
        waits_for_me=is_in_review
        and standing.may(Act.REVIEW)
        and review is not None
        and review.asked_by != beside.account.account_id,
        check=_check(
            beside.checks.get(row.question_id),
            row.revision if has_draft else f"v{row.latest_number}",
            beside.bank,
        ),
    )


def _check(stored: QuestionCheck | None, revision: str | None, bank: PublishedBank) -> CheckResult:
    if stored is None:
        return NEVER
    has_other_basis = bool(changed_since(stored.basis, bank))
    state = state_of(stored, revision, has_other_basis=has_other_basis)
    return CheckResult(state, stored.error_count, stored.warning_count)


def _last_first(last: str | None, others: Iterable[str]) -> tuple[str, ...]:
    rest = sorted(name for name in others if name != last)
    return (last, *rest) if last else tuple(rest)

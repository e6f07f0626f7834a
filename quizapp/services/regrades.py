"""Regrades: a preview of every score that would change, which is stored and can be read, applied, and undone.

A preview changes no attempt. What is applied is what the preview shows, or nothing.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any, Literal
from uuid import UUID

import structlog
from sqlalchemy import Select, delete, func, insert, select
from sqlalchemy.orm import Session

from quizapp.bank.questions import Question
from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.errors import N_, Invalid, Problem, QuestionNotFound, RegradeNotFound, VersionNotFound
from quizapp.models import (
    Account,
    Attempt,
    ItemIdentity,
    Learner,
    QuestionEntry,
    QuestionVersion,
    Regrade,
    RegradeEntry,
)
from quizapp.services.published_documents import as_text, read_document
from quizapp.services.question_addresses import missing_question
from quizapp.services.regrade_grading import REASONS, AttemptThen, CannotRegrade, LeftOut, Regrading
from quizapp.services.roles import require_instructor

log = structlog.get_logger()

Which = Literal["up", "down", "told", "left_out"]
WHICH: tuple[Which, ...] = ("up", "down", "told", "left_out")
PREVIEWS_KEPT_FOR = timedelta(days=7)
PER_PAGE = 100
AT_ONCE = 2_000


@dataclass(frozen=True)
class Scope:
    """Which attempts to regrade, and how.

    target: the number of the version whose keys are used; None for the one that is published. item: None for all of
    the question. takes_reworded: also attempts at other words than those of the target. measures_again: run the
    networks behind measured keys again, for at most `seconds`.
    """

    target: int | None = None
    item: str | None = None
    takes_reworded: bool = False
    measures_again: bool = False
    seconds: float = 20.0


@dataclass(frozen=True)
class Summary:
    """How many attempts were looked at, and what would become of them; told: the score stays, but not the key.

    learners: who have a changed score.
    """

    considered: int
    unchanged: int
    up: int
    down: int
    told: int
    learners: int
    left_out: dict[str, int]

    @property
    def changes(self) -> int:
        return self.up + self.down + self.told

    @property
    def left_out_count(self) -> int:
        return sum(self.left_out.values())

    def count(self, which: Which) -> int:
        return self.left_out_count if which == "left_out" else int(getattr(self, which))


@dataclass(frozen=True)
class EntryShown:
    """learner: the name of the account; None for a guest."""

    attempt_id: int
    item_id: str
    learner_id: UUID
    learner: str | None
    answer: Any
    score_before: float
    score_after: float | None
    problem: str | None


def preview_regrade(session: Session, author: Account, slug: str, scope: Scope = Scope()) -> Regrade:
    """Work out what would change, and store that; no attempt is changed.

    Raises QuestionNotFound, VersionNotFound, or Invalid naming `item`.
    """
    require_instructor(author)
    entry = _published_entry(session, slug)
    versions = _versions(session, entry)
    target = scope.target or entry.latest_number
    if target not in versions:
        raise VersionNotFound(slug=slug, number=target)
    target_id = versions[target][0]
    known = set(session.scalars(select(ItemIdentity.item_id).filter_by(question_id=entry.question_id)))
    if scope.item is not None and scope.item not in known:
        raise Invalid([Problem("item", N_("This exercise is not one of this question."))])
    regrading = Regrading(
        session,
        target_id,
        dict(versions.values()),
        scope.takes_reworded,
        scope.measures_again,
        scope.seconds,
    )
    query = _attempts().where(Attempt.item_id.in_([scope.item] if scope.item else known))
    found = _Found()
    for learner_id, *columns in session.execute(query.execution_options(yield_per=AT_ONCE)):
        found.add(regrading, learner_id, AttemptThen(*columns))
    regrade = Regrade(
        question_id=entry.question_id,
        target_version_id=target_id,
        item_id=scope.item,
        takes_reworded=scope.takes_reworded,
        measures_again=scope.measures_again,
        digest=digest_of((row["attempt_id"], row["before"]) for row in found.rows if row["before"]),
        summary=asdict(found.summary()),
        author_id=author.account_id,
    )
    with writing(session):
        _forget_previews(session, author, entry)
        session.add(regrade)
        session.flush()
        for begin in range(0, len(found.rows), AT_ONCE):
            rows = found.rows[begin : begin + AT_ONCE]
            session.execute(insert(RegradeEntry), [{"regrade_id": regrade.regrade_id, **row} for row in rows])
    return regrade


def get_regrade(session: Session, author: Account, slug: str, regrade_id: int) -> Regrade:
    """Raises RegradeNotFound, also for one of another question."""
    require_instructor(author)
    if session.scalar(select(QuestionEntry.question_id).filter_by(slug=slug)) is None:
        raise missing_question(session, slug)
    regrade = session.get(Regrade, regrade_id)
    if regrade is None or regrade.question.slug != slug:
        raise RegradeNotFound(regrade=regrade_id)
    return regrade


def list_regrades(session: Session, author: Account, slug: str) -> list[Regrade]:
    """Those that were applied, and the author’s own previews, newest first."""
    require_instructor(author)
    query = (
        select(Regrade)
        .join(Regrade.question)
        .where(
            QuestionEntry.slug == slug,
            Regrade.applied_at.is_not(None) | (Regrade.author_id == author.account_id),
        )
    )
    return list(session.scalars(query.order_by(Regrade.regrade_id.desc())))


def summary_of(regrade: Regrade) -> Summary:
    names = Summary.__dataclass_fields__
    return Summary(**{name: value for name, value in regrade.summary.items() if name in names})


def list_entries(session: Session, regrade: Regrade, which: Which, page: int = 1) -> list[EntryShown]:
    """One page of the attempts that a regrade changes or leaves out, by learner."""
    query = (
        select(
            Attempt.attempt_id,
            Attempt.item_id,
            Attempt.learner_id,
            Account.display_name,
            Attempt.answer,
            RegradeEntry.score_before,
            RegradeEntry.score_after,
            RegradeEntry.problem,
        )
        .join(Attempt, Attempt.attempt_id == RegradeEntry.attempt_id)
        .join(Learner, Learner.learner_id == Attempt.learner_id)
        .outerjoin(Account, Account.account_id == Learner.account_id)
        .where(RegradeEntry.regrade_id == regrade.regrade_id, _CONDITIONS[which])
        .order_by(Account.display_name.is_(None), Account.display_name, Attempt.learner_id)
        .order_by(Attempt.attempt_id)
    )
    rows = session.execute(query.offset((page - 1) * PER_PAGE).limit(PER_PAGE))
    return [EntryShown(*row) for row in rows]


_CONDITIONS = {
    "up": RegradeEntry.score_after > RegradeEntry.score_before,
    "down": RegradeEntry.score_after < RegradeEntry.score_before,
    "told": RegradeEntry.score_after == RegradeEntry.score_before,
    "left_out": RegradeEntry.problem.is_not(None),
}


def digest_of(entries: Iterable[tuple[int, Any]]) -> str:
    """The same for the same attempts, in the order of their numbers, with the same values."""
    digest = sha256()
    for attempt_id, before in entries:
        digest.update(json.dumps([attempt_id, before], sort_keys=True).encode())
    return digest.hexdigest()


class _Found:
    """The rows of a preview while it is made."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self._counts: Counter[str] = Counter()
        self._left_out: Counter[LeftOut] = Counter()
        self._learners: set[UUID] = set()

    def add(self, regrading: Regrading, learner_id: UUID, attempt: AttemptThen) -> None:
        self._counts["considered"] += 1
        row = {
            "attempt_id": attempt.attempt_id,
            "problem": None,
            "score_before": attempt.score,
            "score_after": None,
            "before": None,
            "after": None,
        }
        try:
            change = regrading.change_of(attempt)
        except CannotRegrade as cannot:
            self._left_out[cannot.reason] += 1
            self.rows.append({**row, "problem": cannot.reason})
            return
        if not change.after:
            self._counts["unchanged"] += 1
            return
        score = change.after.get("score", attempt.score)
        which = "told" if score == attempt.score else "up" if score > attempt.score else "down"
        self._counts[which] += 1
        if which != "told":
            self._learners.add(learner_id)
        self.rows.append({**row, "score_after": score, "before": change.before, "after": change.after})

    def summary(self) -> Summary:
        counts = {name: self._counts[name] for name in ("considered", "unchanged", "up", "down", "told")}
        left_out = {str(reason): self._left_out[reason] for reason in REASONS if self._left_out[reason]}
        return Summary(**counts, learners=len(self._learners), left_out=left_out)


def _published_entry(session: Session, slug: str) -> QuestionEntry:
    entry = session.scalar(select(QuestionEntry).filter_by(slug=slug))
    if entry is None:
        raise missing_question(session, slug)
    if entry.latest_number == 0:
        raise QuestionNotFound(slug=slug)
    return entry


def _versions(session: Session, entry: QuestionEntry) -> dict[int, tuple[int, Question]]:
    """By number: the key of each version, and its question."""
    query = select(
        QuestionVersion.number, QuestionVersion.question_version_id, as_text(QuestionVersion.body)
    ).where(QuestionVersion.question_id == entry.question_id)
    return {
        number: (version_id, read_document(Question, text))
        for number, version_id, text in session.execute(query)
    }


def _attempts() -> Select[*tuple[Any, ...]]:
    """The learner, and the fields of `AttemptThen` in their order."""
    return select(
        Attempt.learner_id,
        Attempt.attempt_id,
        Attempt.item_id,
        Attempt.question_version_id,
        Attempt.graded_version_id,
        as_text(Attempt.variant_parameters),
        as_text(Attempt.answer),
        Attempt.score,
        as_text(Attempt.grade),
        as_text(Attempt.contested_points),
        Attempt.is_second_try,
        as_text(Attempt.first_answer),
        Attempt.first_score,
        Attempt.open_hint,
    ).order_by(Attempt.attempt_id)


def _forget_previews(session: Session, author: Account, entry: QuestionEntry) -> None:
    """Previews that were never applied: the author’s earlier ones of this question, and old ones."""
    is_mine = (Regrade.author_id == author.account_id) & (Regrade.question_id == entry.question_id)
    is_old = Regrade.created_at < now() - PREVIEWS_KEPT_FOR
    is_open = Regrade.applied_at.is_(None) & Regrade.stage.is_(None)
    gone = select(Regrade.regrade_id).where(is_open, is_mine | is_old)
    session.execute(delete(RegradeEntry).where(RegradeEntry.regrade_id.in_(gone)))
    session.execute(delete(Regrade).where(Regrade.regrade_id.in_(gone.subquery().select())))


def entry_batches(session: Session, regrade: Regrade) -> Iterator[list[RegradeEntry]]:
    """The attempts that change, in the order of their numbers."""
    last = 0
    while batch := _entries_after(session, regrade, last, AT_ONCE // 4):
        yield batch
        last = batch[-1].attempt_id


def next_entries(session: Session, regrade: Regrade, count: int) -> list[RegradeEntry]:
    """The next attempts to change, in the order of their numbers."""
    return _entries_after(session, regrade, regrade.progress, count)


def last_entries(session: Session, regrade: Regrade, count: int) -> list[RegradeEntry]:
    """The attempts that were changed last, from the last one on."""
    query = _entries_of(regrade).where(RegradeEntry.attempt_id <= regrade.progress)
    return _detached(session, query.order_by(RegradeEntry.attempt_id.desc()).limit(count))


def _entries_after(session: Session, regrade: Regrade, last: int, count: int) -> list[RegradeEntry]:
    query = _entries_of(regrade).where(RegradeEntry.attempt_id > last)
    return _detached(session, query.order_by(RegradeEntry.attempt_id).limit(count))


def _entries_of(regrade: Regrade) -> Select[RegradeEntry]:
    return select(RegradeEntry).where(
        RegradeEntry.regrade_id == regrade.regrade_id, RegradeEntry.problem.is_(None)
    )


def _detached(session: Session, query: Select[RegradeEntry]) -> list[RegradeEntry]:
    """The entries, without keeping them in the session."""
    found = list(session.scalars(query))
    for entry in found:
        session.expunge(entry)
    return found


def count_applied(session: Session) -> int:
    """Another number after each regrade that is applied or undone."""
    query = select(func.count(Regrade.applied_at) + func.count(Regrade.undone_at))
    return session.scalar(query) or 0

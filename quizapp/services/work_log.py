"""Everything a learner has answered, newest first, filtered and page by page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, false, func, or_, select
from sqlalchemy.orm import Session

from quizapp.domain.scheduling.ratings import RIGHT_FROM
from quizapp.kinds.skills import Skill
from quizapp.models import Attempt, Learner
from quizapp.services.attempt_reading import ReadAttempt, read_attempts
from quizapp.services.exam_locks import items_in_exam
from quizapp.services.item_facts import ItemFacts
from quizapp.services.published_bank import PublishedBank, published_bank
from quizapp.services.review_preferences import read_preferences

Outcome = Literal["right", "partly", "wrong"]
OUTCOMES: tuple[Outcome, ...] = ("right", "partly", "wrong")
PER_PAGE = 25


@dataclass(frozen=True)
class WorkFilter:
    """What to show; None and empty words leave nothing out. since, until: days of the learner, both included."""

    topic: str | None = None
    question: str | None = None
    kind: str | None = None
    skill: Skill | None = None
    level: int | None = None
    outcome: Outcome | None = None
    since: date | None = None
    until: date | None = None
    words: str = ""

    @property
    def is_empty(self) -> bool:
        return self == WorkFilter()


@dataclass(frozen=True)
class WorkPage:
    entries: tuple[ReadAttempt, ...]
    count: int
    page: int

    @property
    def page_count(self) -> int:
        return max(1, -(-self.count // PER_PAGE))


def list_work(session: Session, learner: Learner | None, wanted: WorkFilter, page: int = 1) -> WorkPage:
    if learner is None:
        return WorkPage((), 0, 1)
    conditions = list(_conditions(session, learner, wanted))
    count = session.scalar(_of(learner, func.count(), conditions)) or 0
    page = min(max(1, page), max(1, -(-count // PER_PAGE)))
    query = _of(learner, Attempt.attempt_id, conditions).order_by(Attempt.attempt_id.desc())
    ids = session.scalars(query.offset((page - 1) * PER_PAGE).limit(PER_PAGE))
    return WorkPage(tuple(read_attempts(session, ids)), count, page)


def _of(
    learner: Learner, column: SQLColumnExpression[int], conditions: Iterable[ColumnElement[bool]]
) -> Select[int]:
    return select(column).select_from(Attempt).where(Attempt.learner_id == learner.learner_id, *conditions)


def _conditions(session: Session, learner: Learner, wanted: WorkFilter) -> Iterator[ColumnElement[bool]]:
    bank = published_bank(session)
    if asked := items_in_exam(session, learner):
        yield Attempt.item_id.not_in(asked)
    if wanted.topic or wanted.question or wanted.kind or wanted.skill or wanted.level or wanted.words.strip():
        items = [each.item_id for each in bank.facts.values() if _fits(bank, each, wanted)]
        yield Attempt.item_id.in_(items) if items else false()
    if wanted.outcome is not None:
        yield _has_outcome(bank, wanted.outcome)
    clock = read_preferences(session, learner).clock
    if wanted.since is not None:
        yield Attempt.created_at >= clock.begins(wanted.since)
    if wanted.until is not None:
        yield Attempt.created_at < clock.begins(wanted.until + timedelta(days=1))


def _fits(bank: PublishedBank, facts: ItemFacts, wanted: WorkFilter) -> bool:
    named = (
        (wanted.topic, facts.topic),
        (wanted.question, facts.question),
        (wanted.kind, facts.kind),
        (wanted.skill, facts.skill),
        (wanted.level, facts.level),
    )
    if any(wish and wish != fact for wish, fact in named):
        return False
    published = bank.items[facts.item_id]
    question = published.published.question
    texts = (published.item.prompt, question.title)
    searched = " ".join(
        [question.number or "", *(part.lower() for text in texts for part in (text.zh, text.en))]
    ).lower()
    return all(word in searched for word in wanted.words.lower().split())


def _has_outcome(bank: PublishedBank, outcome: Outcome) -> ColumnElement[bool]:
    """An answer in one's own words is right from another score than the others."""
    lower = {item_id: each.right_from for item_id, each in bank.facts.items() if each.right_from < RIGHT_FROM}
    is_right = Attempt.score >= RIGHT_FROM
    for right_from in set(lower.values()):
        those = [item_id for item_id, each in lower.items() if each == right_from]
        is_right = or_(is_right, and_(Attempt.item_id.in_(those), Attempt.score >= right_from))
    if outcome == "right":
        return is_right
    return and_(~is_right, Attempt.score > 0 if outcome == "partly" else Attempt.score == 0)

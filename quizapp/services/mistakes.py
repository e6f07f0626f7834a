"""Open mistakes: the items whose last answer was wrong, with what was said and when it returns."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from quizapp.models import Attempt, Learner, ReviewCard
from quizapp.services.attempt_reading import ReadAttempt, read_attempts
from quizapp.services.exam_locks import items_in_exam
from quizapp.services.item_facts import ItemFacts
from quizapp.services.published_bank import published_bank
from quizapp.services.review_preferences import read_preferences


@dataclass(frozen=True)
class Mistake:
    """times: how often the item was answered wrong. due_on: when its concept is reviewed next."""

    last: ReadAttempt
    times: int
    due_on: date | None
    today: date

    @property
    def confidence(self) -> float | None:
        return self.last.attempt.confidence


@dataclass(frozen=True)
class OpenMistakes:
    """The costliest first: of what was answered wrong most often, the surest, then what returns first."""

    mistakes: tuple[Mistake, ...]
    count: int
    next_due_on: date | None  # the next review of anything


def list_mistakes(session: Session, learner: Learner | None, offset: int = 0, limit: int = 5) -> OpenMistakes:
    if learner is None:
        return OpenMistakes((), 0, None)
    facts, asked = published_bank(session).facts, items_in_exam(session, learner)
    open_ones = [
        (row, facts[row.item_id])
        for row in _latest_answers(session, learner)
        if row.item_id in facts and row.item_id not in asked and row.score < facts[row.item_id].right_from
    ]
    due = dict(_due_days(session, learner))
    times = _times_wrong(session, learner, {known.item_id: known for _, known in open_ones})
    far = date.max
    open_ones.sort(
        key=lambda each: (-times[each[1].item_id], due.get(each[1].concept, far), -each[0].attempt_id)
    )
    shown = open_ones[offset : offset + limit]
    read = read_attempts(session, [row.attempt_id for row, _ in shown])
    today = read_preferences(session, learner).today()
    return OpenMistakes(
        mistakes=tuple(
            Mistake(last, times[known.item_id], due.get(known.concept), today)
            for last, (_, known) in zip(read, shown, strict=True)
        ),
        count=len(open_ones),
        next_due_on=min(due.values(), default=None),
    )


def _latest_answers(session: Session, learner: Learner) -> list[Row[Any]]:
    newest = (
        select(func.max(Attempt.attempt_id))
        .where(Attempt.learner_id == learner.learner_id)
        .group_by(Attempt.item_id)
    )
    query = select(Attempt.attempt_id, Attempt.item_id, Attempt.score)
    is_over = Attempt.open_hint.is_(None)  # the key is not shown before the second try
    return list(session.execute(query.where(Attempt.attempt_id.in_(newest), is_over)))


def _times_wrong(session: Session, learner: Learner, items: Mapping[str, ItemFacts]) -> dict[str, int]:
    query = (
        select(Attempt.item_id, Attempt.score, func.count())
        .where(Attempt.learner_id == learner.learner_id, Attempt.item_id.in_(items))
        .group_by(Attempt.item_id, Attempt.score)
    )
    times = dict.fromkeys(items, 0)
    for item_id, score, count in session.execute(query):
        if score < items[item_id].right_from:
            times[item_id] += count
    return times


def _due_days(session: Session, learner: Learner) -> list[tuple[str, date]]:
    query = select(ReviewCard.concept_kind, ReviewCard.concept, ReviewCard.due_on).where(
        ReviewCard.learner_id == learner.learner_id, ReviewCard.due_on.is_not(None)
    )
    return [(f"{kind}/{slug}", due_on) for kind, slug, due_on in session.execute(query) if due_on]

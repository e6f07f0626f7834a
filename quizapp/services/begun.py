"""The exercise that a learner has begun: the one that was typed into, or the next one of the question answered last."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.bank.parametric.item import AuthoredItem
from quizapp.bank.questions import Question
from quizapp.db.tables import now
from quizapp.domain.scheduling.ratings import USUAL_SECONDS
from quizapp.models import Attempt, Draft, Learner
from quizapp.services.published_bank import PublishedBank, published_bank

STAYS_BEGUN = timedelta(days=3)
ITEM_DRAFTS = "item:"  # how their places begin


@dataclass(frozen=True)
class Begun:
    """place: of the item within its question, from 1. scores: those of its items that are answered."""

    question: Question
    item: AuthoredItem
    place: int
    scores: dict[str, float]
    at: datetime
    is_typed: bool

    @property
    def seconds(self) -> float:
        return USUAL_SECONDS[self.item.level]


def find_begun(session: Session, learner: Learner | None) -> Begun | None:
    """None if all of it is answered, or if it was long ago."""
    if learner is None:
        return None
    bank = published_bank(session)
    answered = session.execute(
        select(Attempt.item_id, Attempt.created_at)
        .where(Attempt.learner_id == learner.learner_id)
        .order_by(Attempt.attempt_id.desc())
        .limit(1)
    ).first()
    typed = session.execute(
        select(Draft.place, Draft.updated_at)
        .where(Draft.learner_id == learner.learner_id, Draft.place.startswith(ITEM_DRAFTS))
        .order_by(Draft.updated_at.desc())
        .limit(1)
    ).first()
    since = now() - STAYS_BEGUN
    if typed is not None and typed[1] >= since:
        found = _begun(session, learner, bank, typed[0].removeprefix(ITEM_DRAFTS), typed[1], is_typed=True)
        if found is not None:
            return found
    if answered is not None and answered[1] >= since:
        return _begun(session, learner, bank, answered[0], answered[1], is_typed=False)
    return None


def latest_scores(session: Session, learner: Learner | None, item_ids: Iterable[str]) -> dict[str, float]:
    """The score of the latest answer to each of these items that is answered."""
    if learner is None:
        return {}
    newest = (
        select(func.max(Attempt.attempt_id))
        .where(Attempt.learner_id == learner.learner_id, Attempt.item_id.in_(list(item_ids)))
        .group_by(Attempt.item_id)
    )
    query = select(Attempt.item_id, Attempt.score).where(Attempt.attempt_id.in_(newest))
    return dict(session.execute(query).all())


def _begun(
    session: Session, learner: Learner, bank: PublishedBank, item_id: str, at: datetime, *, is_typed: bool
) -> Begun | None:
    if item_id not in bank.items:  # no longer published
        return None
    question = bank.items[item_id].published.question
    scores = latest_scores(session, learner, (item.id for item in question.items))
    ids = [item.id for item in question.items]
    start = ids.index(item_id)
    if is_typed:
        return Begun(question, question.items[start], start + 1, scores, at, is_typed)
    for place in (*range(start + 1, len(ids)), *range(start)):
        if ids[place] not in scores:
            return Begun(question, question.items[place], place + 1, scores, at, is_typed)
    return None

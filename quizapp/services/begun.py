"""The exercise that a learner has begun: the one that was typed into, or the next one of the question answered last."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from quizapp.bank.parametric.item import AuthoredItem
from quizapp.bank.questions import Question
from quizapp.db.tables import now
from quizapp.models import Attempt, Draft, ItemIdentity, Learner
from quizapp.services.pace import Pace
from quizapp.services.published_bank import PublishedBank, published_bank

STAYS_BEGUN = timedelta(days=3)
ITEM_DRAFTS = "item:"  # how their places begin
_ATTEMPTS, _DRAFTS = Attempt.__table__.c, Draft.__table__.c
_ITEMS = ItemIdentity.__table__.c
# Each is found through the index, without reading the other answers to its item.
_LATEST_OF_ITEM = (
    select(func.max(_ATTEMPTS.attempt_id))
    .where(_ATTEMPTS.learner_id == bindparam("learner"), _ATTEMPTS.item_id == _ITEMS.item_id)
    .correlate(ItemIdentity.__table__)
    .scalar_subquery()
)
_LATEST_ANSWERS = select(_ITEMS.item_id, _LATEST_OF_ITEM)
_ANSWERS = select(_ATTEMPTS.item_id, _ATTEMPTS.score, _ATTEMPTS.created_at).where(
    _ATTEMPTS.attempt_id.in_(bindparam("attempts", expanding=True))
)
_LATEST_TYPED = (
    select(_DRAFTS.place, _DRAFTS.updated_at)
    .where(_DRAFTS.learner_id == bindparam("learner"), _DRAFTS.place.startswith(ITEM_DRAFTS))
    .order_by(_DRAFTS.updated_at.desc())
    .limit(1)
)


@dataclass(frozen=True)
class Begun:
    """place: of the item within its question, from 1. scores: those of its items that are answered."""

    question: Question
    item: AuthoredItem
    place: int
    scores: dict[str, float]
    at: datetime
    is_typed: bool
    seconds: float


def latest_answers(session: Session, learner: Learner | None) -> dict[str, int]:
    """By item that is answered, the number of the latest attempt."""
    if learner is None:
        return {}
    found = session.connection().execute(_LATEST_ANSWERS, {"learner": learner.learner_id})
    return {item_id: number for item_id, number in found if number is not None}


def find_begun(
    session: Session, learner: Learner | None, answered: Mapping[str, int], pace: Pace
) -> Begun | None:
    """None if all of it is answered, or if it was long ago. answered: the latest answers."""
    if learner is None:
        return None
    bank, since = published_bank(session), now() - STAYS_BEGUN
    typed = session.connection().execute(_LATEST_TYPED, {"learner": learner.learner_id}).first()
    if typed is not None and typed[1] >= since:
        item_id = typed[0].removeprefix(ITEM_DRAFTS)
        found = _begun(session, bank, item_id, answered, pace, at=typed[1], is_typed=True)
        if found is not None:
            return found
    if not answered:
        return None
    found = _begun(session, bank, max(answered, key=lambda item_id: answered[item_id]), answered, pace)
    return found if found and found.at >= since else None


def _begun(
    session: Session,
    bank: PublishedBank,
    item_id: str,
    answered: Mapping[str, int],
    pace: Pace,
    *,
    at: datetime | None = None,
    is_typed: bool = False,
) -> Begun | None:
    """at: when the item was typed into; otherwise it was answered last."""
    if item_id not in bank.items:  # no longer published
        return None
    question = bank.items[item_id].published.question
    ids = [item.id for item in question.items]
    numbers = [answered[each] for each in ids if each in answered]
    rows = session.connection().execute(_ANSWERS, {"attempts": numbers}).all() if numbers else []
    scores = {row.item_id: row.score for row in rows}
    at = at or next(row.created_at for row in rows if row.item_id == item_id)
    start = ids.index(item_id)
    places = (start,) if is_typed else (*range(start + 1, len(ids)), *range(start))
    place = next((place for place in places if is_typed or ids[place] not in scores), None)
    if place is None:
        return None
    item = question.items[place]
    return Begun(question, item, place + 1, scores, at, is_typed, pace.seconds(item))

"""Learners with a history: answers stored as if they had been given then."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from quizapp.bank.parametric.drawing import draw
from quizapp.bank.parametric.item import ParametricItem
from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.domain.scheduling.ratings import Circumstances
from quizapp.kinds import right_answer, runs_the_simulator, wrong_answers
from quizapp.models import Attempt, Learner
from quizapp.services import practice
from quizapp.services.item_facts import ItemFacts
from quizapp.services.published_bank import published_bank


def quick_items(session: Session, wanted: Callable[[ItemFacts], bool] = lambda facts: True) -> list[str]:
    """Items without variables that are graded without a network, and of which something is known to be wrong."""
    bank = published_bank(session)
    return [
        item_id
        for item_id, found in bank.items.items()
        if wanted(bank.facts[item_id])
        and not isinstance(found.item, ParametricItem)
        and not runs_the_simulator(found.item)
        and any(True for _ in wrong_answers(draw(found.item, 0).item))
    ]


def answer(
    session: Session,
    learner: Learner,
    item_id: str,
    *,
    right: bool = True,
    days_ago: float = 0.0,
    confidence: float | None = None,
    seconds: float | None = 30.0,
) -> Attempt:
    """Of an item with variables, nobody knows here which numbers are drawn: right or wrong is then left to chance."""
    found = published_bank(session).items[item_id]
    drawn = draw(found.item, 0).item
    given: Any = right_answer(drawn) if right else next(iter(wrong_answers(drawn)))
    graded = practice.submit_answer(
        session, learner, item_id, given, seconds=seconds, circumstances=Circumstances(confidence=confidence)
    )
    moment: datetime = now() - timedelta(days=days_ago)
    attempt_id = graded.attempt.attempt_id
    with writing(session):
        session.execute(update(Attempt).where(Attempt.attempt_id == attempt_id).values(created_at=moment))
    session.expire_all()
    return session.get_one(Attempt, attempt_id)

"""What a learner remembers of each cause: the replay of the settled cases, which are its log of reviews.

A case of a cause that is due comes sooner, but the room does not say so, since that would name the cause.
"""

from random import SystemRandom

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.oncall.catalog import Catalog
from quizapp.domain.oncall.grading import Grade
from quizapp.domain.scheduling.days import day_of_review
from quizapp.domain.scheduling.memory import Memory, review
from quizapp.domain.scheduling.ratings import Circumstances, Rating, rate
from quizapp.models import Learner, OncallCase
from quizapp.services.oncall import Room, take_case
from quizapp.services.review_preferences import read_preferences

SHARE_FOR_REVIEW = 0.5  # of the cases that are taken while a cause is due
USUAL_SECONDS = 600.0  # of a case

_random = SystemRandom()


def rating_of(grade: Grade) -> Rating:
    """Good if solved; Hard if only the cause was right, or if the minutes of the proof were spent; otherwise Again."""
    return rate(grade.score, Circumstances(is_second_try=grade.has_overspent), USUAL_SECONDS)


def memories_of_causes(session: Session, learner: Learner | None) -> dict[str, Memory]:
    """By cause, of the causes that the learner has met."""
    if learner is None:
        return {}
    clock = read_preferences(session, learner).clock
    query = (
        select(OncallCase)
        .where(OncallCase.learner_id == learner.learner_id, OncallCase.settled_at.is_not(None))
        .order_by(OncallCase.answered_at, OncallCase.case_id)
    )
    found: dict[str, Memory] = {}
    for row in session.scalars(query):
        assert row.answered_at is not None
        grade = Grade(row.named_cause == row.cause, row.learned or 0, Room(row).eats_proof)
        before = found.get(row.cause)
        day = day_of_review(clock, row.answered_at, before.day if before else None)
        found[row.cause] = review(before, rating_of(grade), day)
    return found


def causes_due(session: Session, learner: Learner | None) -> list[str]:
    """The causes to meet again today, the one due longest first."""
    today = read_preferences(session, learner).today()
    memories = memories_of_causes(session, learner)
    due = [cause for cause, memory in memories.items() if memory.due <= today and memory.day < today]
    return sorted(due, key=lambda cause: memories[cause].due)


def take_next_case(session: Session, learner: Learner, catalog: Catalog) -> Room:
    """The open case, or a new one: now and then of a cause that is due, else of any, so that being due is no hint."""
    due = [cause for cause in causes_due(session, learner) if catalog.count(cause)]
    cause = due[0] if due and _random.random() < SHARE_FOR_REVIEW else None
    return take_case(session, learner, catalog, cause)

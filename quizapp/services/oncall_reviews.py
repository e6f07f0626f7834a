"""The reviews of causes: each settled case updates the card of its cause, and a due card is reviewed with a fresh case.

A case of a cause that is due comes sooner, but the room does not say so, since that would name the cause.
"""

from random import SystemRandom

from sqlalchemy.orm import Session

from quizapp.domain.oncall.catalog import Catalog
from quizapp.domain.oncall.grading import Grade
from quizapp.domain.scheduling.cards import ON_CALL
from quizapp.domain.scheduling.ratings import USUAL_SECONDS_OF_CASE, Circumstances, Rating, rate
from quizapp.domain.scheduling.readiness import FEWEST_ANSWERED, Readiness, readiness_of_memories
from quizapp.models import Learner
from quizapp.services.concepts import CAUSE_CONCEPTS
from quizapp.services.oncall import Room, take_case
from quizapp.services.review_cards import list_cards
from quizapp.services.review_preferences import read_preferences

SHARE_FOR_REVIEW = 0.5  # of the cases that are taken while a cause is due

_random = SystemRandom()


def rating_of(grade: Grade) -> Rating:
    """Good if solved; Hard if only the cause was right, or if the minutes of the proof were spent; otherwise Again."""
    return rate(grade.score, Circumstances(is_second_try=grade.has_overspent), USUAL_SECONDS_OF_CASE)


def causes_due(session: Session, learner: Learner | None) -> list[str]:
    """The causes to meet again today, the most forgotten first."""
    today = read_preferences(session, learner).today()
    of_day = list_cards(session, learner).on(today)
    return [card.concept.slug for card in of_day.others if card.is_secret_on(today)]


def take_next_case(session: Session, learner: Learner, catalog: Catalog, *, is_review: bool = False) -> Room:
    """The open case, or a new one: now and then of a cause that is due, else of any, so that being due is no hint.

    is_review: of a cause that is due, if there is one.
    """
    due = [cause for cause in causes_due(session, learner) if catalog.count(cause)]
    cause = due[0] if due and (is_review or _random.random() < SHARE_FOR_REVIEW) else None
    return take_case(session, learner, catalog, cause)


def readiness_on_call(session: Session, learner: Learner | None) -> Readiness | None:
    """The share of all causes that the learner would name today; None with fewer causes than an estimate needs."""
    memories = list_cards(session, learner).memories_of_topic(ON_CALL)
    if len(memories.seconds) < FEWEST_ANSWERED:
        return None
    today = read_preferences(session, learner).today()
    return readiness_of_memories(memories, len(CAUSE_CONCEPTS), today)

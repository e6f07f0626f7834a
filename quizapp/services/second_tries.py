"""The second try at an item: after a first one that was not right, with a hint, before anything else is shown."""

from typing import Any

from sqlalchemy.orm import Session

from quizapp.db.sessions import locked_one, writing
from quizapp.domain.scheduling.ratings import Circumstances
from quizapp.errors import NoSecondTry
from quizapp.models import Attempt, Learner
from quizapp.services.practice import (
    GradedAttempt,
    get_attempt,
    grade_answer,
    grade_as_stored,
    graded_attempt,
)
from quizapp.services.review_log import rate_again


def submit_second_try(
    session: Session, learner: Learner, attempt_id: int, answer: Any, seconds: float | None = None
) -> GradedAttempt:
    """Grade the second answer, which becomes that of the attempt; the first one is kept beside it.

    Raises AttemptNotFound, also for another learner's, NoSecondTry, or Invalid naming `answer`. The same second answer
    again changes nothing.
    """
    first = get_attempt(session, learner, attempt_id)
    graded = grade_answer(session, first.item, answer)
    with writing(session):
        attempt = locked_one(session, Attempt, attempt_id)
        if attempt.open_hint is None:
            if attempt.is_second_try and attempt.answer == answer:
                return graded_attempt(attempt, is_new=False)
            raise NoSecondTry
        attempt.first_answer, attempt.first_score = attempt.answer, attempt.score
        attempt.answer, attempt.score, attempt.grade = answer, graded.score, grade_as_stored(graded)
        attempt.is_second_try, attempt.open_hint = True, None
        if attempt.seconds is not None and seconds is not None:
            attempt.seconds += seconds
        circumstances = Circumstances(attempt.used_hint, is_second_try=True, seconds=attempt.seconds)
        rate_again(session, attempt, first.item, circumstances)
    return GradedAttempt(attempt, first.question, first.drawn, graded)


def show_answer(session: Session, learner: Learner, attempt_id: int) -> GradedAttempt:
    """Leave it at the first try. Raises AttemptNotFound, also for another learner's."""
    get_attempt(session, learner, attempt_id)
    with writing(session):
        attempt = locked_one(session, Attempt, attempt_id)
        attempt.open_hint = None
    return graded_attempt(attempt)

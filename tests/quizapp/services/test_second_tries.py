"""The second try at an item, and what is stored of the first."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.domain.scheduling.ratings import Circumstances, Rating
from quizapp.errors import AttemptNotFound, Invalid, NoSecondTry, SecondTryFirst
from quizapp.kinds import right_answer
from quizapp.kinds.single_choice.model import SingleChoice
from quizapp.models import Attempt, Learner, ReviewCard, ReviewEntry
from quizapp.services import learners, practice, question_bank, review_log, second_tries


@pytest.fixture
def learner(session: Session) -> Learner:
    return learners.start_guest(session)


@pytest.fixture
def item(session: Session) -> SingleChoice:
    """With a hint."""
    return next(
        item
        for published in question_bank.list_questions(session)
        for item in published.question.items
        if isinstance(item, SingleChoice) and item.hints
    )


def wrong_options(item: SingleChoice) -> list[str]:
    return [option.id for option in item.options if not option.correct]


def first_try(session: Session, learner: Learner, item: Any, answer: Any, **more: Any) -> Attempt:
    more.setdefault("waits_for_second_try", True)
    return practice.submit_answer(session, learner, item.id, answer, **more).attempt


def rating_of(session: Session, attempt: Attempt) -> int:
    entry = session.scalars(select(ReviewEntry).filter_by(attempt_id=attempt.attempt_id)).one()
    return entry.rating


def test_a_wrong_first_try_waits_for_a_second_one_with_the_next_hint(
    session: Session, learner: Learner, item: SingleChoice
) -> None:
    graded = practice.submit_answer(
        session, learner, item.id, wrong_options(item)[0], waits_for_second_try=True
    )
    assert graded.open_hint == item.hints[0]
    assert (graded.attempt.score, rating_of(session, graded.attempt)) == (0.0, Rating.AGAIN)


@pytest.mark.parametrize("circumstance", ["not asked for", "right", "no hint left"])
def test_there_is_no_second_try(
    session: Session, learner: Learner, item: SingleChoice, circumstance: str
) -> None:
    answer = right_answer(item) if circumstance == "right" else wrong_options(item)[0]
    more = {"waits_for_second_try": False} if circumstance == "not asked for" else {}
    opened = len(item.hints) if circumstance == "no hint left" else 0
    attempt = first_try(session, learner, item, answer, hints_opened=opened, **more)
    assert attempt.open_hint is None
    with pytest.raises(NoSecondTry):
        second_tries.submit_second_try(session, learner, attempt.attempt_id, right_answer(item))


def test_a_right_second_try_is_hard_and_the_first_one_stays(
    session: Session, learner: Learner, item: SingleChoice
) -> None:
    wrong = wrong_options(item)[0]
    how = Circumstances(confidence=0.9)
    attempt = first_try(session, learner, item, wrong, seconds=20.0, circumstances=how)
    graded = second_tries.submit_second_try(session, learner, attempt.attempt_id, right_answer(item), 10.0)
    session.expire_all()
    stored = session.get_one(Attempt, attempt.attempt_id)
    assert (stored.score, stored.first_score, stored.first_answer) == (1.0, 0.0, wrong)
    assert (stored.is_second_try, stored.confidence, stored.seconds) == (True, 0.9, 30.0)
    assert stored.score_of_first_try == 0.0
    assert session.scalar(select(Attempt.score_of_first_try)) == 0.0
    assert rating_of(session, stored) == Rating.HARD
    assert graded.open_hint is None
    card = session.scalars(select(ReviewCard)).one()
    assert (card.review_count, card.lapse_count) == (1, 0)


def test_a_wrong_second_try_is_again(session: Session, learner: Learner, item: SingleChoice) -> None:
    attempt = first_try(session, learner, item, wrong_options(item)[0])
    second_tries.submit_second_try(session, learner, attempt.attempt_id, wrong_options(item)[1])
    assert rating_of(session, attempt) == Rating.AGAIN


def test_the_same_second_answer_again_changes_nothing_and_another_is_refused(
    session: Session, learner: Learner, item: SingleChoice
) -> None:
    attempt = first_try(session, learner, item, wrong_options(item)[0])
    for _ in range(2):
        second_tries.submit_second_try(session, learner, attempt.attempt_id, right_answer(item), 5.0)
    with pytest.raises(NoSecondTry):
        second_tries.submit_second_try(session, learner, attempt.attempt_id, wrong_options(item)[1])
    assert practice.count_attempts(session, learner) == 1


def test_the_first_answer_again_still_waits(session: Session, learner: Learner, item: SingleChoice) -> None:
    wrong = wrong_options(item)[0]
    attempt = first_try(session, learner, item, wrong, idempotency_key="k")
    again = practice.submit_answer(session, learner, item.id, wrong, idempotency_key="k")
    assert again.attempt.attempt_id == attempt.attempt_id
    assert again.open_hint == item.hints[0]
    second_tries.submit_second_try(session, learner, attempt.attempt_id, right_answer(item))
    late = practice.submit_answer(session, learner, item.id, wrong, idempotency_key="k")
    assert (late.attempt.attempt_id, late.is_new) == (attempt.attempt_id, False)


def test_an_answer_that_cannot_be_read_leaves_the_second_try_open(
    session: Session, learner: Learner, item: SingleChoice
) -> None:
    attempt = first_try(session, learner, item, wrong_options(item)[0])
    with pytest.raises(Invalid):
        second_tries.submit_second_try(session, learner, attempt.attempt_id, {"no": "answer"})
    assert practice.get_attempt(session, learner, attempt.attempt_id).open_hint


def test_showing_the_answer_ends_it(session: Session, learner: Learner, item: SingleChoice) -> None:
    attempt = first_try(session, learner, item, wrong_options(item)[0])
    shown = second_tries.show_answer(session, learner, attempt.attempt_id)
    assert (shown.open_hint, shown.attempt.is_second_try, shown.attempt.score) == (None, False, 0.0)
    with pytest.raises(NoSecondTry):
        second_tries.submit_second_try(session, learner, attempt.attempt_id, right_answer(item))


def test_another_learner_has_no_part_in_it(session: Session, learner: Learner, item: SingleChoice) -> None:
    attempt = first_try(session, learner, item, wrong_options(item)[0])
    other = learners.start_guest(session)
    with pytest.raises(AttemptNotFound):
        second_tries.submit_second_try(session, other, attempt.attempt_id, right_answer(item))
    with pytest.raises(AttemptNotFound):
        second_tries.show_answer(session, other, attempt.attempt_id)


def test_a_corrected_rating_and_an_undone_review_stay(
    session: Session, learner: Learner, item: SingleChoice
) -> None:
    attempt = first_try(session, learner, item, wrong_options(item)[0])
    entry = session.scalars(select(ReviewEntry)).one()
    review_log.correct_rating(session, learner, entry.review_id, Rating.GOOD)
    review_log.undo_review(session, learner, entry.review_id)
    second_tries.submit_second_try(session, learner, attempt.attempt_id, right_answer(item))
    assert (entry.rating, entry.graded_rating) == (Rating.GOOD, Rating.HARD)
    assert entry.undone_at is not None
    assert session.scalars(select(ReviewCard)).one().review_count == 0


def test_cramming_leaves_the_schedule_as_it_is(
    session: Session, learner: Learner, item: SingleChoice
) -> None:
    attempt = first_try(session, learner, item, wrong_options(item)[0], is_cram=True)
    second_tries.submit_second_try(session, learner, attempt.attempt_id, right_answer(item))
    assert session.scalars(select(ReviewEntry)).all() == []


def test_the_model_answer_stays_closed_while_a_second_try_waits(
    session: Session, learner: Learner, item: SingleChoice
) -> None:
    slug = question_bank.get_item(session, item.id).published.question.slug
    waiting = first_try(session, learner, item, wrong_options(item)[0])
    with pytest.raises(SecondTryFirst):
        practice.read_model_answer(session, learner, slug)
    second_tries.show_answer(session, learner, waiting.attempt_id)
    assert practice.read_model_answer(session, learner, slug).question.answer

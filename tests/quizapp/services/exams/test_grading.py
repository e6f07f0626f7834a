"""What was saved is graded at the end, and once."""

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.kinds import runs_the_simulator
from quizapp.models import ExamAnswer, ExamSitting, Learner, ReviewEntry
from quizapp.services import learners
from quizapp.services.exam_grading import (
    grade_all,
    grade_sitting,
    items_of_sitting,
    results_of_sitting,
    unreadable_part,
)
from quizapp.services.exam_sittings import close_over, get_sitting, submit_sitting
from tests.bank import items
from tests.exams import (
    RUN,
    STATIC,
    WITH_NUMBERS,
    attempts_of,
    begin,
    first_of,
    put_back,
    right_answers,
    rules,
    save,
)


def test_what_was_saved_is_graded_once_with_attempts_and_review_cards(both: Session) -> None:
    learner = learners.start_guest(both)
    sitting = begin(both, learner, rules(STATIC, WITH_NUMBERS, RUN, first_of("matching")))
    put_back(both, sitting, 60)
    for position, answer in enumerate(right_answers(both, sitting)[:3], 1):
        assert save(both, learner, sitting, position, answer, seconds=12.5).outcome == "stored"
    for _ in range(2):
        ended = submit_sitting(both, learner, sitting.public_id)
        assert grade_sitting(both, ended)
    assert ended.score == pytest.approx(3 / 4)
    assert {attempt.item_id: attempt.score for attempt in attempts_of(both, learner)} == {
        STATIC: 1.0,
        WITH_NUMBERS: 1.0,
        RUN: 1.0,
    }
    assert both.scalar(select(func.count()).select_from(ReviewEntry)) == 3
    shown = results_of_sitting(both, ended)
    assert [each.score for each in shown] == [1.0, 1.0, 1.0, 0.0]
    assert (shown[0].seconds, shown[3].graded) == (12.5, None)


def test_what_was_saved_counts_even_if_nobody_comes_back(
    session: Session, learner: Learner, sitting: ExamSitting
) -> None:
    save(session, learner, sitting, 1, right_answers(session, sitting)[0])
    put_back(session, sitting, 3600)
    assert close_over(session) == 1
    assert close_over(session) == 0
    assert grade_all(session, 60) == 1
    session.refresh(sitting)
    assert sitting.score == 0.5
    assert len(attempts_of(session, learner)) == 1


def test_grading_that_was_cut_short_continues_where_it_stopped(
    session: Session, learner: Learner, sitting: ExamSitting
) -> None:
    for position, answer in enumerate(right_answers(session, sitting), 1):
        save(session, learner, sitting, position, answer)
    ended = submit_sitting(session, learner, sitting.public_id)
    assert not grade_sitting(session, ended, seconds=-1)
    assert grade_sitting(session, ended)
    # As if the process had died between the attempts and the end of grading.
    with writing(session):
        ended.graded_at = ended.score = None
        session.execute(update(ExamAnswer).values(score=None))
    session.expire_all()
    assert grade_sitting(session, get_sitting(session, learner, sitting.public_id))
    assert len(attempts_of(session, learner)) == 2
    assert get_sitting(session, learner, sitting.public_id).score == 1.0


def test_an_answer_that_cannot_be_read_scores_nothing_and_is_told_of_before(
    session: Session, learner: Learner, sitting: ExamSitting
) -> None:
    save(session, learner, sitting, 2, "a few")
    asked = items_of_sitting(session, sitting)[1]
    assert unreadable_part(session, asked) is not None
    ended = submit_sitting(session, learner, sitting.public_id)
    grade_sitting(session, ended)
    shown = results_of_sitting(session, ended)[1]
    assert (shown.score, shown.graded) == (0.0, None)
    assert shown.problem is not None
    assert attempts_of(session, learner) == []


def test_every_kind_of_exercise_can_be_asked_in_an_exam(session: Session, learner: Learner) -> None:
    one_of_each = {item.kind: item.id for item in items() if not runs_the_simulator(item)}
    sitting = begin(session, learner, rules(*one_of_each.values()))
    for position, answer in enumerate(right_answers(session, sitting), 1):
        save(session, learner, sitting, position, answer)
    ended = submit_sitting(session, learner, sitting.public_id)
    assert grade_sitting(session, ended)
    assert ended.score == 1.0
    assert len(attempts_of(session, learner)) == len(one_of_each)

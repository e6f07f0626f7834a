"""One clock decides what is saved, and nothing that was typed is lost."""

import csv
import json
from typing import Any

import pytest
from sqlalchemy.orm import Session

from quizapp.bank.parametric.item import example_of
from quizapp.errors import (
    AskedInExam,
    ExamSubmitted,
    ExerciseNotInExam,
    Invalid,
    SavedTooLate,
)
from quizapp.formats.csv_files import BOM
from quizapp.kinds import wrong_answers
from quizapp.models import ExamSitting, Learner
from quizapp.services import exports, learners, mistakes, practice, question_bank, work_log
from quizapp.services.exam_answers import seconds_of
from quizapp.services.exam_grading import (
    items_of_sitting,
)
from quizapp.services.exam_sittings import get_sitting, submit_sitting
from quizapp.services.owned_tables import Person
from tests.bank import bank
from tests.exams import STATIC, begin, put_back, right_answer_of, rules, save


def test_a_late_or_repeated_save_changes_nothing(
    session: Session, learner: Learner, sitting: ExamSitting
) -> None:
    outcomes = [
        save(session, learner, sitting, 2, answer, sequence=sequence).outcome
        for sequence, answer in ((1, "1"), (3, "3"), (2, "2"), (3, "3"))
    ]
    assert outcomes == ["stored", "stored", "repeated", "repeated"]
    assert items_of_sitting(session, sitting)[1].answer.answer == "3"


def test_between_two_devices_what_was_typed_last_counts_and_the_other_is_set_aside(
    session: Session, learner: Learner, sitting: ExamSitting
) -> None:
    put_back(session, sitting, 600)
    save(session, learner, sitting, 2, "on the phone", device="phone", age_seconds=60)
    late = save(session, learner, sitting, 2, "typed offline before", age_seconds=120)
    assert late.outcome == "superseded"
    assert late.answer.answer == "on the phone"
    assert [each["answer"] for each in late.answer.set_aside] == ["typed offline before"]
    last = save(session, learner, sitting, 2, "typed offline after", sequence=2, age_seconds=30)
    assert (last.outcome, last.answer.answer) == ("stored", "typed offline after")
    assert [each["answer"] for each in last.answer.set_aside] == ["on the phone", "typed offline before"]
    seen = save(session, learner, sitting, 2, "here", device="phone", sequence=2, seen=last.answer.revision)
    assert len(seen.answer.set_aside) == 2  # it knew what it replaced


def test_nothing_is_accepted_after_the_grace_period(
    session: Session, learner: Learner, sitting: ExamSitting
) -> None:
    put_back(session, sitting, 30 * 60 + sitting.grace_seconds - 20)
    assert save(session, learner, sitting, 1, "in time").outcome == "stored"
    put_back(session, sitting, 25)
    with pytest.raises(SavedTooLate) as late:
        save(session, learner, sitting, 1, "too late", sequence=2, age_seconds=3600)
    assert float(late.value.values["seconds"]) > 0
    assert items_of_sitting(session, sitting)[0].answer.answer == "in time"
    ended = get_sitting(session, learner, sitting.public_id)
    assert (ended.submitted_at, ended.ended_at) == (None, ended.clock.accepts_until)


def test_a_submitted_exam_takes_no_more_answers_and_stays_submitted(
    session: Session, learner: Learner, sitting: ExamSitting
) -> None:
    moments = [submit_sitting(session, learner, sitting.public_id).submitted_at for _ in range(2)]
    assert moments[0] == moments[1] is not None
    with pytest.raises(ExamSubmitted):
        save(session, learner, sitting, 1, "after")


def test_what_is_asked_in_an_open_exam_cannot_be_answered_or_looked_up_elsewhere(
    session: Session, learner: Learner
) -> None:
    question = next(q for q in bank().questions if any(item.id == STATIC for item in q.items))
    before = practice.submit_answer(session, learner, STATIC, right_answer_of(STATIC))
    sitting = begin(session, learner, rules(STATIC))
    with pytest.raises(AskedInExam):
        practice.submit_answer(session, learner, STATIC, right_answer_of(STATIC))
    with pytest.raises(AskedInExam):
        practice.get_attempt(session, learner, before.attempt.attempt_id)
    with pytest.raises(AskedInExam):
        practice.read_model_answer(session, learner, question.slug)
    published = question_bank.get_question(session, question.slug).question
    assert practice.standings(session, learner, [published])[STATIC].latest is None
    assert practice.list_attempts(session, learner) == []
    assert work_log.list_work(session, learner, work_log.WorkFilter()).count == 0
    stranger = learners.start_guest(session)
    assert practice.submit_answer(session, stranger, STATIC, right_answer_of(STATIC)).is_new
    submit_sitting(session, learner, sitting.public_id)
    assert practice.get_attempt(session, learner, before.attempt.attempt_id).grade.score == 1.0
    assert len(practice.list_attempts(session, learner)) == 1


def test_my_work_and_the_export_keep_back_what_an_open_exam_asks(session: Session, learner: Learner) -> None:
    item = question_bank.get_item(session, STATIC).item
    practice.submit_answer(session, learner, STATIC, next(iter(wrong_answers(example_of(item)))))
    sitting = begin(session, learner, rules(STATIC))
    person = Person((learner.learner_id,))

    def exported() -> tuple[dict[str, Any], list[str]]:
        rows = json.loads("".join(exports.export_json(session, person)))["tables"]["attempts"]
        table = list(
            csv.DictReader("".join(exports.export_csv(session, person)).removeprefix(BOM).splitlines())
        )
        return rows[0], [table[0]["score"], table[0]["score_of_first_try"]]

    assert mistakes.list_mistakes(session, learner).count == 0
    row, scores = exported()
    assert not {"grade", "score", "first_score"} & row.keys()
    assert scores == ["", ""]
    submit_sitting(session, learner, sitting.public_id)
    assert mistakes.list_mistakes(session, learner).count == 1
    row, scores = exported()
    assert row["grade"] is not None
    assert scores == ["0.0", "0.0"]


def test_time_in_focus_adds_up_over_devices_and_is_no_longer_than_the_sitting(
    session: Session, learner: Learner, sitting: ExamSitting
) -> None:
    put_back(session, sitting, 100)
    save(session, learner, sitting, 1, "a", seconds=20)
    save(session, learner, sitting, 1, "b", sequence=2, seconds=30)
    answer = save(session, learner, sitting, 1, "c", device="phone", seconds=5).answer
    assert seconds_of(answer) == 35
    answer = save(session, learner, sitting, 1, "c", device="phone", sequence=2, seconds=1e9).answer
    assert 130 <= seconds_of(answer) < 140


@pytest.mark.parametrize(
    ("position", "others", "error"),
    [
        (3, {}, ExerciseNotInExam),
        (1, {"answer": "x" * 20_001}, Invalid),
        (1, {"device": "d" * 41}, Invalid),
    ],
)
def test_what_cannot_be_an_answer_of_the_sitting_is_refused(
    session: Session,
    learner: Learner,
    sitting: ExamSitting,
    position: int,
    others: dict[str, Any],
    error: type[Exception],
) -> None:
    with pytest.raises(error):
        save(session, learner, sitting, position, **{"answer": "x", **others})


def test_a_save_that_was_long_under_way_was_typed_when_it_was_typed(
    session: Session, learner: Learner, sitting: ExamSitting
) -> None:
    put_back(session, sitting, 900)
    save(session, learner, sitting, 2, "typed second", device="phone", seconds_left=1100)
    late = save(session, learner, sitting, 2, "typed first", seconds_left=1150)
    assert (late.outcome, late.answer.answer) == ("superseded", "typed second")
    last = save(session, learner, sitting, 2, "typed third", sequence=2, seconds_left=1050)
    assert (last.outcome, last.answer.answer) == ("stored", "typed third")

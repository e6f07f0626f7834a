"""Who can make and take which exam, and how often."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from quizapp.config import settings_from
from quizapp.db.sessions import session_options, writing
from quizapp.db.tables import now
from quizapp.domain.exams.rules import Allowance, DrawnSet, ExamRules, Filter, FixedSet
from quizapp.errors import (
    ExamNotFound,
    ExamNotOpen,
    Invalid,
    NoAttemptsLeft,
    SittingNotFound,
)
from quizapp.models import Account, Attempt, Exam, ExamAnswer, ExamSitting, Learner
from quizapp.services import learners, retention
from quizapp.services.exam_grading import (
    grade_sitting,
    items_of_sitting,
)
from quizapp.services.exam_sittings import get_sitting, start_sitting, submit_sitting
from quizapp.services.exams import create_exam, get_exam, list_exams, mock_selection, retire_exam
from tests.bank import bank
from tests.exams import (
    SIGNER,
    STATIC,
    right_answers,
    rules,
    save,
)


def test_starting_twice_continues_the_same_sitting_with_the_same_variants(both: Session) -> None:
    learner = learners.start_guest(both)
    exam = create_exam(
        both, learner, "Drawn", ExamRules(selection=DrawnSet(filters=(Filter(count=5),)), minutes=9)
    )
    first, again = (start_sitting(both, learner, exam.public_id, SIGNER) for _ in range(2))
    assert (first.is_new, again.is_new) == (True, False)
    assert first.sitting.public_id == again.sitting.public_id
    drawn = [[each.drawn for each in items_of_sitting(both, first.sitting)] for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert len(drawn[0]) == 5


def test_the_number_of_attempts_and_the_window_are_kept(session: Session, learner: Learner) -> None:
    exam = create_exam(session, learner, "Once", rules(STATIC, attempts=1))
    first = start_sitting(session, learner, exam.public_id, SIGNER).sitting
    submit_sitting(session, learner, first.public_id)
    with pytest.raises(NoAttemptsLeft):
        start_sitting(session, learner, exam.public_id, SIGNER)
    more = start_sitting(session, learner, exam.public_id, SIGNER, Allowance(extra_seconds=300, attempts=2))
    assert more.sitting.number == 2
    assert more.sitting.closes_at - more.sitting.started_at == timedelta(minutes=35)
    early = create_exam(session, learner, "Tomorrow", rules(STATIC, opens_at=now() + timedelta(days=1)))
    with pytest.raises(ExamNotOpen):
        start_sitting(session, learner, early.public_id, SIGNER)
    retire_exam(session, learner, early.public_id)
    with pytest.raises(ExamNotFound):
        get_exam(session, learner, early.public_id)


def test_an_exam_of_one_learner_is_nobody_elses_and_a_shared_one_is_everybodys(
    session: Session, learner: Learner, sitting: ExamSitting
) -> None:
    other = learners.start_guest(session)
    own = session.get_one(Exam, sitting.exam_id)
    shared = create_exam(session, learner, "Shared", rules(STATIC), is_shared=True)
    with pytest.raises(ExamNotFound):
        start_sitting(session, other, own.public_id, SIGNER)
    with pytest.raises(SittingNotFound):
        save(session, other, sitting, 1, "not mine")
    with pytest.raises(SittingNotFound):
        submit_sitting(session, other, sitting.public_id)
    assert [each.exam.title for each in list_exams(session, other)] == ["Shared"]
    assert [each.exam.title for each in list_exams(session, None)] == ["Shared"]
    assert [each.exam.title for each in list_exams(session, learner)] == ["Shared", "An exam"]
    assert start_sitting(session, other, shared.public_id, SIGNER).is_new
    with pytest.raises(ExamNotFound):
        retire_exam(session, other, shared.public_id)


def test_an_exam_asks_only_for_what_there_is(session: Session, learner: Learner) -> None:
    for title, selection, fields in (
        (" ", FixedSet(items=(STATIC,)), ["title"]),
        ("T", FixedSet(items=("no-such-item",)), ["selection.items"]),
        ("T", mock_selection(["rnn"], [3], 60), ["selection.filters"]),
        ("T", mock_selection(["no-such-topic"], [], 1), ["selection.filters"]),
    ):
        with pytest.raises(Invalid) as refused:
            create_exam(session, learner, title, ExamRules(selection=selection, minutes=30))
        assert [problem.field for problem in refused.value.problems] == fields
    topics = [topic.slug for topic in bank().topics]
    exam = create_exam(
        session, learner, "Mixed", ExamRules(selection=mock_selection(topics, [2], 7), minutes=30)
    )
    sitting = start_sitting(session, learner, exam.public_id, SIGNER).sitting
    assert len(items_of_sitting(session, sitting)) == 7


def test_a_guests_exams_move_to_the_account_behind_its_own(
    session: Session, learner: Learner, sitting: ExamSitting, learner_account: Account
) -> None:
    owner = learners.learner_of_account(session, learner_account)
    shared = create_exam(session, owner, "Shared", rules(STATIC), is_shared=True)
    own = start_sitting(session, owner, shared.public_id, SIGNER).sitting
    submit_sitting(session, owner, own.public_id)
    guests = start_sitting(session, learner, shared.public_id, SIGNER).sitting
    learners.adopt_guest(session, learner_account, learner.learner_id)
    assert get_sitting(session, owner, guests.public_id).number == 2
    assert save(session, owner, sitting, 1, "still open").outcome == "stored"
    assert {each.exam.title for each in list_exams(session, owner)} == {"Shared", "An exam"}


def test_a_guest_who_is_purged_leaves_no_exam_behind_but_shared_ones(
    session: Session, learner: Learner, sitting: ExamSitting
) -> None:
    shared = create_exam(session, learner, "Shared", rules(STATIC), is_shared=True)
    save(session, learner, sitting, 1, right_answers(session, sitting)[0])
    grade_sitting(session, submit_sitting(session, learner, sitting.public_id))
    long_ago: datetime = now() - timedelta(days=4000)
    with writing(session):
        for column, moment in ((Learner, "created_at"), (Attempt, "created_at"), (ExamSitting, "started_at")):
            session.execute(update(column).values({moment: long_ago}))
    retention.purge(session, settings_from({}).retention)
    session.expire_all()
    assert session.scalars(select(Exam.title)).all() == ["Shared"]
    assert session.get_one(Exam, shared.exam_id).learner_id is None
    for table in (ExamSitting, ExamAnswer, Attempt, Learner):
        assert session.scalar(select(func.count()).select_from(table)) == 0


def test_two_requests_that_start_at_once_begin_one_sitting(engine: Engine, session: Session) -> None:
    learner = learners.start_guest(session)
    exam = create_exam(session, learner, "An exam", rules(STATIC))
    with Session(engine, **session_options()) as other:
        also = other.get_one(Learner, learner.learner_id)
        other.commit()
        begun = [
            start_sitting(each, who, exam.public_id, SIGNER)
            for each, who in ((session, learner), (other, also))
        ]
    assert len({each.sitting.public_id for each in begun}) == 1
    assert session.scalar(select(func.count()).select_from(ExamSitting)) == 1

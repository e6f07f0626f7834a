"""From what learners do to the gradebook: practice sessions, exams, and on-call cases, in time and late."""

import csv
import io
from typing import Any

import pytest
from sqlalchemy import Engine, event, select, update
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.domain.classes.grades import Allowance, State
from quizapp.errors import (
    AnotherCaseOpen,
    AssignmentNotOpen,
    ExamNotFound,
    ExamNotOpen,
    Invalid,
    NoAssignedAttemptsLeft,
    NotYourClass,
    WorkNotFound,
)
from quizapp.models import Account, AssignedWork, Assignment, ExamSitting, OncallCase
from quizapp.services import exam_sittings, learners, oncall, practice_sessions
from quizapp.services.classes import answers, assignments, due, gradebook, membership
from quizapp.services.classes.assignments import Times
from quizapp.services.classes.membership import Seat
from quizapp.web.classes.presenter import csv_words
from tests.classes import (
    answer_one,
    answer_session,
    assign,
    begin,
    cases_of,
    exam_of,
    in_hours,
    join,
    open_class,
    practice_of,
    seat_of,
)
from tests.exams import SIGNER, right_answers, save
from tests.oncall import catalog


@pytest.fixture
def seat(session: Session, instructor: Account) -> Seat:
    return open_class(session, instructor)


@pytest.fixture
def ann(session: Session, seat: Seat) -> Account:
    return join(session, seat, "ann")


def standing(session: Session, seat: Seat, account: Account, place: int = 0) -> Any:
    book = gradebook.read_gradebook(session, seat)
    return next(row for row in book.rows if row.member.account_id == account.account_id).standings[place]


def test_a_practice_session_is_graded_by_its_first_tries(session: Session, seat: Seat, ann: Account) -> None:
    assignment = assign(session, seat, practice_of(session), due_at=in_hours(24))
    assert standing(session, seat, ann).state is State.OPEN
    begun = begin(session, ann, seat, assignment)
    assert begin(session, ann, seat, assignment) == begun  # it goes on
    answer_session(session, ann, begun.public_id, [True])
    assert standing(session, seat, ann).state is State.STARTED
    learner = learners.learner_of_account(session, ann)
    practice_sessions.add_again(session, learner, begun.public_id, 1)  # is not graded
    answer_one(session, learner, ann, begun.public_id, 3, is_right=True)
    practice_sessions.finish_session(session, learner, begun.public_id)
    found = standing(session, seat, ann)
    assert (found.state, found.score) == (State.DONE, 0.5)


def test_attempts_are_limited_counted_and_raised_for_one_learner(
    session: Session, seat: Seat, ann: Account
) -> None:
    assignment = assign(session, seat, practice_of(session, attempts=1))
    answer_session(session, ann, begin(session, ann, seat, assignment).public_id, [False, False])
    with pytest.raises(NoAssignedAttemptsLeft):
        begin(session, ann, seat, assignment)
    member = seat_of(session, ann, seat.study_class).member
    assignments.set_allowance(session, seat, assignment.public_id, member.member_id, Allowance(attempts=2))
    answer_session(session, ann, begin(session, ann, seat, assignment).public_id, [True, True])
    found = standing(session, seat, ann)
    assert (found.score, found.counted.work.number, found.attempts_left) == (1.0, 2, 0)


def test_a_changed_rule_changes_every_score_at_once(session: Session, seat: Seat, ann: Account) -> None:
    rules = practice_of(session, late_percent=10)
    assignment = assign(session, seat, rules, due_at=in_hours(-30))
    answer_session(session, ann, begin(session, ann, seat, assignment).public_id, [True, True])
    found = standing(session, seat, ann)
    assert (found.score, found.is_late) == (pytest.approx(0.8), True)
    times = Times(None, assignment.due_at, None)
    generous = rules.model_copy(update={"late_percent": 0})
    assignments.change_assignment(session, seat, assignment.public_id, "Week 1", generous, times)
    assert standing(session, seat, ann).score == 1.0
    member = seat_of(session, ann, seat.study_class).member
    own = Allowance(due_at=in_hours(5))
    assignments.set_allowance(session, seat, assignment.public_id, member.member_id, own)
    assert not standing(session, seat, ann).is_late


def test_nothing_begins_before_the_opening_or_after_the_closing(
    session: Session, seat: Seat, ann: Account
) -> None:
    for times in ({"opens_at": in_hours(1)}, {"closes_at": in_hours(-1)}):
        for rules in (practice_of(session), exam_of(session), cases_of()):
            assignment = assign(session, seat, rules, **times)
            with pytest.raises(AssignmentNotOpen):
                begin(session, ann, seat, assignment)


def test_what_is_asked_stays_once_somebody_has_begun(session: Session, seat: Seat, ann: Account) -> None:
    rules = practice_of(session)
    assignment = assign(session, seat, rules)
    assignments.change_assignment(
        session, seat, assignment.public_id, "W", practice_of(session, count=3), Times()
    )
    begin(session, ann, seat, assignment)
    with pytest.raises(Invalid, match="work"):
        assignments.change_assignment(session, seat, assignment.public_id, "W", rules, Times())


@pytest.mark.parametrize(
    ("field", "times"),
    [
        ("due_at", {"opens_at": in_hours(2), "due_at": in_hours(1)}),
        ("closes_at", {"due_at": in_hours(2), "closes_at": in_hours(1)}),
        ("closes_at", {"opens_at": in_hours(2), "closes_at": in_hours(1)}),
    ],
)
def test_times_in_a_wrong_order_are_refused(
    session: Session, seat: Seat, field: str, times: dict[str, Any]
) -> None:
    with pytest.raises(Invalid, match=field):
        assign(session, seat, practice_of(session), **times)


def test_an_exam_is_taken_by_its_assignment_alone_with_the_extra_time_of_the_learner(
    session: Session, seat: Seat, ann: Account
) -> None:
    assignment = assign(session, seat, exam_of(session, minutes=10, attempts=1), due_at=in_hours(3))
    member = seat_of(session, ann, seat.study_class).member
    longer = Allowance(extra_minutes=5)
    assignments.set_allowance(session, seat, assignment.public_id, member.member_id, longer)
    sitting = sitting_of(session, ann, begin(session, ann, seat, assignment).public_id)
    assert (sitting.closes_at - sitting.started_at).total_seconds() == 15 * 60
    assert standing(session, seat, ann).state is State.STARTED
    with pytest.raises(WorkNotFound):
        answers.read_answers(session, seat, assignment.public_id, member.member_id, 1)
    learner = learners.learner_of_account(session, ann)
    save(session, learner, sitting, 1, right_answers(session, sitting)[0])
    exam_sittings.submit_sitting(session, learner, sitting.public_id)
    found = standing(session, seat, ann)  # grades it
    assert (found.state, found.score) == (State.DONE, 0.5)
    read = answers.read_answers(session, seat, assignment.public_id, member.member_id, 1)
    assert [each is not None for each in read.exercises] == [True, False]
    with pytest.raises(NoAssignedAttemptsLeft):
        begin(session, ann, seat, assignment)
    with pytest.raises(ExamNotOpen):  # by its own address
        exam_sittings.start_sitting(session, learner, sitting.exam.public_id, SIGNER)
    stranger = learners.learner_of_account(
        session, join(session, open_class(session, seat.member.account), "bo")
    )
    with pytest.raises(ExamNotFound):
        exam_sittings.start_sitting(session, stranger, sitting.exam.public_id, SIGNER)


def test_an_exam_that_nobody_ended_is_graded_when_somebody_looks(
    session: Session, seat: Seat, ann: Account
) -> None:
    assignment = assign(session, seat, exam_of(session), due_at=in_hours(3))
    sitting = sitting_of(session, ann, begin(session, ann, seat, assignment).public_id)
    learner = learners.learner_of_account(session, ann)
    for position, right in enumerate(right_answers(session, sitting), start=1):
        save(session, learner, sitting, position, right)
    with writing(session):
        one = ExamSitting.sitting_id == sitting.sitting_id
        session.execute(update(ExamSitting).where(one).values(closes_at=in_hours(-0.5)))
    assert standing(session, seat, ann).score == 1.0


def test_cases_on_call_are_grouped_to_attempts(session: Session, seat: Seat, ann: Account) -> None:
    assignment = assign(session, seat, cases_of(2, attempts=1))
    learner = learners.learner_of_account(session, ann)
    other = oncall.take_case(session, learner, catalog()).row
    with pytest.raises(AnotherCaseOpen):
        begin(session, ann, seat, assignment)
    settle(session, other.public_id)
    first = begin(session, ann, seat, assignment)
    settle(session, first.public_id)
    assert standing(session, seat, ann).state is State.STARTED
    second = begin(session, ann, seat, assignment)
    settle(session, second.public_id, learned=0)
    found = standing(session, seat, ann)
    assert found.score == pytest.approx((1.0 + 0.6) / 2)
    with pytest.raises(NoAssignedAttemptsLeft):
        begin(session, ann, seat, assignment)
    member = seat_of(session, ann, seat.study_class).member
    read = answers.read_answers(session, seat, assignment.public_id, member.member_id, 1)
    assert [case.public_id for case in read.cases] == [first.public_id, second.public_id]


def settle(session: Session, name: str, learned: int = 20) -> None:
    """As if the right cause had been named, with a fix that learned on so many seeds."""
    with writing(session):
        case = session.scalars(select(OncallCase).filter_by(public_id=name)).one()
        case.named_cause, case.learned = case.cause, learned
        case.answered_at = case.settled_at = in_hours(0)


def sitting_of(session: Session, account: Account, name: str) -> ExamSitting:
    return exam_sittings.get_sitting(session, learners.learner_of_account(session, account), name)


def test_the_grades_of_who_left_stay_readable_at_the_end(session: Session, seat: Seat, ann: Account) -> None:
    assignment = assign(session, seat, practice_of(session))
    answer_session(session, ann, begin(session, ann, seat, assignment).public_id, [True, True])
    join(session, seat, "zoe")
    membership.leave_class(session, seat_of(session, ann, seat.study_class))
    book = gradebook.read_gradebook(session, seat)
    assert [row.member.shown_name for row in book.rows] == ["zoe", "ann"]
    assert [row.has_left for row in book.rows] == [False, True]
    assert book.rows[1].standings[0].score == 1.0
    assert book.mean_of(0) is None


def test_a_learner_sees_only_their_own_reasons(session: Session, seat: Seat, ann: Account) -> None:
    assignment = assign(session, seat, practice_of(session))
    bo = join(session, seat, "bo")
    own, other = (seat_of(session, one, seat.study_class) for one in (ann, bo))
    mine = gradebook.read_reasons(session, own, assignment.public_id, own.member.member_id)
    assert mine.member.account_id == ann.account_id
    with pytest.raises(NotYourClass):
        gradebook.read_reasons(session, own, assignment.public_id, other.member.member_id)
    with pytest.raises(NotYourClass):
        gradebook.read_gradebook(session, own)
    assert len(gradebook.read_own_row(session, own).rows) == 1


def test_the_csv_is_safe_to_open_and_says_what_a_number_does_not(
    session: Session, seat: Seat, ann: Account
) -> None:
    for title in ("=HYPERLINK(1)", "@week", "+2", "-3", "\tfour"):
        rules = practice_of(session, late_percent=10)
        assignment = assignments.create_assignment(session, seat, f"x{title}", rules, Times())
        with writing(session):
            assignment.title = title
    with writing(session):
        seat_of(session, ann, seat.study_class).member.name = "=1+1"
    late = assign(session, seat, practice_of(session), due_at=in_hours(-1))
    answer_session(session, ann, begin(session, ann, seat, late).public_id, [True, False])
    text = "".join(gradebook.csv_of(gradebook.read_gradebook(session, seat), csv_words()))
    head, row = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    assert not [cell for cell in head + row if cell.startswith(("=", "+", "-", "@", "\t"))]
    assert row[:4] == ["'=1+1", "ann", "45.0", "late"]
    assert row[-4:] == ["4.5", "10.0", "45.0", "in class"]


def test_a_removed_assignment_is_out_of_the_gradebook_until_it_is_brought_back(
    session: Session, seat: Seat, ann: Account
) -> None:
    assignment = assign(session, seat, practice_of(session))
    answer_session(session, ann, begin(session, ann, seat, assignment).public_id, [True, True])
    assignments.remove_assignment(session, seat, assignment.public_id)
    assert gradebook.read_gradebook(session, seat).columns == ()
    assignments.remove_assignment(session, seat, assignment.public_id, is_removed=False)
    assert standing(session, seat, ann).score == 1.0


def test_what_is_due_is_one_query_and_none_for_who_is_in_no_class(
    session: Session, engine: Engine, seat: Seat, ann: Account, learner_account: Account
) -> None:
    later = assign(session, seat, practice_of(session), due_at=in_hours(48))
    sooner = assign(session, seat, practice_of(session), due_at=in_hours(24))
    assign(session, seat, practice_of(session), opens_at=in_hours(1))
    done = assign(session, seat, practice_of(session), due_at=in_hours(12))
    answer_session(session, ann, begin(session, ann, seat, done).public_id, [True, True])
    session.refresh(ann)
    session.refresh(learner_account)
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    found = due.list_due(session, ann)
    assert [each.assignment.assignment_id for each in found] == [sooner.assignment_id, later.assignment_id]
    assert len(statements) == 1
    assert due.list_due(session, learner_account) == []
    assert len(statements) == 1


def test_the_gradebook_of_a_large_class_takes_no_more_queries(
    session: Session, engine: Engine, seat: Seat, ann: Account
) -> None:
    def count() -> int:
        statements: list[str] = []

        def note(*call: Any) -> None:
            statements.append(call[2])

        session.expire_all()
        event.listen(engine, "before_cursor_execute", note)
        gradebook.read_gradebook(session, seat)
        event.remove(engine, "before_cursor_execute", note)
        return len(statements)

    first: Assignment = assign(session, seat, practice_of(session))
    begin(session, ann, seat, first)
    few = count()
    for number in range(4):
        begin(session, join(session, seat, f"learner-{number}"), seat, first)
        assign(session, seat, exam_of(session))
    assert count() <= few + 2  # those that end exams
    assert session.scalars(select(AssignedWork)).all()

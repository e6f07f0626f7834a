"""The gradebook of a class: every score worked out from the attempts, for all learners or for one."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from quizapp.db.tables import now
from quizapp.domain.classes.grades import Marked, Standing, Total, standing_of, total_of
from quizapp.domain.classes.rules import AssignmentRules
from quizapp.formats.csv_files import BOM, csv_line
from quizapp.models import (
    AssignedWork,
    Assignment,
    AssignmentAllowance,
    ClassMember,
    ClassRole,
    Exam,
    ExamSitting,
    Learner,
    OncallCase,
    StudyClass,
)
from quizapp.services.classes.assignments import (
    allowances_of,
    get_assignment,
    list_assignments,
    rules_of,
    terms_of,
)
from quizapp.services.classes.class_work import read_works
from quizapp.services.classes.membership import Seat, get_member, list_members, require
from quizapp.services.exam_grading import grade_sitting
from quizapp.services.exam_sittings import end_if_over_now
from quizapp.services.oncall_answers import get_result

SECONDS_OF_GRADING = 2.0  # of exams that nobody has looked at, before a gradebook is shown without them
MOST_PROOFS = 20  # of cases, likewise


@dataclass(frozen=True)
class Column:
    assignment: Assignment
    rules: AssignmentRules


@dataclass(frozen=True)
class Row:
    """A learner of the class with their standing in each assignment, in the order of the columns."""

    member: ClassMember
    standings: tuple[Standing, ...]
    total: Total
    last_at: datetime | None

    @property
    def has_left(self) -> bool:
        return self.member.left_at is not None


@dataclass(frozen=True)
class Gradebook:
    """rows: those who left at the end."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    moment: datetime

    def mean_of(self, place: int) -> float | None:
        """Of the scores in a column of those who are in the class."""
        scores = [
            score
            for row in self.rows
            if not row.has_left and (score := row.standings[place].score) is not None
        ]
        return sum(scores) / len(scores) if scores else None


@dataclass(frozen=True)
class Reasons:
    """Why a learner has a score in an assignment."""

    member: ClassMember
    column: Column
    standing: Standing
    allowance: AssignmentAllowance | None

    def marked(self, number: int) -> Marked | None:
        return next((each for each in self.standing.marked if each.work.number == number), None)


def read_gradebook(session: Session, seat: Seat) -> Gradebook:
    """Of all learners; raises NotYourClass for a learner. Exams whose time is over are ended and graded first."""
    require(seat, ClassRole.ASSISTANT)
    assignments = list_assignments(session, seat)
    _bring_up_to_date(session, assignments)
    members = [each for each in list_members(session, seat) if each.role is ClassRole.LEARNER]
    return _gradebook(session, seat.study_class.zone, assignments, members)


def read_own_row(session: Session, seat: Seat) -> Gradebook:
    """With the row of the member alone."""
    return _gradebook(session, seat.study_class.zone, list_assignments(session, seat), [seat.member])


def read_row(session: Session, seat: Seat, member_id: int) -> Gradebook:
    """Of one learner. Raises NotYourClass, MemberNotFound."""
    member = _member_seen(session, seat, member_id)
    return _gradebook(session, seat.study_class.zone, list_assignments(session, seat), [member])


def read_reasons(session: Session, seat: Seat, public_id: str, member_id: int) -> Reasons:
    """A learner sees only their own. Raises NotYourClass, AssignmentNotFound, MemberNotFound."""
    member = _member_seen(session, seat, member_id)
    assignment = get_assignment(session, seat, public_id)
    book = _gradebook(session, seat.study_class.zone, [assignment], [member])
    allowance = session.get(AssignmentAllowance, (assignment.assignment_id, member.member_id))
    return Reasons(member, book.columns[0], book.rows[0].standings[0], allowance)


def standings_in(
    session: Session, study_class: StudyClass, assignment: Assignment
) -> list[tuple[ClassMember, Standing]]:
    """Of every learner who is in the class, for what passes the scores on."""
    _bring_up_to_date(session, [assignment])
    query = select(ClassMember).filter_by(class_id=study_class.class_id, role=ClassRole.LEARNER, left_at=None)
    members = session.scalars(query.order_by(ClassMember.member_id)).all()
    book = _gradebook(session, study_class.zone, [assignment], members)
    return [(row.member, row.standings[0]) for row in book.rows]


def csv_of(book: Gradebook, said: Mapping[str, str]) -> Iterator[str]:
    """The gradebook for a spreadsheet: of each assignment the score in percent and what else is to be known of it.

    said: the headings and the states in the reader's language.
    """
    heads = [said["name"], said["account"]]
    for column in book.columns:
        title = column.assignment.title
        heads += [f"{title} (%)", f"{title}: {said['state']}"]
    yield BOM + csv_line([*heads, said["points"], said["of"], f"{said['total']} (%)", said["membership"]])
    for row in book.rows:
        cells: list[object] = [row.member.name or row.member.account.display_name, row.member.account.name]
        for standing in row.standings:
            cells += [_percent(standing.score), said["late" if standing.is_late else standing.state.value]]
        share = row.total.share
        cells += [round(row.total.points, 2), round(row.total.of, 2), _percent(share)]
        yield csv_line([*cells, said["left" if row.has_left else "in_class"]])


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)


def _member_seen(session: Session, seat: Seat, member_id: int) -> ClassMember:
    if member_id != seat.member.member_id:
        require(seat, ClassRole.ASSISTANT)
    return get_member(session, seat, member_id)


def _gradebook(
    session: Session, zone: str, assignments: Sequence[Assignment], members: Sequence[ClassMember]
) -> Gradebook:
    columns = tuple(Column(each, rules_of(each)) for each in assignments)
    learner_of = _learners(session, members)
    works = read_works(session, assignments, learner_of.values())
    only = members[0].member_id if len(members) == 1 else None
    allowances = allowances_of(session, assignments, only)
    moment, rows = now(), []
    for member in members:
        learner = learner_of.get(member.account_id)
        standings = tuple(
            standing_of(
                terms_of(
                    column.assignment,
                    column.rules,
                    zone,
                    allowances.get((column.assignment.assignment_id, member.member_id)),
                ),
                works.get((column.assignment.assignment_id, learner), ()) if learner else (),
                moment,
            )
            for column in columns
        )
        at = [part.at for each in standings for work in each.works for part in work.answered]
        rows.append(Row(member, standings, total_of(standings), max(at, default=None)))
    return Gradebook(columns, tuple(rows), moment)


def _learners(session: Session, members: Sequence[ClassMember]) -> dict[int, UUID]:
    """By the number of the account."""
    query = select(Learner.account_id, Learner.learner_id).where(
        Learner.account_id.in_([each.account_id for each in members])
    )
    return {account: learner for account, learner in session.execute(query) if account is not None}


def _bring_up_to_date(session: Session, assignments: Sequence[Assignment]) -> None:
    """End and grade the sittings that are over, and settle the cases whose proof has been run."""
    exams = [each.exam_id for each in assignments if each.exam_id]
    began = time.monotonic()
    query = select(ExamSitting).join(Exam).where(Exam.exam_id.in_(exams), ExamSitting.graded_at.is_(None))
    for sitting in session.scalars(query).all() if exams else ():
        left = SECONDS_OF_GRADING - (time.monotonic() - began)
        if left <= 0:
            break
        end_if_over_now(session, sitting)
        grade_sitting(session, sitting, left)
    unsettled = (
        select(OncallCase)
        .where(
            exists().where(
                AssignedWork.case_id == OncallCase.case_id,
                AssignedWork.assignment_id.in_([each.assignment_id for each in assignments]),
            ),
            OncallCase.answered_at.is_not(None),
            OncallCase.settled_at.is_(None),
        )
        .limit(MOST_PROOFS)
    )
    for case in session.scalars(unsettled).all() if assignments else ():
        get_result(session, session.get_one(Learner, case.learner_id), case.public_id)

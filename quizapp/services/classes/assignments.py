"""Assignments of a class: set, change, and remove them, and what differs for one learner."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from quizapp.db.sessions import lock, locked, writing
from quizapp.db.tables import now
from quizapp.domain.classes.grades import Allowance, Terms, terms_for
from quizapp.domain.classes.rules import (
    ASSIGNMENT_RULES,
    AssignmentRules,
    ExamWork,
    OncallWork,
)
from quizapp.domain.exams.rules import MOST_ATTEMPTS, RULES
from quizapp.errors import N_, AssignmentNotFound, Invalid, Problem
from quizapp.models import (
    AssignedWork,
    Assignment,
    AssignmentAllowance,
    ClassMember,
    ClassRole,
    Exam,
    ExamSitting,
)
from quizapp.services.classes.membership import Seat, get_member, require, require_current
from quizapp.services.exams import problems_of_selection

LONGEST_TITLE = 120
MOST_ASSIGNMENTS = 200  # of a class
MOST_EXTRA_MINUTES = 480


@dataclass(frozen=True)
class Times:
    opens_at: datetime | None = None
    due_at: datetime | None = None
    closes_at: datetime | None = None

    def as_tuple(self) -> tuple[datetime | None, datetime | None, datetime | None]:
        return self.opens_at, self.due_at, self.closes_at


def create_assignment(
    session: Session, seat: Seat, title: str, rules: AssignmentRules, times: Times
) -> Assignment:
    """Raises NotYourClass, ClassArchived, and Invalid naming the fields."""
    require(seat, ClassRole.INSTRUCTOR)
    require_current(seat)
    _check(session, title, rules, times)
    with writing(session):
        if len(list_assignments(session, seat)) >= MOST_ASSIGNMENTS:
            values = {"limit": MOST_ASSIGNMENTS}
            raise Invalid([Problem("title", N_("A class has at most %(limit)s assignments."), values)])
        assignment = Assignment(
            public_id=secrets.token_urlsafe(9),
            class_id=seat.study_class.class_id,
            title=title.strip(),
            rules=ASSIGNMENT_RULES.dump_python(rules, mode="json"),
            **vars(times),
        )
        if isinstance(rules.work, ExamWork):
            assignment.exam_id = exam_for(session, title, rules.work).exam_id
        session.add(assignment)
    return assignment


def change_assignment(
    session: Session, seat: Seat, public_id: str, title: str, rules: AssignmentRules, times: Times
) -> Assignment:
    """Scores follow the new rules at once. What is asked can be changed until the first learner begins.

    Raises NotYourClass, ClassArchived, AssignmentNotFound, and Invalid naming the fields.
    """
    require(seat, ClassRole.INSTRUCTOR)
    require_current(seat)
    assignment = get_assignment(session, seat, public_id)
    _check(session, title, rules, times)
    with writing(session):
        lock(session, assignment)
        if rules.work != rules_of(assignment).work and is_begun(session, assignment):
            raise Invalid(
                [
                    Problem(
                        "work",
                        N_(
                            "A learner has begun: what is asked stays as it is. You can make a new assignment."
                        ),
                    )
                ]
            )
        assignment.title = title.strip()
        assignment.rules = ASSIGNMENT_RULES.dump_python(rules, mode="json")
        assignment.opens_at, assignment.due_at, assignment.closes_at = times.as_tuple()
        _follow_with_exam(session, assignment, rules)
    return assignment


def remove_assignment(session: Session, seat: Seat, public_id: str, *, is_removed: bool = True) -> None:
    """Out of the class and its gradebook. The answers stay, and so do the scores if it is brought back."""
    require(seat, ClassRole.INSTRUCTOR)
    require_current(seat)
    assignment = get_assignment(session, seat, public_id, is_removed=not is_removed)
    with writing(session):
        assignment.removed_at = now() if is_removed else None


def list_assignments(session: Session, seat: Seat) -> list[Assignment]:
    """Those that are due first come first; those without a due time last."""
    query = select(Assignment).filter_by(class_id=seat.study_class.class_id, removed_at=None)
    return in_order(session.scalars(query))


def list_removed(session: Session, seat: Seat) -> list[Assignment]:
    """Those that can be brought back, the one removed last first."""
    query = select(Assignment).filter_by(class_id=seat.study_class.class_id)
    return list(
        session.scalars(
            query.where(Assignment.removed_at.is_not(None)).order_by(Assignment.removed_at.desc())
        )
    )


def in_order(assignments: Iterable[Assignment]) -> list[Assignment]:
    def key(each: Assignment) -> tuple[bool, float, int]:
        last = each.due_at or each.closes_at
        return last is None, last.timestamp() if last else 0.0, each.assignment_id

    return sorted(assignments, key=key)


def get_assignment(session: Session, seat: Seat, public_id: str, *, is_removed: bool = False) -> Assignment:
    """Raises AssignmentNotFound."""
    found = session.scalar(
        select(Assignment).filter_by(class_id=seat.study_class.class_id, public_id=public_id)
    )
    if found is None or (found.removed_at is not None) is not is_removed:
        raise AssignmentNotFound
    return found


def rules_of(assignment: Assignment) -> AssignmentRules:
    return ASSIGNMENT_RULES.validate_python(assignment.rules)


def is_begun(session: Session, assignment: Assignment) -> bool:
    begun = exists().where(AssignedWork.assignment_id == assignment.assignment_id)
    sat = exists().where(ExamSitting.exam_id == assignment.exam_id)
    return bool(session.scalar(select(begun | sat)))


def allowances_of(
    session: Session, assignments: Sequence[Assignment], member_id: int | None = None
) -> Mapping[tuple[int, int], AssignmentAllowance]:
    """By the numbers of the assignment and the member."""
    query = select(AssignmentAllowance).where(
        AssignmentAllowance.assignment_id.in_([each.assignment_id for each in assignments])
    )
    if member_id is not None:
        query = query.filter_by(member_id=member_id)
    return {(each.assignment_id, each.member_id): each for each in session.scalars(query)}


def terms_of(
    assignment: Assignment, rules: AssignmentRules, zone: str, stored: AssignmentAllowance | None
) -> Terms:
    own = (
        Allowance(stored.extra_minutes, stored.attempts, stored.due_at, stored.closes_at, stored.is_excused)
        if stored
        else None
    )
    return terms_for(rules, zone, (assignment.opens_at, assignment.due_at, assignment.closes_at), own)


def terms_for_member(session: Session, assignment: Assignment, member: ClassMember) -> Terms:
    stored = session.get(AssignmentAllowance, (assignment.assignment_id, member.member_id))
    return terms_of(assignment, rules_of(assignment), member.study_class.zone, stored)


def set_allowance(session: Session, seat: Seat, public_id: str, member_id: int, allowance: Allowance) -> None:
    """What differs for one learner, in place of what differed before; nothing for an empty one.

    Raises NotYourClass, ClassArchived, AssignmentNotFound, MemberNotFound, and Invalid naming the field.
    """
    require(seat, ClassRole.INSTRUCTOR)
    require_current(seat)
    assignment = get_assignment(session, seat, public_id)
    member = get_member(session, seat, member_id)
    _check_allowance(assignment, allowance)
    key = (assignment.assignment_id, member.member_id)
    with writing(session):
        stored = locked(session, AssignmentAllowance, key)
        if allowance == Allowance():
            if stored is not None:
                session.delete(stored)
            return
        if stored is None:
            stored = AssignmentAllowance(assignment_id=key[0], member_id=key[1])
            session.add(stored)
        for name, value in vars(allowance).items():
            setattr(stored, name, value)


def _check_allowance(assignment: Assignment, allowance: Allowance) -> None:
    problems = []
    if not 0 <= allowance.extra_minutes <= MOST_EXTRA_MINUTES:
        values = {"limit": MOST_EXTRA_MINUTES}
        problems.append(Problem("extra_minutes", N_("Extra time is 0 to %(limit)s minutes."), values))
    if allowance.attempts is not None and not 1 <= allowance.attempts <= MOST_ATTEMPTS:
        values = {"limit": MOST_ATTEMPTS}
        problems.append(Problem("attempts", N_("Allow 1 to %(limit)s attempts."), values))
    due_at = allowance.due_at or assignment.due_at
    if allowance.closes_at and due_at and allowance.closes_at < due_at:
        problems.append(Problem("closes_at", CLOSES_BEFORE_DUE))
    if allowance.due_at and assignment.opens_at and allowance.due_at <= assignment.opens_at:
        problems.append(Problem("due_at", DUE_BEFORE_OPENING))
    if problems:
        raise Invalid(problems)


DUE_BEFORE_OPENING = N_("The due time comes after the opening time.")
CLOSES_BEFORE_DUE = N_("The closing time is not before the due time.")


def _check(session: Session, title: str, rules: AssignmentRules, times: Times) -> None:
    problems = []
    if not title.strip():
        problems.append(Problem("title", N_("Give the assignment a title.")))
    elif len(title.strip()) > LONGEST_TITLE:
        values = {"limit": LONGEST_TITLE}
        problems.append(Problem("title", N_("The title has at most %(limit)s characters."), values))
    if times.opens_at and times.due_at and times.due_at <= times.opens_at:
        problems.append(Problem("due_at", DUE_BEFORE_OPENING))
    if times.closes_at and times.due_at and times.closes_at < times.due_at:
        problems.append(Problem("closes_at", CLOSES_BEFORE_DUE))
    if times.opens_at and times.closes_at and times.closes_at <= times.opens_at:
        problems.append(Problem("closes_at", N_("The closing time comes after the opening time.")))
    if not isinstance(rules.work, OncallWork):
        problems += problems_of_selection(session, rules.work.selection)
    if problems:
        raise Invalid(problems)


def exam_for(session: Session, title: str, work: ExamWork) -> Exam:
    """Nobody’s exam, which is taken by way of its assignment alone."""
    exam = Exam(
        public_id=secrets.token_urlsafe(9),
        learner_id=None,
        title=title.strip(),
        is_shared=False,
        rules=RULES.dump_python(work.exam_rules(), mode="json"),
    )
    session.add(exam)
    session.flush()
    return exam


def _follow_with_exam(session: Session, assignment: Assignment, rules: AssignmentRules) -> None:
    exam = session.get(Exam, assignment.exam_id) if assignment.exam_id else None
    if isinstance(rules.work, ExamWork):
        if exam is None:
            assignment.exam_id = exam_for(session, assignment.title, rules.work).exam_id
        else:
            exam.title = assignment.title
            exam.rules = RULES.dump_python(rules.work.exam_rules(), mode="json")
    elif exam is not None:
        assignment.exam_id = None
        session.flush()
        session.delete(exam)

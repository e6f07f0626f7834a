"""What is due in the classes of an account, in one query: for pages that show it beside other things."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from quizapp.db.tables import now
from quizapp.domain.classes.grades import Allowance, terms_for
from quizapp.models import (
    Account,
    AssignedWork,
    Assignment,
    AssignmentAllowance,
    ClassMember,
    ClassRole,
    Exam,
    ExamSitting,
    Learner,
    OncallCase,
    PracticeSession,
    StudyClass,
)
from quizapp.services.classes.assignments import rules_of


@dataclass(frozen=True)
class DueAssignment:
    """An assignment that is open and has not been handed in. late: whether the due time has passed."""

    assignment: Assignment
    study_class: StudyClass
    due_at: datetime | None
    is_late: bool


def list_due(session: Session, account: Account | None) -> list[DueAssignment]:
    """The next one first. Without a query for accounts that are in no class."""
    if account is None or not account.has_classes:
        return []
    moment = now()
    mine = Learner.account_id == ClassMember.account_id
    practiced = (
        select(func.count())
        .select_from(AssignedWork)
        .join(Learner, Learner.learner_id == AssignedWork.learner_id)
        .join(PracticeSession, PracticeSession.practice_session_id == AssignedWork.practice_session_id)
        .where(
            AssignedWork.assignment_id == Assignment.assignment_id,
            mine,
            PracticeSession.finished_at.is_not(None),
        )
        .correlate(Assignment, ClassMember)
        .scalar_subquery()
    )
    sat = (
        select(func.count())
        .select_from(ExamSitting)
        .join(Learner, Learner.learner_id == ExamSitting.learner_id)
        .where(ExamSitting.exam_id == Assignment.exam_id, mine, ExamSitting.ended_at.is_not(None))
        .correlate(Assignment, ClassMember)
        .scalar_subquery()
    )
    solved = (
        select(func.count())
        .select_from(AssignedWork)
        .join(Learner, Learner.learner_id == AssignedWork.learner_id)
        .join(OncallCase, OncallCase.case_id == AssignedWork.case_id)
        .where(
            AssignedWork.assignment_id == Assignment.assignment_id,
            mine,
            OncallCase.answered_at.is_not(None),
        )
        .correlate(Assignment, ClassMember)
        .scalar_subquery()
    )
    query = (
        select(Assignment, StudyClass, AssignmentAllowance, practiced, sat, solved)
        .join(StudyClass, StudyClass.class_id == Assignment.class_id)
        .join(ClassMember, ClassMember.class_id == StudyClass.class_id)
        .outerjoin(
            AssignmentAllowance,
            and_(
                AssignmentAllowance.assignment_id == Assignment.assignment_id,
                AssignmentAllowance.member_id == ClassMember.member_id,
            ),
        )
        .where(
            ClassMember.account_id == account.account_id,
            ClassMember.role == ClassRole.LEARNER,
            ClassMember.left_at.is_(None),
            StudyClass.archived_at.is_(None),
            Assignment.removed_at.is_(None),
            or_(Assignment.opens_at.is_(None), Assignment.opens_at <= moment),
        )
    )
    found = []
    for assignment, study_class, stored, sessions, sittings, cases in session.execute(query):
        rules = rules_of(assignment)
        needed = rules.work.count if rules.work.kind == "oncall" else 1
        own = (
            Allowance(0, stored.attempts, stored.due_at, stored.closes_at, stored.is_excused)
            if stored
            else None
        )
        times = assignment.opens_at, assignment.due_at, assignment.closes_at
        terms = terms_for(rules, study_class.zone, times, own)
        is_done = sessions + sittings >= 1 or cases >= needed
        if not is_done and not terms.is_excused and terms.state_at(moment) == "open":
            found.append(
                DueAssignment(assignment, study_class, terms.due_at or terms.closes_at, terms.is_due(moment))
            )
    return sorted(
        found, key=lambda each: (each.due_at is None, each.due_at or moment, each.assignment.assignment_id)
    )


def class_of_session(session: Session, practice: PracticeSession) -> tuple[Assignment, StudyClass] | None:
    """The assignment for which a practice session was begun, with its class."""
    query = (
        select(Assignment, StudyClass)
        .join(StudyClass, StudyClass.class_id == Assignment.class_id)
        .join(AssignedWork, AssignedWork.assignment_id == Assignment.assignment_id)
        .where(AssignedWork.practice_session_id == practice.practice_session_id)
    )
    row = session.execute(query).first()
    return (row[0], row[1]) if row else None


def class_of_exam(session: Session, exam: Exam) -> tuple[Assignment, StudyClass] | None:
    """The assignment by way of which an exam is taken, with its class."""
    query = select(Assignment, StudyClass).join(StudyClass, StudyClass.class_id == Assignment.class_id)
    row = session.execute(query.where(Assignment.exam_id == exam.exam_id)).first()
    return (row[0], row[1]) if row else None

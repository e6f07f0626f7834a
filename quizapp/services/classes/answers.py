"""What was answered in one attempt at an assignment."""

from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from quizapp.errors import WorkNotFound
from quizapp.models import (
    AssignedWork,
    Attempt,
    ExamAnswer,
    ExamSitting,
    OncallCase,
    PracticeSession,
    SessionItem,
)
from quizapp.services.attempt_reading import ReadAttempt, read_attempts
from quizapp.services.classes.gradebook import Reasons, read_reasons
from quizapp.services.classes.membership import Seat


@dataclass(frozen=True)
class Answers:
    """exercises: in their order, None for what was not answered. cases: of an attempt in the on-call room."""

    reasons: Reasons
    exercises: tuple[ReadAttempt | None, ...] = ()
    cases: tuple[OncallCase, ...] = ()


def read_answers(session: Session, seat: Seat, public_id: str, member_id: int, number: int) -> Answers:
    """A learner sees only their own. Raises NotYourClass, AssignmentNotFound, MemberNotFound, and WorkNotFound; also
    for an exam that is still being taken.
    """
    reasons = read_reasons(session, seat, public_id, member_id)
    work = next((each for each in reasons.standing.works if each.number == number), None)
    if work is None or (work.ends_at is not None and work.handed_in_at is None):
        raise WorkNotFound
    kind = reasons.column.rules.work.kind
    if kind == "oncall":
        return Answers(reasons, cases=_cases(session, reasons, work.name, number))
    ids = _in_exam(session, work.name) if kind == "exam" else _in_session(session, work.name)
    read = {each.attempt.attempt_id: each for each in read_attempts(session, [one for one in ids if one])}
    return Answers(reasons, tuple(read.get(one) if one else None for one in ids))


def _in_exam(session: Session, sitting: str) -> list[int | None]:
    query = (
        select(ExamAnswer.attempt_id)
        .join(ExamAnswer.sitting)
        .where(ExamSitting.public_id == sitting)
        .order_by(ExamAnswer.position)
    )
    return list(session.scalars(query))


def _in_session(session: Session, name: str) -> list[int | None]:
    answered = and_(
        Attempt.variant_name == SessionItem.variant_name, Attempt.learner_id == PracticeSession.learner_id
    )
    query = (
        select(Attempt.attempt_id)
        .select_from(PracticeSession)
        .join(AssignedWork, AssignedWork.practice_session_id == PracticeSession.practice_session_id)
        .join(SessionItem, SessionItem.practice_session_id == PracticeSession.practice_session_id)
        .outerjoin(Attempt, answered)
        .where(PracticeSession.public_id == name, SessionItem.position <= AssignedWork.item_count)
        .order_by(SessionItem.position)
    )
    return list(session.scalars(query))


def _cases(session: Session, reasons: Reasons, last: str, number: int) -> tuple[OncallCase, ...]:
    """Those of the attempt, of which the last one is named; only what is answered is shown."""
    count = reasons.column.rules.work.count
    learner = select(OncallCase.learner_id).filter_by(public_id=last).scalar_subquery()
    query = (
        select(OncallCase)
        .join(AssignedWork, AssignedWork.case_id == OncallCase.case_id)
        .where(
            AssignedWork.assignment_id == reasons.column.assignment.assignment_id,
            AssignedWork.learner_id == learner,
            AssignedWork.number > (number - 1) * count,
            AssignedWork.number <= number * count,
            OncallCase.settled_at.is_not(None),
        )
        .order_by(AssignedWork.number)
    )
    return tuple(session.scalars(query))

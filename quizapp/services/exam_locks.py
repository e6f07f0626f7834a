"""What a learner cannot see or answer elsewhere while it is asked in an exam."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.db.tables import now
from quizapp.errors import AskedInExam
from quizapp.models import ExamAnswer, ExamSitting, Learner


def exams_asking(session: Session, learner: Learner | None) -> dict[str, str]:
    """The learner’s open sitting, by its public id, for each exercise that one asks."""
    if learner is None:
        return {}
    query = (
        select(ExamAnswer.item_id, ExamSitting)
        .join(ExamAnswer.sitting)
        .where(ExamSitting.learner_id == learner.learner_id, ExamSitting.ended_at.is_(None))
    )
    moment = now()
    return {
        item: sitting.public_id for item, sitting in session.execute(query) if sitting.clock.accepts(moment)
    }


def items_in_exam(session: Session, learner: Learner | None) -> frozenset[str]:
    """The ids of the exercises of the learner’s open sittings."""
    return frozenset(exams_asking(session, learner))


def refuse_in_exam(session: Session, learner: Learner | None, item_id: str) -> None:
    """Raises AskedInExam."""
    if item_id in items_in_exam(session, learner):
        raise AskedInExam

"""How much a learner has done, and the mock interviews given, newest first."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from quizapp.models import Attempt, ExamSitting, InterviewAttempt, Learner, MockInterview, OncallCase
from quizapp.services.interviews import InterviewGiven, interview_given
from quizapp.services.mistakes import list_mistakes


@dataclass(frozen=True)
class Counts:
    """interviews: with the cases of the on-call room and the sittings of exams, which are listed beside them."""

    answers: int = 0
    mistakes: int = 0
    interviews: int = 0


def counts(session: Session, learner: Learner | None) -> Counts:
    if learner is None:
        return Counts()

    def count(table: type[Attempt | ExamSitting | InterviewAttempt | MockInterview | OncallCase]) -> int:
        query = select(func.count()).select_from(table).filter_by(learner_id=learner.learner_id)
        return session.scalar(query) or 0

    of_interviews = (InterviewAttempt, MockInterview, OncallCase, ExamSitting)
    return Counts(
        count(Attempt),
        list_mistakes(session, learner, limit=0).count,
        sum(count(table) for table in of_interviews),
    )


def list_interviews(session: Session, learner: Learner | None) -> list[InterviewGiven]:
    if learner is None:
        return []
    query = (
        select(InterviewAttempt)
        .filter_by(learner_id=learner.learner_id)
        .options(joinedload(InterviewAttempt.question_version))
        .order_by(InterviewAttempt.interview_attempt_id.desc())
    )
    return [interview_given(attempt) for attempt in session.scalars(query)]

"""Mock interviews: an open answer is stored, then the key points that the learner says it covers."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.bank.interviews import Interview
from quizapp.bank.questions import Question
from quizapp.db.sessions import writing
from quizapp.errors import InterviewAttemptNotFound, InterviewNotFound
from quizapp.kinds.points import Finding
from quizapp.models import InterviewAttempt, Learner
from quizapp.services.question_bank import get_question
from quizapp.services.second_looks import second_look_due

__all__ = [
    "InterviewGiven",
    "get_interview_attempt",
    "interview_given",
    "judge_interview",
    "second_look_due",
    "submit_interview",
]


@dataclass(frozen=True)
class InterviewGiven:
    """A stored interview with its question as it was then."""

    attempt: InterviewAttempt
    question: Question
    interview: Interview

    @property
    def has_answer(self) -> bool:
        """Whether something was written, or said while the timer was running."""
        return bool(self.attempt.answer) or bool(self.attempt.seconds)

    @property
    def is_judged(self) -> bool:
        return self.attempt.covered_points is not None

    @property
    def covered(self) -> frozenset[str]:
        """The points ticked by the learner; before that, those whose words occur in the answer."""
        ticked = self.attempt.covered_points
        return self.interview.points_made(self.attempt.answer) if ticked is None else frozenset(ticked)

    @property
    def findings(self) -> dict[str, Finding]:
        """What the words of the answer say about each point."""
        return self.interview.find_points(self.attempt.answer)

    @property
    def score(self) -> float | None:
        """The share of the key points that the learner ticked."""
        if self.attempt.covered_points is None:
            return None
        return len(self.attempt.covered_points) / len(self.interview.key_points)


def submit_interview(
    session: Session, learner: Learner, slug: str, answer: str, seconds: float | None, form_name: str
) -> InterviewAttempt:
    """Store an answer. The same form submitted again returns the first attempt.

    form_name: drawn for each form. Raises QuestionNotFound or InterviewNotFound.
    """
    published = get_question(session, slug)
    if published.question.interview is None:
        raise InterviewNotFound(slug=slug)
    query = select(InterviewAttempt).filter_by(learner_id=learner.learner_id, form_name=form_name)
    try:
        with writing(session):
            if earlier := session.scalar(query):
                return earlier
            attempt = InterviewAttempt(
                learner_id=learner.learner_id,
                question_version_id=published.version_id,
                answer=answer,
                seconds=seconds,
                form_name=form_name,
            )
            session.add(attempt)
    except IntegrityError:
        if earlier := session.scalar(query):
            return earlier
        raise
    return attempt


def get_interview_attempt(session: Session, learner: Learner | None, attempt_id: int) -> InterviewGiven:
    """The learner's own interview. Raises InterviewAttemptNotFound, also for another learner's."""
    attempt = session.get(InterviewAttempt, attempt_id)
    if attempt is None or learner is None or attempt.learner_id != learner.learner_id:
        raise InterviewAttemptNotFound
    return interview_given(attempt)


def judge_interview(
    session: Session, learner: Learner | None, attempt_id: int, covered: Iterable[str]
) -> InterviewGiven:
    """Store the key points that the learner says the answer covers; unknown ones are ignored."""
    with writing(session):
        given = get_interview_attempt(session, learner, attempt_id)
        ticked = set(covered)
        given.attempt.covered_points = [
            point.id for point in given.interview.key_points if point.id in ticked
        ]
    return given


def interview_given(attempt: InterviewAttempt) -> InterviewGiven:
    question = Question.from_publication(attempt.question_version.body)
    if question.interview is None:
        raise InterviewAttemptNotFound
    return InterviewGiven(attempt, question, question.interview)

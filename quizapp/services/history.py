"""Everything a learner has submitted, newest first: answers to exercises, and mock interviews."""

from collections.abc import Iterable

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import Session, joinedload

from quizapp.models import Attempt, InterviewAttempt, Learner
from quizapp.services import question_bank
from quizapp.services.interviews import InterviewGiven, interview_given
from quizapp.services.practice import GradedAttempt, count_attempts, graded_attempt

Entry = GradedAttempt | InterviewGiven


def count_history(session: Session, learner: Learner | None) -> int:
    if learner is None:
        return 0
    query = select(func.count()).select_from(InterviewAttempt).filter_by(learner_id=learner.learner_id)
    return count_attempts(session, learner) + (session.scalar(query) or 0)


def removed_items(session: Session, entries: Iterable[Entry]) -> set[str]:
    """The ids of the exercises that were answered and that their questions no longer have."""
    answered = [entry for entry in entries if isinstance(entry, GradedAttempt)]
    published = question_bank.questions_named(session, (entry.question.slug for entry in answered))
    present = {item.id for each in published for item in each.question.items}
    return {entry.item.id for entry in answered} - present


def list_history(session: Session, learner: Learner | None, offset: int = 0, limit: int = 50) -> list[Entry]:
    if learner is None:
        return []
    both = union_all(
        select(
            Attempt.created_at.label("moment"), literal(0).label("kind"), Attempt.attempt_id.label("number")
        ).where(Attempt.learner_id == learner.learner_id),
        select(InterviewAttempt.created_at, literal(1), InterviewAttempt.interview_attempt_id).where(
            InterviewAttempt.learner_id == learner.learner_id
        ),
    ).subquery()
    newest = select(both.c.kind, both.c.number).order_by(
        both.c.moment.desc(), both.c.kind, both.c.number.desc()
    )
    page = [tuple(row) for row in session.execute(newest.offset(offset).limit(limit))]
    answers = select(Attempt).where(Attempt.attempt_id.in_(number for kind, number in page if kind == 0))
    interviews = select(InterviewAttempt).where(
        InterviewAttempt.interview_attempt_id.in_(number for kind, number in page if kind == 1)
    )
    found: dict[tuple[int, int], Entry] = {}
    for attempt in session.scalars(answers.options(joinedload(Attempt.question_version))):
        found[0, attempt.attempt_id] = graded_attempt(attempt)
    for interview in session.scalars(interviews.options(joinedload(InterviewAttempt.question_version))):
        found[1, interview.interview_attempt_id] = interview_given(interview)
    return [found[kind, number] for kind, number in page]

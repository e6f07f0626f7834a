"""A second look at an interview, a week after its end; and the list of interviews with their scores."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.bank.interview_course import LENGTHS, MINUTES_A_QUESTION
from quizapp.bank.questions import Question
from quizapp.errors import InterviewAttemptNotFound
from quizapp.models import Learner, MockInterview
from quizapp.services.interview_reports import SECOND_LOOK_AFTER, WORTH, get_report, state_of
from quizapp.services.interview_rooms import list_interviews, open_interview
from quizapp.services.interview_turns import question_of
from quizapp.services.published_bank import published_bank
from quizapp.services.review_preferences import Preferences, read_preferences


@dataclass(frozen=True)
class SecondLook:
    """An interview that is due to be held again. minutes: how long that takes."""

    interview: MockInterview
    due_on: date
    minutes: int


def second_look_due(
    session: Session, learner: Learner | None, preferences: Preferences | None = None
) -> list[SecondLook]:
    """The interviews of this learner whose second look is due today or was before, the oldest first."""
    if learner is None:
        return []
    preferences = preferences or read_preferences(session, learner)
    today = preferences.today()
    return [look for look in list_second_looks(session, learner, preferences) if look.due_on <= today]


def began_interview_since(session: Session, learner: Learner, moment: datetime) -> bool:
    query = select(MockInterview.interview_id).where(
        MockInterview.learner_id == learner.learner_id, MockInterview.created_at >= moment
    )
    return session.scalar(query.limit(1)) is not None


def list_second_looks(session: Session, learner: Learner, preferences: Preferences) -> list[SecondLook]:
    """Of every interview that has ended and was not held again, also those that are due later."""
    again = select(MockInterview.second_look_of).where(MockInterview.second_look_of.is_not(None))
    query = (
        select(MockInterview)
        .where(
            MockInterview.learner_id == learner.learner_id,
            MockInterview.ended_at.is_not(None),
            MockInterview.interview_id.not_in(again),
        )
        .order_by(MockInterview.interview_id)
    )
    clock = preferences.clock
    return [
        SecondLook(each, clock.day_of(each.ended_at) + SECOND_LOOK_AFTER, each.minutes)
        for each in session.scalars(query)
        if each.ended_at
    ]


def start_second_look(session: Session, learner: Learner, public_id: str, form_name: str) -> MockInterview:
    """The same questions once more, as they are published now. Raises InterviewAttemptNotFound."""
    first = get_report(session, learner, public_id)
    known = published_bank(session).questions
    slugs = [
        result.question.slug
        for result in first.questions
        if (published := known.get(result.question.slug)) and published.question.interview
    ]
    if not slugs:
        raise InterviewAttemptNotFound
    minutes = min(LENGTHS[-1], MINUTES_A_QUESTION * len(slugs))
    return open_interview(
        session,
        learner,
        first.interview.role,
        minutes,
        first.interview.topics,
        slugs,
        form_name,
        second_look_of=first.interview.interview_id,
    )


@dataclass(frozen=True)
class Listed:
    """An interview of the list. share: of its key points, by the learner's own judgment; None before that."""

    interview: MockInterview
    titles: tuple[Question, ...]
    share: float | None


def list_with_scores(session: Session, learner: Learner | None) -> list[Listed]:
    """The learner's interviews, newest first."""
    found = []
    for interview in list_interviews(session, learner):
        openings = [turn for turn in interview.turns if turn.kind == "opening"]
        judged = [turn.covered for turn in openings if turn.covered is not None]
        states = [state for covered in judged for state in covered.values()]
        is_judged = interview.ending is not None and len(judged) == len(openings)
        share = sum(WORTH[state_of(state)] for state in states) / len(states) if is_judged else None
        found.append(Listed(interview, tuple(question_of(turn) for turn in openings), share))
    return found

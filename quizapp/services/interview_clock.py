"""The clock of a mock interview. The server counts; it stops while the interview is paused or a run is computed."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.errors import InterviewAttemptNotFound
from quizapp.models import Learner, MockInterview, Run

SECONDS_OF_GRACE = 15.0  # what was typed in time may arrive so much later


def get_interview(session: Session, learner: Learner | None, public_id: str) -> MockInterview:
    """The learner's own interview, as it is now. Raises InterviewAttemptNotFound, also for another learner's."""
    interview = session.scalar(select(MockInterview).filter_by(public_id=public_id))
    if interview is None or learner is None or interview.learner_id != learner.learner_id:
        raise InterviewAttemptNotFound
    settle(session, interview)
    return interview


def seconds_used(interview: MockInterview, moment: datetime | None = None) -> float:
    """On the clock of the interview, which stops while it is paused or a run is computed."""
    running = ((moment or now()) - interview.clock_since).total_seconds() if interview.clock_since else 0.0
    return min(60.0 * interview.minutes, interview.clock_seconds + max(0.0, running))


def pause(session: Session, learner: Learner | None, public_id: str) -> MockInterview:
    """Stop the clock."""
    interview = get_interview(session, learner, public_id)
    with writing(session):
        session.refresh(interview)
        if interview.ending is None and interview.clock_since is not None:
            interview.clock_seconds, interview.clock_since = seconds_used(interview), None
    return interview


def resume(session: Session, learner: Learner | None, public_id: str) -> MockInterview:
    interview = get_interview(session, learner, public_id)
    with writing(session):
        session.refresh(interview)
        if interview.ending is None and interview.clock_since is None:
            interview.clock_since, interview.waits_for_run = now(), None
    return interview


def end_early(session: Session, learner: Learner | None, public_id: str) -> MockInterview:
    """What was typed counts."""
    interview = get_interview(session, learner, public_id)
    with writing(session):
        session.refresh(interview)
        if interview.ending is None:
            end(interview, "early")
    return interview


def settle(session: Session, interview: MockInterview) -> None:
    """What time has done: the clock goes on after a run, and an interview ends when its time is over."""
    if interview.ending is not None or not (_is_over(interview) or _is_run_over(session, interview)):
        return
    with writing(session):
        session.refresh(interview)
        _settle(session, interview)


def _settle(session: Session, interview: MockInterview) -> None:
    if interview.ending is not None:
        return
    if _is_run_over(session, interview):
        interview.waits_for_run, interview.clock_since = None, now()
    if _is_over(interview):
        end(interview, "time")


def end(interview: MockInterview, ending: str) -> None:
    used, moment = seconds_used(interview), now()
    if interview.clock_since is not None and ending == "time":
        interview.ended_at = min(moment, interview.clock_since + _left(interview))
    else:
        interview.ended_at = moment
    turn = interview.turns[-1]
    if turn.sent_seconds is None and turn.kind in ("opening", "follow_up", "show_me"):
        turn.sent_seconds = used
    interview.clock_seconds, interview.clock_since, interview.waits_for_run = used, None, None
    interview.ending = ending


def has_just_ended(interview: MockInterview) -> bool:
    ended = interview.ended_at
    return (
        interview.ending == "time"
        and ended is not None
        and (now() - ended).total_seconds() < SECONDS_OF_GRACE
    )


def _is_over(interview: MockInterview) -> bool:
    return seconds_used(interview) >= 60.0 * interview.minutes


def _is_run_over(session: Session, interview: MockInterview) -> bool:
    if interview.waits_for_run is None:
        return False
    run = session.get(Run, interview.waits_for_run, populate_existing=True)
    return run is None or run.status.is_over


def _left(interview: MockInterview) -> timedelta:
    return timedelta(seconds=60.0 * interview.minutes - interview.clock_seconds)

"""The secret link of a mock interview, by which anyone can read its report until it is revoked."""

import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.errors import InterviewAttemptNotFound
from quizapp.models import Learner, MockInterview
from quizapp.services.accounts import token_hash
from quizapp.services.interview_clock import get_interview
from quizapp.services.interview_reports import Report, report_of

BYTES_OF_TOKEN = 24


def share(session: Session, learner: Learner | None, public_id: str) -> str:
    """A new token for the link; an earlier one no longer works. Only its hash is stored.

    Raises InterviewAttemptNotFound, also before the interview has ended.
    """
    interview = get_interview(session, learner, public_id)
    if interview.ending is None:
        raise InterviewAttemptNotFound
    token = secrets.token_urlsafe(BYTES_OF_TOKEN)
    with writing(session):
        interview.share_hash = token_hash(token)
    return token


def revoke(session: Session, learner: Learner | None, public_id: str) -> None:
    interview = get_interview(session, learner, public_id)
    with writing(session):
        interview.share_hash = None


def get_shared_report(session: Session, token: str) -> Report:
    """Raises InterviewAttemptNotFound for a token that was revoked or never given."""
    interview = session.scalar(select(MockInterview).filter_by(share_hash=token_hash(token)))
    if interview is None or interview.ending is None:
        raise InterviewAttemptNotFound
    return report_of(session, None, interview)

"""The health of the service, in numbers."""

from dataclasses import dataclass

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from quizapp.models import Account, Attempt, Learner, Run, RunStatus


@dataclass(frozen=True)
class Census:
    accounts: int
    learners: int
    attempts: int
    runs: dict[RunStatus, int]


def check_database(session: Session) -> None:
    """Raises the error of the database if it does not respond."""
    session.execute(text("SELECT 1"))


def take_census(session: Session) -> Census:
    counts = dict(session.execute(select(Run.status, func.count()).group_by(Run.status)).all())
    return Census(
        accounts=session.scalar(select(func.count()).select_from(Account)) or 0,
        learners=session.scalar(select(func.count()).select_from(Learner)) or 0,
        attempts=session.scalar(select(func.count()).select_from(Attempt)) or 0,
        runs={status: counts.get(status, 0) for status in RunStatus},
    )

"""The health of the service, in numbers."""

from dataclasses import dataclass
from time import monotonic
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.models import Account, Attempt, Learner, Run, RunStatus, ServiceFact
from quizapp.services.workers import list_workers

FACT = "last_write"
SECONDS_BETWEEN_WRITES = 5.0
CHARACTERS_WRITTEN = 8192  # more than fits beside other rows, so that the database needs room for it

_last_written: WeakKeyDictionary[Engine, float] = WeakKeyDictionary()


@dataclass(frozen=True)
class Census:
    accounts: int
    learners: int
    attempts: int
    runs: dict[RunStatus, int]
    queue_seconds: float
    workers: int


def check_database(session: Session) -> None:
    """Raises the error of the database if it does not respond, or NotStored if it cannot be written.

    A row is really written, every few seconds, since a full disk only shows itself then.
    """
    session.execute(text("SELECT 1"))
    engine = session.get_bind().engine
    if monotonic() - _last_written.get(engine, -SECONDS_BETWEEN_WRITES) < SECONDS_BETWEEN_WRITES:
        return
    with writing(session):
        session.merge(ServiceFact(name=FACT, value=now().isoformat().ljust(CHARACTERS_WRITTEN)))
    _last_written[engine] = monotonic()


def take_census(session: Session) -> Census:
    counts = dict(session.execute(select(Run.status, func.count()).group_by(Run.status)).all())
    oldest = session.scalar(select(func.min(Run.created_at)).where(Run.status == RunStatus.QUEUED))
    return Census(
        accounts=session.scalar(select(func.count()).select_from(Account)) or 0,
        learners=session.scalar(select(func.count()).select_from(Learner)) or 0,
        attempts=session.scalar(select(func.count()).select_from(Attempt)) or 0,
        runs={status: counts.get(status, 0) for status in RunStatus},
        queue_seconds=max(0.0, (now() - oldest).total_seconds()) if oldest else 0.0,
        workers=sum(entry.processes > 0 for entry in list_workers(session)),
    )

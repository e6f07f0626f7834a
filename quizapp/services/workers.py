"""The workers that are alive, as the database knows them: each gives a sign of life every few seconds."""

from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

import simulator
from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.models import Run, RunStatus, WorkerEntry

SECONDS_BETWEEN_SIGNS = 5.0
SILENT_AFTER = timedelta(seconds=30)
FORGOTTEN_AFTER = timedelta(days=1)


def give_sign_of_life(session: Session, name: str, processes: int) -> None:
    """processes: how many runs the worker computes at once; 0 while it waits."""
    with writing(session):
        entry = session.get(WorkerEntry, name, populate_existing=True)
        if entry is None:
            session.execute(delete(WorkerEntry).where(WorkerEntry.seen_at < now() - FORGOTTEN_AFTER))
            entry = WorkerEntry(name=name, started_at=now())
            session.add(entry)
        entry.simulator_version = simulator.__version__
        entry.computed_by = simulator.current_provenance().to_json()
        entry.processes, entry.seen_at = processes, now()


def find_leader_of_other_platform(session: Session, name: str) -> WorkerEntry | None:
    """The live worker of this version that started first, if it computes other bits than this process; else None."""
    entries = [entry for entry in list_workers(session) if entry.simulator_version == simulator.__version__]
    leader = min(entries, key=lambda entry: (entry.started_at, entry.name), default=None)
    if leader is None or leader.name == name:
        return None
    here = simulator.current_provenance()
    return None if here.gives_same_bits_as(simulator.Provenance.from_json(leader.computed_by)) else leader


def leave(session: Session, name: str) -> None:
    with writing(session):
        session.execute(delete(WorkerEntry).where(WorkerEntry.name == name))


def list_workers(session: Session) -> list[WorkerEntry]:
    """Those that have given a sign of life recently."""
    query = select(WorkerEntry).where(WorkerEntry.seen_at > now() - SILENT_AFTER)
    return list(session.scalars(query.order_by(WorkerEntry.name)))


def has_worker_for(session: Session, simulator_version: str) -> bool:
    """Whether a worker that computes with this version of the simulator is alive."""
    return any(
        worker.simulator_version == simulator_version and worker.processes for worker in list_workers(session)
    )


def runs_of_other_versions(session: Session) -> dict[str, int]:
    """How many runs wait for a worker with another version of the simulator than this one, by version."""
    query = (
        select(Run.simulator_version, func.count())
        .where(Run.status == RunStatus.QUEUED, Run.simulator_version != simulator.__version__)
        .group_by(Run.simulator_version)
    )
    return dict(session.execute(query).all())

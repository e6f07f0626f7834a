"""State changes of a run by its worker. The database owns the state; the queue only notifies.

A worker leases a run. `execution_number` is its token: the next worker that takes the run gets a higher one, and then
nothing with the old token can be written.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, delete, func, literal_column, select
from sqlalchemy.orm import Session

import simulator
from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.errors import N_
from quizapp.models import Run, RunFrame, RunStatus, RunTrace

MOST_EXECUTIONS = 3
SERVED_RECENTLY = timedelta(hours=1)
WORKER_DIED = N_("the worker process crashed three times; the run may be too large for this machine")
OTHER_VERSION = N_("it was requested from another version of the simulator; request it again")


@dataclass(frozen=True)
class Work:
    """A run taken by a worker, and the token for writing to it."""

    run_id: str
    execution_number: int


def lease_next(session: Session, worker: str, lease: timedelta) -> Work | None:
    """Lease the next run; None if none waits that was requested from this version of the simulator.

    The owner with the fewest active runs is next, then the one served longest ago; of their runs, the oldest. So a
    thousand runs of one person delay the next run of another by at most one.
    """
    if session.scalar(select(Run.run_id).where(_waits_for_us()).limit(1)) is None:
        return None
    with writing(session):
        run = session.scalar(_in_fair_order())
        if run is None:
            return None
        run.status = RunStatus.RUNNING
        run.execution_number += 1
        run.computed_by = run.stored_bytes = None
        run.worker, run.started_at, run.leased_until = worker, now(), now() + lease
        session.execute(delete(RunFrame).where(RunFrame.run_id == run.run_id))
    return Work(run.run_id, run.execution_number)


def renew_lease(session: Session, run_id: str, execution_number: int, lease: timedelta) -> bool:
    """Renew the lease; False if the run was cancelled or given to another worker.

    A lease of which more than half is left is not renewed, since a write blocks all others with SQLite.
    """
    run = _held(session, run_id, execution_number)
    if run is None or (run.leased_until is not None and run.leased_until - now() > lease / 2):
        return run is not None
    with writing(session):
        run = _held(session, run_id, execution_number)
        if run is None:
            return False
        run.leased_until = now() + lease
    return True


def record_frames(
    session: Session,
    run_id: str,
    execution_number: int,
    first_sequence: int,
    frames: Sequence[tuple[str, str]],
    computed_by: simulator.Provenance | None = None,
) -> bool:
    """Store events (name and JSON) of a running run, and its computing environment; False if the run must stop."""
    with writing(session):
        run = _held(session, run_id, execution_number)
        if run is None:
            return False
        if computed_by is not None:
            run.computed_by = computed_by.to_json()
        session.add_all(
            RunFrame(
                run_id=run_id, execution_number=execution_number, sequence=sequence, event=event, body=body
            )
            for sequence, (event, body) in enumerate(frames, start=first_sequence)
        )
    return True


def finish_run(
    session: Session, run_id: str, execution_number: int, traces: Sequence[simulator.Trace]
) -> None:
    with writing(session):
        run = _held(session, run_id, execution_number)
        if run is None:
            return
        session.execute(delete(RunTrace).where(RunTrace.run_id == run_id))
        session.add_all(
            RunTrace(run_id=run_id, position=position, body=trace.to_npz())
            for position, trace in enumerate(traces)
        )
        _end(run, RunStatus.FINISHED)


def fail_run(session: Session, run_id: str, execution_number: int, reason: str) -> None:
    """Record a failure. A run that would fail again, such as one beyond a limit, is not retried."""
    with writing(session):
        if (run := _held(session, run_id, execution_number)) is not None:
            _end(run, RunStatus.FAILED, reason)


def give_back(session: Session, run_id: str, execution_number: int, *, has_failed: bool) -> None:
    """The worker cannot continue: the run returns to the queue, or fails if that was its last execution."""
    with writing(session):
        if (run := _held(session, run_id, execution_number)) is not None:
            _wait_again(run, has_failed)


def reap(session: Session) -> int:
    """Return runs with an expired lease (their worker is dead or cut off) to the queue; returns their number."""
    lapsed = (Run.status == RunStatus.RUNNING) & (Run.leased_until < now())
    if session.scalar(select(Run.run_id).where(lapsed).limit(1)) is None:
        return 0
    with writing(session):
        runs = session.scalars(_locked(select(Run).where(lapsed))).all()
        for run in runs:
            _wait_again(run, has_failed=True)
    return len(runs)


def take_back_all(session: Session) -> int:
    """Return all active runs to the queue, at the start of a server with embedded workers.

    Runs that were requested from another version fail, since nobody will compute them any more.
    """
    with writing(session):
        runs = session.scalars(select(Run).where(Run.status == RunStatus.RUNNING)).all()
        for run in runs:
            _wait_again(run, has_failed=False)
        session.flush()
        refuse_other_versions(session)
    return len(runs)


def refuse_other_versions(session: Session, before: datetime | None = None) -> int:
    """Within `writing`: fail runs that wait for another version of the simulator, if requested before this moment."""
    query = select(Run).where(Run.status == RunStatus.QUEUED, Run.simulator_version != simulator.__version__)
    runs = session.scalars(query if before is None else query.where(Run.created_at < before)).all()
    for run in runs:
        _end(run, RunStatus.FAILED, OTHER_VERSION)
    return len(runs)


def cancel(session: Session, run_id: str) -> None:
    """Mark the run as cancelled; its worker notices that it has lost the lease."""
    with writing(session):
        run = session.get(Run, run_id, populate_existing=True)
        if run is not None and not run.status.is_over:
            _end(run, RunStatus.CANCELLED)


def _held(session: Session, run_id: str, execution_number: int) -> Run | None:
    """The run, if this execution still owns it."""
    run = session.get(Run, run_id, populate_existing=True)
    is_held = run is not None and run.execution_number == execution_number and run.status is RunStatus.RUNNING
    return run if is_held else None


def _wait_again(run: Run, has_failed: bool) -> None:
    run.failed_executions += has_failed
    run.worker = run.leased_until = None
    if run.failed_executions >= MOST_EXECUTIONS:
        _end(run, RunStatus.FAILED, WORKER_DIED)
    else:
        run.status, run.started_at = RunStatus.QUEUED, None


def _end(run: Run, status: RunStatus, reason: str | None = None) -> None:
    run.status, run.error, run.finished_at = status, reason, now()
    run.worker = run.leased_until = None


def _in_fair_order() -> Select[Run]:
    busy = (
        select(_owner().label("owner"), func.count().label("count"))
        .where(Run.status == RunStatus.RUNNING)
        .group_by(_owner())
        .subquery()
    )
    served = (
        select(_owner().label("owner"), func.max(Run.started_at).label("at"))
        .where(Run.started_at > now() - SERVED_RECENTLY)
        .group_by(_owner())
        .subquery()
    )
    query = (
        select(Run)
        .outerjoin(busy, busy.c.owner == _owner())
        .outerjoin(served, served.c.owner == _owner())
        .where(_waits_for_us())
        .order_by(func.coalesce(busy.c.count, 0), served.c.at.is_not(None), served.c.at, Run.created_at)
        .limit(1)
    )
    return _locked(query)


def _waits_for_us() -> ColumnElement[bool]:
    """Another version would store its own results under the hash of the version that was asked."""
    return (Run.status == RunStatus.QUEUED) & (Run.simulator_version == simulator.__version__)


def _owner() -> ColumnElement[Any]:
    return func.coalesce(cast(Run.learner_id, String(64)), Run.requester, literal_column("''"))


def _locked(query: Select[Run]) -> Select[Run]:
    """Lock rows so that two workers never take the same run, and neither waits. SQLite has only one writer anyway."""
    return query.with_for_update(of=Run, skip_locked=True).execution_options(populate_existing=True)

"""What a worker says of the run it works on. The database owns the state; the queue is only a doorbell.

A worker has a run on lease. `execution_number` is its token: whoever takes the run after it gets a higher one, and from
then on nothing that carries the old one is written any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
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


@dataclass(frozen=True)
class Work:
    """The run that a worker has taken, and the token with which it writes."""

    run_id: str
    execution_number: int


def lease_next(session: Session, worker: str, lease: timedelta) -> Work | None:
    """Take the run whose turn it is, on lease; None if nothing waits.

    It is the turn of whoever has the fewest runs under way, then of whoever was served longest ago; of their runs, the
    oldest. So a thousand runs of one person hold up the next one of another by at most one.
    """
    if session.scalar(select(Run.run_id).where(Run.status == RunStatus.QUEUED).limit(1)) is None:
        return None
    with writing(session):
        run = session.scalar(_in_fair_order())
        if run is None:
            return None
        run.status = RunStatus.RUNNING
        run.execution_number += 1
        run.computed_by = None
        run.worker, run.started_at, run.leased_until = worker, now(), now() + lease
        session.execute(delete(RunFrame).where(RunFrame.run_id == run.run_id))
    return Work(run.run_id, run.execution_number)


def renew_lease(session: Session, run_id: str, execution_number: int, lease: timedelta) -> bool:
    """False if the run is no longer this execution's to compute: it was cancelled, or given to another.

    A lease of which more than half is left stays as it is: with SQLite a write holds up everybody else's.
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
    """Keep events (name and JSON) of a running run, and what computes it; False if it is to be stopped."""
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
    """What would fail again, such as a run beyond a limit, is not tried again."""
    with writing(session):
        if (run := _held(session, run_id, execution_number)) is not None:
            _end(run, RunStatus.FAILED, reason)


def give_back(session: Session, run_id: str, execution_number: int, *, has_failed: bool) -> None:
    """The worker cannot go on: the run waits again, or fails if that was its last execution."""
    with writing(session):
        if (run := _held(session, run_id, execution_number)) is not None:
            _wait_again(run, has_failed)


def reap(session: Session) -> int:
    """Runs whose lease ran out, their worker being dead or cut off, wait again; returns how many."""
    lapsed = (Run.status == RunStatus.RUNNING) & (Run.leased_until < now())
    if session.scalar(select(Run.run_id).where(lapsed).limit(1)) is None:
        return 0
    with writing(session):
        runs = session.scalars(_locked(select(Run).where(lapsed))).all()
        for run in runs:
            _wait_again(run, has_failed=True)
    return len(runs)


def take_back_all(session: Session) -> int:
    """At the start of a server that has its workers inside it: whatever was under way waits again."""
    with writing(session):
        runs = session.scalars(select(Run).where(Run.status == RunStatus.RUNNING)).all()
        for run in runs:
            _wait_again(run, has_failed=False)
    return len(runs)


def cancel(session: Session, run_id: str) -> None:
    """Whoever computes it notices that it no longer holds it."""
    with writing(session):
        run = session.get(Run, run_id, populate_existing=True)
        if run is not None and not run.status.is_over:
            _end(run, RunStatus.CANCELLED)


def _held(session: Session, run_id: str, execution_number: int) -> Run | None:
    """The run, if it is still this execution's."""
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
        .where(Run.status == RunStatus.QUEUED)
        .order_by(func.coalesce(busy.c.count, 0), served.c.at.is_not(None), served.c.at, Run.created_at)
        .limit(1)
    )
    return _locked(query)


def _owner() -> ColumnElement[Any]:
    return func.coalesce(cast(Run.learner_id, String(64)), Run.requester, literal_column("''"))


def _locked(query: Select[Run]) -> Select[Run]:
    """Two workers never take the same run, and neither waits for the other. SQLite has one writer anyway."""
    return query.with_for_update(of=Run, skip_locked=True).execution_options(populate_existing=True)

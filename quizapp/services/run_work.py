"""What a worker says of the run it works on. All of it is void once the run was started anew or is over."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

import simulator
from quizapp.database import now, writing
from quizapp.models import Run, RunDetail, RunFrame, RunStatus, RunTrace


@dataclass(frozen=True)
class Work:
    """What a worker has taken: these experiments, and what is to be kept of them."""

    experiments: list[simulator.Experiment]
    detail: RunDetail


def begin_run(session: Session, run_id: str, attempt_number: int) -> Work | None:
    """Take a queued run; None if it is no longer to be done."""
    with writing(session):
        run = session.get(Run, run_id, populate_existing=True)
        if run is None or run.attempt_number != attempt_number or run.status is not RunStatus.QUEUED:
            return None
        run.status = RunStatus.RUNNING
        run.started_at = now()
    return Work([simulator.Experiment.model_validate(body) for body in run.experiments], run.detail)


def record_frames(
    session: Session, run_id: str, attempt_number: int, first_sequence: int, frames: Sequence[tuple[str, str]]
) -> bool:
    """Keep events (name and JSON) of a running run; False if it is to be stopped."""
    with writing(session):
        run = session.get(Run, run_id, populate_existing=True)
        if run is None or run.attempt_number != attempt_number or run.status is not RunStatus.RUNNING:
            return False
        session.add_all(
            RunFrame(run_id=run_id, attempt_number=attempt_number, sequence=sequence, event=event, body=body)
            for sequence, (event, body) in enumerate(frames, start=first_sequence)
        )
    return True


def finish_run(session: Session, run_id: str, attempt_number: int, traces: Sequence[simulator.Trace]) -> None:
    with writing(session):
        run = session.get(Run, run_id, populate_existing=True)
        if run is None or run.attempt_number != attempt_number or run.status is not RunStatus.RUNNING:
            return
        session.execute(delete(RunTrace).where(RunTrace.run_id == run_id))
        session.add_all(
            RunTrace(run_id=run_id, position=position, body=trace.to_npz())
            for position, trace in enumerate(traces)
        )
        run.status = RunStatus.FINISHED
        run.finished_at = now()


def fail_run(session: Session, run_id: str, attempt_number: int, reason: str) -> None:
    end_run(session, run_id, attempt_number, RunStatus.FAILED, reason)


def fail_abandoned_runs(session: Session, reason: str) -> int:
    """At the start of a server whose workers died with it: end what was queued or running."""
    with writing(session):
        runs = session.scalars(select(Run).where(Run.status.in_((RunStatus.QUEUED, RunStatus.RUNNING)))).all()
        for run in runs:
            run.status, run.error, run.finished_at = RunStatus.FAILED, reason, now()
    return len(runs)


def end_run(
    session: Session, run_id: str, attempt_number: int, status: RunStatus, reason: str | None = None
) -> None:
    with writing(session):
        run = session.get(Run, run_id, populate_existing=True)
        if run is not None and run.attempt_number == attempt_number and not run.status.is_over:
            run.status, run.error, run.finished_at = status, reason, now()

"""What a run has recorded: its frames as they come, and its traces once it is finished."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

import simulator
from quizapp.errors import RunFailed, RunNotFinished
from quizapp.models import RunFrame, RunStatus, RunTrace
from quizapp.services.runs import get_run


@dataclass(frozen=True)
class FrameBatch:
    """What a page has not seen yet of a run, and how the run stands after it."""

    attempt_number: int
    frames: tuple[RunFrame, ...]
    status: RunStatus
    error: str | None


def frames_after(session: Session, run_id: str, attempt_number: int, sequence: int) -> FrameBatch:
    """The frames after that one; from the first on if the run has been started anew since."""
    run = get_run(session, run_id)
    after = sequence if attempt_number == run.attempt_number else 0
    query = (
        select(RunFrame)
        .where(
            RunFrame.run_id == run_id,
            RunFrame.attempt_number == run.attempt_number,
            RunFrame.sequence > after,
        )
        .order_by(RunFrame.sequence)
    )
    return FrameBatch(run.attempt_number, tuple(session.scalars(query)), run.status, run.error)


def get_traces(session: Session, run_id: str) -> list[simulator.Trace]:
    """What each experiment of a finished run recorded. Raises RunNotFinished or RunFailed."""
    run = get_run(session, run_id)
    if run.status is RunStatus.FAILED:
        raise RunFailed(reason=run.error or "")
    if run.status is not RunStatus.FINISHED:
        raise RunNotFinished(status=run.status.value)
    query = select(RunTrace.body).filter_by(run_id=run_id).order_by(RunTrace.position)
    return [simulator.Trace.from_npz(body) for body in session.scalars(query)]


def get_unrolled(session: Session, run_id: str) -> list[tuple[simulator.Unrolled, simulator.Unrolled]]:
    """Each recurrent experiment over one sequence: at initialisation, and with the weights the run ended with."""
    recurrent = [trace for trace in get_traces(session, run_id) if trace.experiment.network.kind != "mlp"]
    return [
        (simulator.unroll(trace.experiment), simulator.unroll(trace.experiment, trace.final_parameters))
        for trace in recurrent
    ]

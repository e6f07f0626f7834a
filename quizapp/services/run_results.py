"""The records of a run: its frames while it is computed, and its traces when it is finished."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

import simulator
from quizapp.errors import RunFailed, RunNotFinished, RunNotFound
from quizapp.models import Run, RunDetail, RunFrame, RunStatus, RunTrace
from quizapp.services.compaction import FRAME, frames_made_again
from quizapp.services.runs import entry_at, get_run

RUNS_IN_A_QUERY = 200  # SQLite refuses conditions of more than a thousand parts


class FrameSent(NamedTuple):
    """An event of a run, as sent."""

    sequence: int
    event: str
    body: str


@dataclass(frozen=True)
class FrameBatch:
    """The unseen events of a run, and the state of the run after them."""

    execution_number: int
    frames: tuple[FrameSent, ...]
    status: RunStatus
    error: str | None


def frames_after(session: Session, run_id: str, execution_number: int, sequence: int) -> FrameBatch:
    """The frames after that one, or all frames if the run was restarted in the meantime."""
    found = look_at(session, {run_id: (execution_number, sequence)}).get(run_id)
    if found is None:
        raise RunNotFound(run=run_id[:40])
    if found.status is RunStatus.FINISHED and _has_no_frames(session, run_id):
        kept = look_at(session, {run_id: (0, 0)})[run_id].frames
        after = sequence if execution_number == found.execution_number else 0
        frames = [FrameSent(*frame) for frame in frames_made_again(session, run_id, kept)]
        return replace(found, frames=tuple(frame for frame in frames if frame.sequence > after))
    return found


def _has_no_frames(session: Session, run_id: str) -> bool:
    """Whether the frames of this run are no longer stored."""
    if session.get_one(Run, run_id).detail is not RunDetail.FRAMES:
        return False
    query = select(RunFrame.sequence).where(RunFrame.run_id == run_id, RunFrame.event == FRAME)
    return session.scalar(query.limit(1)) is None


def look_at(session: Session, seen: Mapping[str, tuple[int, int]]) -> dict[str, FrameBatch]:
    """For each existing run, the events after the given execution and sequence.

    The status of a run is read before its frames, so that a run that is over has all of them.
    """
    columns = select(Run.run_id, Run.execution_number, Run.status, Run.error)
    standings = session.execute(columns.where(Run.run_id.in_(list(seen)))).all()
    frames: dict[str, list[FrameSent]] = {run_id: [] for run_id in seen}
    wanted = [
        _frames_of(run_id, execution_number, seen[run_id])
        for run_id, execution_number, _, _ in standings
        if execution_number
    ]
    query = select(RunFrame.run_id, RunFrame.sequence, RunFrame.event, RunFrame.body).order_by(
        RunFrame.sequence
    )
    for start in range(0, len(wanted), RUNS_IN_A_QUERY):
        found = session.execute(query.where(or_(*wanted[start : start + RUNS_IN_A_QUERY])))
        for run_id, sequence, event, body in found:
            frames[run_id].append(FrameSent(sequence, event, body))
    return {
        run_id: FrameBatch(execution_number, tuple(frames[run_id]), status, error)
        for run_id, execution_number, status, error in standings
    }


def _frames_of(run_id: str, execution_number: int, seen: tuple[int, int]) -> ColumnElement[bool]:
    after = seen[1] if seen[0] == execution_number else 0
    is_of_it = and_(RunFrame.run_id == run_id, RunFrame.execution_number == execution_number)
    return and_(is_of_it, RunFrame.sequence > after)


def get_traces(session: Session, run_id: str) -> list[simulator.Trace]:
    """The traces of the experiments of a finished run. Raises RunNotFinished or RunFailed."""
    return [simulator.Trace.from_npz(body) for body in get_stored_traces(session, run_id)]


def get_trace(session: Session, run_id: str, position: int) -> simulator.Trace:
    """The trace of one experiment. Raises RunNotFinished, RunFailed, or Invalid if there is no such number."""
    return simulator.Trace.from_npz(entry_at(get_stored_traces(session, run_id), position))


def get_stored_traces(session: Session, run_id: str) -> list[bytes]:
    """The same as npz, a fraction of its size in memory."""
    run = get_run(session, run_id)
    if run.status is RunStatus.FAILED:
        raise RunFailed(reason=run.error or "")
    if run.status is not RunStatus.FINISHED:
        raise RunNotFinished(status=run.status.value)
    query = select(RunTrace.body).filter_by(run_id=run_id).order_by(RunTrace.position)
    return list(session.scalars(query))


def get_unrolled(session: Session, run_id: str) -> list[tuple[simulator.Unrolled, simulator.Unrolled]]:
    """Each recurrent experiment over one sequence: at initialization, and with the final weights of the run."""
    recurrent = [trace for trace in get_traces(session, run_id) if trace.experiment.network.kind != "mlp"]
    return [
        (simulator.unroll(trace.experiment), simulator.unroll(trace.experiment, trace.final_parameters))
        for trace in recurrent
    ]

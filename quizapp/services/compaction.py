"""Finished runs without their frames: these are made again from the traces when a page asks for them."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

import simulator
from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.domain.experiments.frames import frames_of
from quizapp.models import Run, RunDetail, RunFrame, RunStatus, RunTrace

FOLLOWED_FOR = timedelta(minutes=1)  # after its end, a page may still be receiving the frames of a run
FRAME = "frame"


def stored_json(document: dict[str, object]) -> str:
    """The document of an event, as it is stored and sent."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def frames_made_again(
    session: Session, run_id: str, kept: Sequence[tuple[int, str, str]]
) -> list[tuple[int, str, str]]:
    """All events of a finished run (sequence, event, JSON), given those that are kept: the ends of its experiments."""
    bodies = session.scalars(
        select(RunTrace.body).where(RunTrace.run_id == run_id).order_by(RunTrace.position)
    )
    return sorted([*kept, *_numbered([simulator.Trace.from_npz(body) for body in bodies])])


def _numbered(traces: Sequence[simulator.Trace]) -> Iterator[tuple[int, str, str]]:
    sequence = 1
    for position, frame in frames_of(traces):
        yield sequence, FRAME, stored_json({"experiment": position, **frame.to_json()})
        sequence += 1 if frame.trace is None else 2  # the last one is followed by the result


def drop_frames(session: Session, moment: datetime | None = None, most: int = 20) -> int:
    """Drop the frames of some runs that finished a while ago; returns how many runs these were."""
    before = (moment or now()) - FOLLOWED_FOR
    has_frames = (
        select(RunFrame.run_id).where(RunFrame.run_id == Run.run_id, RunFrame.event == FRAME).exists()
    )
    query = select(Run.run_id).where(
        Run.status == RunStatus.FINISHED, Run.detail == RunDetail.FRAMES, Run.finished_at < before, has_frames
    )
    run_ids = list(session.scalars(query.limit(most)))
    if not run_ids:
        return 0
    with writing(session):
        session.execute(delete(RunFrame).where(RunFrame.run_id.in_(run_ids), RunFrame.event == FRAME))
        for run in session.scalars(select(Run).where(Run.run_id.in_(run_ids))):
            run.stored_bytes = None
    return len(run_ids)

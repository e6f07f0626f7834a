"""A run's events as a stream: what is stored first, then what comes, until the run is over or the server ends."""

import json
import time
from collections.abc import Iterator

from flask import Response, stream_with_context
from flask_babel import gettext
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from quizapp.database import session_options
from quizapp.extensions import db, stopping
from quizapp.services.run_results import FrameBatch, frames_after

SECONDS_BETWEEN_LOOKS = 0.03
SECONDS_BETWEEN_LOOKS_WHEN_QUIET = 0.25
SECONDS_UNTIL_QUIET = 3.0
SECONDS_BETWEEN_HEARTBEATS = 15.0


def event_stream(run_id: str, last_event_id: str | None) -> Response:
    """Holds no database session while it waits, and no lock while it sends."""
    attempt_number, sequence = _position(last_event_id)
    engine = db.engine
    db.session.close()
    stream = stream_with_context(_events(engine, run_id, attempt_number, sequence))
    headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    return Response(stream, mimetype="text/event-stream", headers=headers)


def _position(last_event_id: str | None) -> tuple[int, int]:
    """An event's id is `<attempt>.<sequence>`; anything else starts from the first."""
    attempt_number, _, sequence = (last_event_id or "").partition(".")
    if (
        attempt_number.isdecimal()
        and sequence.isdecimal()
        and len(attempt_number) < 10
        and len(sequence) < 10
    ):
        return int(attempt_number), int(sequence)
    return 0, 0


def _events(engine: Engine, run_id: str, attempt_number: int, sequence: int) -> Iterator[str]:
    last_news = last_sent = time.monotonic()
    while not stopping.is_set():
        with Session(engine, **session_options()) as session:
            batch = frames_after(session, run_id, attempt_number, sequence)
        if batch.attempt_number != attempt_number:  # started anew since
            attempt_number, sequence = batch.attempt_number, 0
        for frame in batch.frames:
            sequence = frame.sequence
            yield f"id: {attempt_number}.{sequence}\nevent: {frame.event}\ndata: {frame.body}\n\n"
        if batch.status.is_over:
            yield _end(batch)
            return
        moment = time.monotonic()
        if batch.frames:
            last_news = last_sent = moment
        elif moment - last_sent > SECONDS_BETWEEN_HEARTBEATS:
            yield ": still here\n\n"
            last_sent = moment
        is_quiet = moment - last_news > SECONDS_UNTIL_QUIET
        stopping.wait(SECONDS_BETWEEN_LOOKS_WHEN_QUIET if is_quiet else SECONDS_BETWEEN_LOOKS)


def _end(batch: FrameBatch) -> str:
    document = {"status": batch.status.value, "error": gettext(batch.error) if batch.error else None}
    return f"event: end\ndata: {json.dumps(document, ensure_ascii=False)}\n\n"

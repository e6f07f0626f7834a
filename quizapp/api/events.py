"""A run's events as a stream: what is stored first, then what comes, until the run is over or the server ends."""

import json
import threading
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

from flask import Response, stream_with_context
from flask_babel import gettext
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from quizapp.database import session_options
from quizapp.errors import TooManyStreams
from quizapp.extensions import db, settings, stopping
from quizapp.services.run_results import FrameBatch, frames_after

SECONDS_BETWEEN_LOOKS = 0.03
SECONDS_BETWEEN_LOOKS_WHEN_QUIET = 0.25
SECONDS_UNTIL_QUIET = 3.0
SECONDS_BETWEEN_HEARTBEATS = 15.0


class OpenStreams:
    """How many streams this process has open. Each holds a thread, and pages must keep some for themselves."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: set[object] = set()

    def enter(self, limit: int) -> object:
        """A ticket to be given back at the end, once or more often. Raises TooManyStreams."""
        with self._lock:
            if len(self._open) >= limit:
                raise TooManyStreams
            ticket = object()
            self._open.add(ticket)
            return ticket

    def leave(self, ticket: object) -> None:
        with self._lock:
            self._open.discard(ticket)


_open_streams = OpenStreams()


def event_stream(run_id: str, last_event_id: str | None) -> Response:
    """Holds no database session while it waits, and no lock while it sends. Raises TooManyStreams."""
    attempt_number, sequence = position_of(last_event_id)
    engine = db.engine
    db.session.close()
    ticket = _open_streams.enter(settings().streams_limit)
    stream = stream_with_context(_until_the_end(ticket, _events(engine, run_id, attempt_number, sequence)))
    headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    response = Response(stream, mimetype="text/event-stream", headers=headers)
    response.call_on_close(partial(_open_streams.leave, ticket))  # also of a stream that was never begun
    return response


def _until_the_end(ticket: object, events: Iterator[str]) -> Iterator[str]:
    try:
        yield from events
    finally:
        _open_streams.leave(ticket)


def events_so_far(run_id: str, last_event_id: str | None) -> dict[str, Any]:
    """The same events for whoever asks again and again instead of holding a stream."""
    attempt_number, sequence = position_of(last_event_id)
    batch = frames_after(db.session, run_id, attempt_number, sequence)
    return {
        "status": batch.status.value,
        "error": gettext(batch.error) if batch.error else None,
        "events": [
            {"id": f"{batch.attempt_number}.{frame.sequence}", "event": frame.event, "data": frame.body}
            for frame in batch.frames
        ],
    }


def position_of(last_event_id: str | None) -> tuple[int, int]:
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

"""The events of a run as a stream: first the stored ones, then new ones, until the run is over or the server stops."""

import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from flask import Flask, Response, current_app
from flask_babel import get_translations, gettext

from quizapp.api.documents import place_shown
from quizapp.api.event_schemas import EndEvent, StandingEvent
from quizapp.api.polling import RunPoller
from quizapp.domain.experiments.queueing import Place
from quizapp.errors import TooManyStreams
from quizapp.http.extensions import db, has_own_workers, settings
from quizapp.models import RunStatus
from quizapp.services.run_queue import places_in_queue
from quizapp.services.run_results import FrameBatch, frames_after
from quizapp.services.runs import get_run

SECONDS_BETWEEN_HEARTBEATS = 15.0

Translate = Callable[[str], str]


class OpenStreams:
    """Counts the open streams of this process. Each holds a thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: set[object] = set()

    def enter(self, limit: int) -> object:
        """Return a ticket to be released at the end; releasing it twice is harmless. Raises TooManyStreams."""
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


def start_poller(app: Flask) -> None:
    """Attach the poller of its streams to the application."""
    with app.app_context():
        app.extensions["quizapp.poller"] = RunPoller(db.engine, has_own_workers=has_own_workers())


def event_stream(run_id: str, last_event_id: str | None) -> Response:
    """Hold no database session while waiting, and no lock while sending. Raises RunNotFound or TooManyStreams."""
    execution_number, sequence = position_of(last_event_id)
    is_over = get_run(db.session, run_id).status.is_over
    batch = frames_after(db.session, run_id, execution_number, sequence) if is_over else None
    db.session.close()
    translate = get_translations().ugettext  # in the reader's language, even after the request has ended
    headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    if batch:  # nothing to wait for
        whole = [*_as_sent(batch), _end(batch, translate)]
        return Response(whole, mimetype="text/event-stream", headers=headers)
    ticket = _open_streams.enter(settings().streams_limit)
    events = _events(current_app.extensions["quizapp.poller"], run_id, execution_number, sequence, translate)
    response = Response(_until_the_end(ticket, events), mimetype="text/event-stream", headers=headers)
    response.call_on_close(partial(_open_streams.leave, ticket))  # even for a stream that never started
    return response


def _until_the_end(ticket: object, events: Iterator[str]) -> Iterator[str]:
    try:
        yield from events
    finally:
        _open_streams.leave(ticket)


def events_so_far(run_id: str, last_event_id: str | None) -> dict[str, Any]:
    """The same events, for clients that poll instead of holding a stream."""
    execution_number, sequence = position_of(last_event_id)
    batch = frames_after(db.session, run_id, execution_number, sequence)
    return {
        "status": batch.status.value,
        "error": gettext(batch.error) if batch.error else None,
        **place_shown(_place_of(run_id) if batch.status is RunStatus.QUEUED else None),
        "events": [
            {"id": f"{batch.execution_number}.{frame.sequence}", "event": frame.event, "data": frame.body}
            for frame in batch.frames
        ],
    }


def _place_of(run_id: str) -> Place | None:
    return places_in_queue(db.session, has_own_workers=has_own_workers()).get(run_id)


def position_of(last_event_id: str | None) -> tuple[int, int]:
    """The id of an event is `<attempt>.<sequence>`; anything else means starting from the first event."""
    execution_number, _, sequence = (last_event_id or "").partition(".")
    if (
        execution_number.isdecimal()
        and sequence.isdecimal()
        and len(execution_number) < 10
        and len(sequence) < 10
    ):
        return int(execution_number), int(sequence)
    return 0, 0


def _events(
    runs: RunPoller, run_id: str, execution_number: int, sequence: int, translate: Translate
) -> Iterator[str]:
    status: RunStatus | None = None
    queued_before: int | None = None
    with runs.following(run_id) as run:
        while True:
            found = run.after(execution_number, sequence, (status, queued_before), SECONDS_BETWEEN_HEARTBEATS)
            if found is None:  # the server is stopping; pages reconnect by themselves
                return
            batch, place = found
            if not batch.frames and not batch.status.is_over:
                yield _standing(batch.status, place)
            yield from _as_sent(batch)
            if batch.status.is_over:
                yield _end(batch, translate)
                return
            if batch.execution_number != execution_number:  # restarted in the meantime
                execution_number, sequence = batch.execution_number, 0
            sequence += len(batch.frames)
            status, queued_before = batch.status, place.queued_before if place else None


def _as_sent(batch: FrameBatch) -> Iterator[str]:
    for frame in batch.frames:
        yield f"id: {batch.execution_number}.{frame.sequence}\nevent: {frame.event}\ndata: {frame.body}\n\n"


def _standing(status: RunStatus, place: Place | None) -> str:
    """Also keeps the stream alive. It has no id, so it does not change where a client resumes."""
    document = StandingEvent(status=status.value, **place_shown(place))
    return f"event: standing\ndata: {document.model_dump_json()}\n\n"


def _end(batch: FrameBatch, translate: Translate) -> str:
    document = EndEvent(status=batch.status.value, error=translate(batch.error) if batch.error else None)
    return f"event: end\ndata: {document.model_dump_json()}\n\n"

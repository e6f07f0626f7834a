"""One thread polls the database for all streams of this process and wakes those with news."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from quizapp.db.sessions import session_options
from quizapp.domain.experiments.queueing import Place
from quizapp.http.extensions import stopping
from quizapp.models import RunStatus
from quizapp.services.run_queue import places_in_queue
from quizapp.services.run_results import FrameBatch, FrameSent, look_at

SECONDS_BETWEEN_LOOKS = 0.03  # for runs that are new or have news
SECONDS_BETWEEN_LOOKS_AT_ALL = 0.25
SECONDS_UNTIL_QUIET = 3.0
SECONDS_BETWEEN_LOOKS_AT_QUEUE = 1.0
SECONDS_AFTER_AN_ERROR = 1.0

Standing = tuple[RunStatus | None, int | None]  # and how many are before it in the queue

log = structlog.get_logger()


class PolledRun:
    """What is known about a run that streams of this process follow: every event of its current attempt."""

    def __init__(self, run_id: str, lock: threading.Lock) -> None:
        self.run_id = run_id
        self.followers = 0
        self.quick_until = time.monotonic() + SECONDS_UNTIL_QUIET
        self.execution_number = 0
        self.frames: list[FrameSent] = []
        self._status: RunStatus | None = None
        self._error: str | None = None
        self._place: Place | None = None
        self._is_left = False
        self._news = threading.Condition(lock)

    def take(self, batch: FrameBatch) -> None:
        """Store the result of a poll. The caller holds the lock."""
        has_news = bool(batch.frames) or (batch.execution_number, batch.status) != (
            self.execution_number,
            self._status,
        )
        if batch.execution_number != self.execution_number:  # restarted in the meantime
            self.execution_number, self.frames = batch.execution_number, []
        self.frames.extend(batch.frames)
        self._status, self._error = batch.status, batch.error
        if batch.status is not RunStatus.QUEUED:
            self._place = None
        if has_news:
            self.quick_until = time.monotonic() + SECONDS_UNTIL_QUIET
            self._news.notify_all()

    @property
    def is_queued(self) -> bool:
        return self._status is RunStatus.QUEUED

    @property
    def is_over(self) -> bool:
        return self._status is not None and self._status.is_over

    def stand(self, place: Place | None) -> None:
        """Its position in the queue. The caller holds the lock."""
        self._place = place if self.is_queued else None
        self._news.notify_all()

    def leave(self) -> None:
        """Polling has stopped, so the streams must end. The caller holds the lock."""
        self._is_left = True
        self._news.notify_all()

    def after(
        self, execution_number: int, sequence: int, seen: Standing, seconds: float
    ) -> tuple[FrameBatch, Place | None] | None:
        """What is new after that event and standing, waiting at most `seconds`; None if the stream must end."""
        with self._news:
            self._news.wait_for(lambda: self._has_more(execution_number, sequence, seen), seconds)
            if self._is_left:
                return None
            start = sequence if execution_number == self.execution_number else 0
            status = self._status or RunStatus.QUEUED
            batch = FrameBatch(self.execution_number, tuple(self.frames[start:]), status, self._error)
            return batch, self._place

    def _has_more(self, execution_number: int, sequence: int, seen: Standing) -> bool:
        if self._is_left:
            return True
        if self._status is None:
            return False
        start = sequence if execution_number == self.execution_number else 0
        standing = (self._status, self._place.queued_before if self._place else None)
        return len(self.frames) > start or standing != seen


class RunPoller:
    """The thread runs while a stream is open. No stream holds a connection to the database."""

    def __init__(self, engine: Engine, *, has_own_workers: bool = True) -> None:
        self._engine = engine
        self._has_own_workers = has_own_workers
        self._lock = threading.Lock()
        self._wake_up = threading.Condition(self._lock)
        self._runs: dict[str, PolledRun] = {}
        self._thread: threading.Thread | None = None

    @contextmanager
    def following(self, run_id: str) -> Iterator[PolledRun]:
        with self._lock:
            run = self._runs.get(run_id)
            if run is None or run.is_over:  # it may have been requested again in the meantime
                run = self._runs[run_id] = PolledRun(run_id, self._lock)
            run.followers += 1
            if self._thread is None:
                self._thread = threading.Thread(target=self._poll, name="run poller", daemon=True)
                self._thread.start()
            self._wake_up.notify()
        try:
            yield run
        finally:
            with self._lock:
                run.followers -= 1
                if not run.followers and self._runs.get(run_id) is run:
                    del self._runs[run_id]

    def _poll(self) -> None:
        last_look_at_all = last_look_at_queue = 0.0
        while True:
            moment = time.monotonic()
            with self._lock:
                if stopping.is_set():
                    self._leave(list(self._runs.values()))
                if not self._runs:
                    self._thread = None
                    return
                is_look_at_all = moment - last_look_at_all >= SECONDS_BETWEEN_LOOKS_AT_ALL
                due = [run for run in self._runs.values() if is_look_at_all or run.quick_until > moment]
                is_queue_due = moment - last_look_at_queue >= SECONDS_BETWEEN_LOOKS_AT_QUEUE
                queued = [run for run in self._runs.values() if is_queue_due and run.is_queued]
            last_look_at_all = moment if is_look_at_all else last_look_at_all
            last_look_at_queue = moment if queued else last_look_at_queue
            pause = SECONDS_BETWEEN_LOOKS if self._look(due, queued) else SECONDS_AFTER_AN_ERROR
            with self._wake_up:
                is_quiet = all(run.quick_until <= moment for run in self._runs.values())
                self._wake_up.wait(SECONDS_BETWEEN_LOOKS_AT_ALL if is_quiet else pause)

    def _look(self, due: list[PolledRun], queued: list[PolledRun]) -> bool:
        """A few queries, however many runs there are; False if the database is unreachable."""
        try:
            with Session(self._engine, **session_options()) as session:
                found = look_at(session, {run.run_id: (run.execution_number, len(run.frames)) for run in due})
                standing = places_in_queue(session, has_own_workers=self._has_own_workers) if queued else {}
        except Exception as error:  # it may become reachable again
            log.error("runs_not_polled", exc_info=error)
            return False
        with self._lock:
            for run in due:
                if run.run_id in found:
                    run.take(found[run.run_id])
            for run in queued:
                run.stand(standing.get(run.run_id))
            self._leave([run for run in due if run.run_id not in found])
        return True

    def _leave(self, runs: list[PolledRun]) -> None:
        for run in runs:
            run.leave()
            self._runs.pop(run.run_id, None)

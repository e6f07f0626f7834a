"""A thread of the server that, every minute or so, ends and grades the exams whose time is over, has interrupted
regrades taken up again, and purges what is beyond its lifetime or quota.
"""

import threading
from datetime import timedelta

import structlog
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from quizapp.config import Media, Retention
from quizapp.db.sessions import session_options
from quizapp.db.tables import now
from quizapp.services import exam_grading, exam_sittings, regrade_work, retention
from quizapp.services.classes import live_answers, live_steps
from quizapp.services.images.library import delete_unused
from quizapp.services.images.stores import image_store
from quizapp.services.lti import launches, tickets
from quizapp.services.runner import Background

SECONDS_BEFORE_THE_FIRST = 20.0  # a server that starts has other things to do
SECONDS_OF_GRADING = 20.0  # at once; what is left is graded the next time, or when somebody looks

log = structlog.get_logger()


class Housekeeper:
    def __init__(
        self, engine: Engine, limits: Retention, media: Media, regrader: Background, interval: timedelta
    ) -> None:
        self._engine = engine
        self._limits = limits
        self._images = image_store(media)
        self._unused = timedelta(days=media.unused_days)
        self._regrader = regrader
        self._interval = interval
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._keep_house, name="housekeeping", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._end.set()

    def _keep_house(self) -> None:
        self._end.wait(SECONDS_BEFORE_THE_FIRST)
        while not self._end.is_set():
            try:
                self.purge_if_due()
            except Exception as error:  # noqa: BLE001 (the database may come back)
                log.warning("not_purged", reason=str(error))
            self._end.wait(self._interval.total_seconds())

    def purge_if_due(self) -> None:
        with Session(self._engine, **session_options()) as session:
            if not retention.is_due(session, self._interval * 0.9):
                return
            exam_sittings.close_over(session)
            exam_grading.grade_all(session, SECONDS_OF_GRADING)
            if regrade_work.has_work(session):  # the process that did it may be gone
                self._regrader.notify()
            live_steps.end_forgotten(session)
            live_answers.settle_all(session)
            removed = retention.purge(session, self._limits)
            launches.forget_nonces(session)
            tickets.forget_tickets(session)
            delete_unused(session, self._images, now() - self._unused)
        if removed.runs or removed.guests:
            log.info("purged", runs=len(removed.runs), bytes=removed.bytes, guests=len(removed.guests))

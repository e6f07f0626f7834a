"""A thread of the server that sends scores to course platforms, and renews the keys with which it signs."""

import threading
from contextlib import AbstractContextManager

import structlog
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from quizapp.db.sessions import session_options
from quizapp.services.lti.sending import Sender
from quizapp.services.lti.tokens import Access

SECONDS_BEFORE_THE_FIRST = 15.0  # a server that starts has other things to do
SECONDS_BETWEEN = 10.0

log = structlog.get_logger()


def sender_for(engine: Engine, access: Access, secret: str) -> Sender:
    def open_session() -> AbstractContextManager[Session]:
        return Session(engine, **session_options())

    return Sender(open_session, access, secret)


class GradeSending:
    """end: set when the server stops. What is not sent then is sent by the next server."""

    def __init__(self, sender: Sender, end: threading.Event) -> None:
        self._sender = sender
        self._end = end
        self._thread = threading.Thread(target=self._keep_sending, name="grade sending", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def _keep_sending(self) -> None:
        self._end.wait(SECONDS_BEFORE_THE_FIRST)
        while not self._end.is_set():
            try:
                sent = self._sender.run(lambda: not self._end.is_set())
                if sent and (sent.sent or sent.parked):
                    log.info("scores_sent", sent=sent.sent, parked=sent.parked, later=sent.later)
            except Exception as error:  # noqa: BLE001 (the database may come back)
                log.warning("scores_not_sent", reason=str(error))
            self._end.wait(SECONDS_BETWEEN)

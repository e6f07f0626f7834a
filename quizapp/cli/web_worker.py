"""The worker of gunicorn, with a deadline by which a request must have arrived.

gunicorn waits as long as a client sends a byte now and then, and a thread waits with it.
"""

import socket
import time
from contextlib import suppress
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

SECONDS_TO_SEND_HEADERS = 20
SECONDS_TO_SEND_BODY = 60


class DeadlineWorker(ThreadWorker):
    """Stops reading from clients that are late: their request then ends as if they had left."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._deadlines: dict[Any, float] = {}
        self._looked_at = 0.0

    def handle(self, conn: Any) -> Any:
        self._deadlines[conn] = time.monotonic() + SECONDS_TO_SEND_HEADERS
        try:
            return super().handle(conn)
        finally:
            self._deadlines.pop(conn, None)

    def handle_request(self, req: Any, conn: Any) -> Any:
        """The headers have arrived."""
        if _has_body(req):
            self._deadlines[conn] = time.monotonic() + SECONDS_TO_SEND_BODY
        else:
            self._deadlines.pop(conn, None)
        return super().handle_request(req, conn)

    def murder_pending(self) -> None:
        """gunicorn calls this at least once per second, in its main thread."""
        super().murder_pending()
        now = time.monotonic()
        if now - self._looked_at >= 1:
            self._looked_at = now
            self.stop_reading_from_late(now)

    def stop_reading_from_late(self, now: float) -> None:
        for conn, deadline in list(self._deadlines.items()):
            if deadline < now:
                self._deadlines.pop(conn, None)
                with suppress(OSError):  # it has just been closed
                    conn.sock.shutdown(socket.SHUT_RD)


def _has_body(req: Any) -> bool:
    return any(
        (name == "CONTENT-LENGTH" and value != "0") or name == "TRANSFER-ENCODING"
        for name, value in req.headers
    )

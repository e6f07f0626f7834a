"""A client that sends its request too slowly does not keep a thread."""

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn.workers.gthread import ThreadWorker

from quizapp.cli.web_worker import SECONDS_TO_SEND_BODY, SECONDS_TO_SEND_HEADERS, DeadlineWorker
from tests.waiting import wait_until

WITH_BODY = SimpleNamespace(headers=[("HOST", "x"), ("CONTENT-LENGTH", "10")])
WITHOUT_BODY = SimpleNamespace(headers=[("HOST", "x"), ("CONTENT-LENGTH", "0")])


@dataclass(eq=False)
class Connection:
    sock: socket.socket


class Reading:
    """A thread of the worker that reads what a client sends, until nothing more comes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, request: Any = None) -> None:
        monkeypatch.setattr(ThreadWorker, "__init__", lambda self: None)
        monkeypatch.setattr(ThreadWorker, "handle", lambda worker, conn: self._handle(worker, conn, request))
        monkeypatch.setattr(ThreadWorker, "handle_request", lambda _worker, _req, conn: self._read(conn))
        self.client, self.server = socket.socketpair()
        self.read: list[bytes] = []
        self.worker = DeadlineWorker()
        self.thread = threading.Thread(target=self.worker.handle, args=[Connection(self.server)])
        self.thread.start()

    def _handle(self, worker: DeadlineWorker, conn: Any, request: Any) -> None:
        self._read_one(conn)
        if request is None:
            self._read(conn)
        else:
            worker.handle_request(request, conn)

    def _read(self, conn: Any) -> None:
        while self._read_one(conn):
            pass

    def _read_one(self, conn: Any) -> bytes:
        received: bytes = conn.sock.recv(1)
        self.read.append(received)
        return received

    def send(self) -> None:
        """Send a byte, and wait until it has been read."""
        count = len(self.read)
        self.client.sendall(b"x")
        wait_until(lambda: len(self.read) > count)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    made: list[Reading] = []

    def start(request: Any = None) -> Reading:
        made.append(Reading(monkeypatch, request))
        return made[-1]

    yield start
    for each in made:
        each.client.close()
        each.thread.join()
        each.server.close()


@pytest.mark.parametrize(
    ("request_read", "seconds"), [(None, SECONDS_TO_SEND_HEADERS), (WITH_BODY, SECONDS_TO_SEND_BODY)]
)
def test_a_client_that_is_late_is_read_no_more(at: Any, request_read: Any, seconds: int) -> None:
    reading = at(request_read)
    reading.send()
    reading.send()
    reading.worker.stop_reading_from_late(time.monotonic() + seconds - 5)
    reading.send()
    assert reading.thread.is_alive()
    reading.worker.stop_reading_from_late(time.monotonic() + seconds + 1)
    reading.thread.join()
    assert reading.read[-1] == b""


def test_a_request_that_has_arrived_has_no_deadline(at: Any) -> None:
    """Such as a stream, which lasts as long as its run."""
    reading = at(WITHOUT_BODY)
    reading.send()
    reading.send()
    reading.worker.stop_reading_from_late(time.monotonic() + 10**6)
    reading.send()
    assert reading.thread.is_alive()

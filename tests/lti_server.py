"""The server of a platform double, which fails in the ways that platforms and networks do."""

import json
import random
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol


@dataclass
class Faults:
    """Shares of the requests to services that go wrong. lost: the work is done, and the answer never arrives. repeated:
    it is done twice, as by something on the way that tries again; late: the second time comes a while later.
    """

    dropped: float = 0.0
    lost: float = 0.0
    failing: float = 0.0
    busy: float = 0.0
    repeated: float = 0.0
    late_seconds: float = 0.0
    delayed: float = 0.0
    delay_seconds: float = 0.05
    seed: int = 1


@dataclass
class Reply:
    status: int
    document: Any
    headers: dict[str, str] = field(default_factory=dict)


class Answering(Protocol):
    """late: repetitions of requests that come later than their originals."""

    faults: Faults
    late: list[threading.Timer]

    def draw(self) -> dict[str, float]: ...

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply: ...


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    platform: Answering


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def _handle(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        platform, faults, drawn = (
            self.server.platform,
            self.server.platform.faults,
            self.server.platform.draw(),
        )
        if self.path.startswith("/jwks"):
            faults = Faults()
        if drawn["delayed"] < faults.delayed:
            time.sleep(faults.delay_seconds * drawn["repeated"] * 2)
        if drawn["dropped"] < faults.dropped:
            self._hang_up()
            return
        if drawn["failing"] < faults.failing:
            self._reply(Reply(random.choice((500, 502, 503)), {"error": "try later"}))
            return
        if drawn["busy"] < faults.busy:
            self._reply(Reply(429, {"error": "slow down"}, {"Retry-After": "1"}))
            return
        reply = platform.answer(self.command, self.path, dict(self.headers), body)
        if drawn["repeated"] < faults.repeated and not self.path.startswith("/token"):
            again = (self.command, self.path, dict(self.headers), body)
            if faults.late_seconds:
                timer = threading.Timer(faults.late_seconds * drawn["lost"], platform.answer, again)
                platform.late.append(timer)
                timer.start()
            else:
                platform.answer(*again)
        if drawn["lost"] < faults.lost:
            self._hang_up()
            return
        self._reply(reply)

    do_GET = do_POST = do_DELETE = _handle  # noqa: N815

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.close()

    def _reply(self, reply: Reply) -> None:
        said = reply.document if isinstance(reply.document, str) else json.dumps(reply.document)
        body = b"" if reply.document is None else said.encode()
        self.send_response(reply.status)
        for name, value in {"Content-Type": "application/json", **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        pass

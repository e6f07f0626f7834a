"""Starting the real service, as a person would, and stopping it."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.waiting import wait_until

QUIZAPP = Path(sys.executable).parent / "quizapp"
# No test may be refused because the machine is slow, or because the tests ask a lot at once.
UNLIMITED = {
    "QUIZAPP_REQUESTS_PER_MINUTE": "1000000",
    "QUIZAPP_GUESTS_PER_MINUTE": "1000000",
    "QUIZAPP_RUNS_PER_MINUTE": "1000000",
    "QUIZAPP_SIGN_INS_PER_MINUTE": "1000000",
    "QUIZAPP_RUN_SECONDS_LIMIT": "10000",
    "QUIZAPP_SURVEY_SECONDS_LIMIT": "10000",
    "QUIZAPP_LEASE_SECONDS": "3600",
    "QUIZAPP_LTI_LOCAL_PLATFORMS": "1",
}


@dataclass(frozen=True)
class Service:
    """A server that all tests of a run share."""

    address: str


@dataclass
class Server:
    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)
    reader: threading.Thread = field(default_factory=threading.Thread)

    @property
    def output(self) -> str:
        return "\n".join(self.lines)

    @property
    def address(self) -> str:
        found = re.search(r"http://[\w.:]+", self.output)
        assert found, self.output
        return found[0]

    @property
    def setup_link(self) -> str:
        found = re.search(r"http://\S+/setup/\S+", self.output)
        assert found, self.output
        return found[0]

    def stop(self) -> int:
        """Ctrl-C; returns the exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.wait()

    def wait(self) -> int:
        """For a server that ends by itself; returns the exit status."""
        status = self.process.wait()
        self.reader.join()
        assert self.process.stdout is not None
        self.process.stdout.close()
        return status


def start_server(instance: Path, **environment: str) -> Server:
    process = subprocess.Popen(
        [QUIZAPP, "serve"],
        env={**os.environ, "PORT": "0", "QUIZAPP_INSTANCE": str(instance), **UNLIMITED, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    server = Server(process)
    server.reader = threading.Thread(target=_read, args=(server,), daemon=True)
    server.reader.start()
    wait_until(lambda: "http://" in server.output or process.poll() is not None)
    assert process.poll() is None, f"the server did not start:\n{server.output}"
    return server


@contextmanager
def shared_service() -> Iterator[Service]:
    """The service as `quizapp serve` runs it, on a free port and an empty folder."""
    with TemporaryDirectory(prefix="quizapp-service-") as folder:
        server = start_server(Path(folder))
        try:
            yield Service(server.address)
        finally:
            server.stop()


def _read(server: Server) -> None:
    assert server.process.stdout is not None
    for line in server.process.stdout:
        server.lines.append(line.rstrip("\n"))

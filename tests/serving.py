"""Starting the real service, as a person would, and stopping it."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

START_SECONDS = 60
QUIZAPP = Path(sys.executable).parent / "quizapp"


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
        status = self.process.wait(timeout=20)
        self.reader.join()
        assert self.process.stdout is not None
        self.process.stdout.close()
        return status


def start_server(instance: Path, **environment: str) -> Server:
    limits = ("REQUESTS", "RUNS", "SIGN_INS")
    unlimited = {f"QUIZAPP_{name}_PER_MINUTE": "1000000" for name in limits}
    process = subprocess.Popen(
        [QUIZAPP, "serve"],
        env={**os.environ, "PORT": "0", "QUIZAPP_INSTANCE": str(instance), **unlimited, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    server = Server(process)
    server.reader = threading.Thread(target=_read, args=(server,), daemon=True)
    server.reader.start()
    deadline = time.monotonic() + START_SECONDS
    while "http://" not in server.output:
        if process.poll() is not None:
            break
        assert time.monotonic() < deadline, f"the server did not start:\n{server.output}"
        time.sleep(0.05)
    return server


def _read(server: Server) -> None:
    assert server.process.stdout is not None
    for line in server.process.stdout:
        server.lines.append(line.rstrip("\n"))

"""Message brokers of the tests' own, on free ports of the loopback."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import pytest
import redis
from kombu import Connection

from tests.ports import free_port

RABBITMQ = Path(
    "/usr/lib/rabbitmq/bin/rabbitmq-server"
)  # the one in PATH refuses to run for anybody but its own user
START_SECONDS = 90


@contextmanager
def redis_url() -> Iterator[str]:
    """The address of an empty Redis; the server ends with the block."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.fail("Redis is not installed; tests/install-tools.sh installs it on Debian")
    port = free_port()
    with TemporaryDirectory(prefix="quizapp-redis-") as folder:
        command = [program, "--port", str(port), "--bind", "127.0.0.1", "--dir", folder, "--save", ""]
        with _running(command, {}, Path(folder)) as log, redis.Redis(port=port) as client:
            _wait(client.ping, (redis.ConnectionError,), log)
            yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def rabbitmq_url() -> Iterator[str]:
    """The address of an empty RabbitMQ; the server ends with the block."""
    program = RABBITMQ if RABBITMQ.exists() else shutil.which("rabbitmq-server")
    if program is None:
        pytest.fail("RabbitMQ is not installed; tests/install-tools.sh installs it on Debian")
    port = free_port()
    with TemporaryDirectory(prefix="quizapp-rabbitmq-") as folder:
        environment = {
            "HOME": folder,  # where Erlang keeps its cookie
            "RABBITMQ_NODENAME": f"quizapp{port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(port),
            "RABBITMQ_DIST_PORT": str(free_port()),
            "ERL_EPMD_PORT": str(free_port()),  # a port mapper of its own, which ends with it
            "RABBITMQ_MNESIA_BASE": f"{folder}/data",
            "RABBITMQ_LOG_BASE": f"{folder}/log",
            "RABBITMQ_PID_FILE": f"{folder}/pid",
            "RABBITMQ_ENABLED_PLUGINS_FILE": f"{folder}/plugins",
            "RABBITMQ_CONF_ENV_FILE": f"{folder}/none",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 1:1",
        }
        url = f"amqp://guest:guest@127.0.0.1:{port}//"
        with _running([str(program)], environment, Path(folder)) as log:
            _wait(lambda: _knock(url), (OSError,), log)
            yield url


def _knock(url: str) -> None:
    with Connection(url, connect_timeout=2) as connection:
        connection.connect()


def _wait(attempt: Callable[[], object], errors: tuple[type[Exception], ...], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            attempt()
            return
        except errors:
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)


@contextmanager
def _running(command: list[str], environment: dict[str, str], folder: Path) -> Iterator[Path]:
    """The command in a session of its own, all of which is ended with the block."""
    log = folder / "output"
    with log.open("w") as output:
        owned = {**os.environ, **environment, "BROKER_FOLDER": str(folder)}
        process = subprocess.Popen(command, env=owned, stdout=output, stderr=output, start_new_session=True)
        try:
            yield log
        finally:
            _end(process, folder)


def _end(process: subprocess.Popen[bytes], folder: Path) -> None:
    """The server and all that it started, Erlang's port mapper too, which has left the family."""
    for member in psutil.process_iter():
        with suppress(psutil.Error):
            if member.pid == process.pid or member.environ().get("BROKER_FOLDER") == str(folder):
                member.kill()
    process.wait(timeout=20)

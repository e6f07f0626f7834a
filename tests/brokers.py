"""Message brokers for the tests, on free loopback ports, each with separate queues for every xdist worker."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import redis
from kombu import Connection

from tests.ports import free_port
from tests.shared_servers import ServerNotStarted
from tests.waiting import wait_while_raising

RABBITMQ = Path(
    "/usr/lib/rabbitmq/bin/rabbitmq-server"
)  # the one in PATH refuses to run for anybody but its own user
PLACES = 15  # as many as Redis has databases, without the first


@contextmanager
def redis_server() -> Iterator[str]:
    """The address of an empty Redis, to which `place_on` adds a number; the server ends with the block."""
    program = shutil.which("redis-server")
    if program is None:
        raise ServerNotStarted("Redis is not installed; tests/install-tools.sh installs it on Debian")
    port = free_port()
    with TemporaryDirectory(prefix="quizapp-redis-") as folder:
        command = [program, "--port", str(port), "--bind", "127.0.0.1", "--dir", folder, "--save", ""]
        with _running(command, {}, Path(folder)) as look, redis.Redis(port=port) as client:
            _wait_for(client.ping, redis.ConnectionError, look)
            yield f"redis://127.0.0.1:{port}/"


@contextmanager
def rabbitmq_server() -> Iterator[str]:
    """The address of an empty RabbitMQ, to which `place_on` adds a number; the server ends with the block."""
    program = RABBITMQ if RABBITMQ.exists() else shutil.which("rabbitmq-server")
    if program is None:
        raise ServerNotStarted("RabbitMQ is not installed; tests/install-tools.sh installs it on Debian")
    port = free_port()
    with TemporaryDirectory(prefix="quizapp-rabbitmq-") as folder:
        definitions = Path(folder) / "definitions.json"
        definitions.write_text(json.dumps(_definitions()))
        (Path(folder) / "rabbitmq.conf").write_text(f"load_definitions = {definitions}\n")
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
            "RABBITMQ_CONFIG_FILE": f"{folder}/rabbitmq",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 1:1",
        }
        url = f"amqp://guest:guest@127.0.0.1:{port}/"
        with _running([str(program)], environment, Path(folder)) as look:
            _wait_for(lambda: _knock(place_on(url, PLACES)), OSError, look)
            yield url


def place_on(broker: str, worker_id: str | int) -> str:
    """The address of a virtual host of RabbitMQ, or of a database of Redis, for this worker of xdist alone."""
    if isinstance(worker_id, str):
        worker_id = 0 if worker_id == "master" else int(worker_id.removeprefix("gw")) + 1
    if not 0 <= worker_id <= PLACES:
        raise ServerNotStarted(f"the brokers of the tests have places for {PLACES} workers")
    return f"{broker}{worker_id}"


def _definitions() -> dict[str, object]:
    names = [str(place) for place in range(PLACES + 1)]
    everything = {"user": "guest", "configure": ".*", "write": ".*", "read": ".*"}
    return {
        "users": [{"name": "guest", "password": "guest", "tags": ["administrator"]}],
        "vhosts": [{"name": name} for name in names],
        "permissions": [{"vhost": name, **everything} for name in names],
    }


def _knock(url: str) -> None:
    with Connection(url) as connection:
        connection.connect()


def _wait_for(connect: Callable[[], object], error: type[Exception], look: Callable[[], None]) -> None:
    def attempt() -> None:
        look()
        connect()

    wait_while_raising(attempt, error)


@contextmanager
def _running(command: list[str], environment: dict[str, str], folder: Path) -> Iterator[Callable[[], None]]:
    """The command in a session of its own, all of which is ended with the block.

    Gives a function that raises ServerNotStarted with what the command said if it has ended by itself.
    """
    log = folder / "output"
    with log.open("w") as output:
        owned = {**os.environ, **environment, "BROKER_FOLDER": str(folder)}
        process = subprocess.Popen(command, env=owned, stdout=output, stderr=output, start_new_session=True)

        def look() -> None:
            if process.poll() is not None:
                raise ServerNotStarted(log.read_text())

        try:
            yield look
        finally:
            _end(process, folder)


def _end(process: subprocess.Popen[bytes], folder: Path) -> None:
    """The server and all that it started, Erlang's port mapper too, which has left the family."""
    for member in psutil.process_iter():
        with suppress(psutil.Error):
            if member.pid == process.pid or member.environ().get("BROKER_FOLDER") == str(folder):
                member.kill()
    process.wait()

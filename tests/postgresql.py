"""A PostgreSQL server for the tests, on a free loopback port, and empty databases on it."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from uuid import uuid4

import psycopg

from tests.ports import free_port
from tests.shared_servers import ServerNotStarted


@contextmanager
def postgresql_server() -> Iterator[str]:
    """The address of the server's first database; the server ends with the block."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    initdb = str(programs[-1]) if programs else shutil.which("initdb")
    if initdb is None:
        raise ServerNotStarted("PostgreSQL is not installed; tests/install-tools.sh installs it on Debian")
    folder = Path(mkdtemp(prefix="quizapp-postgresql-"))
    owner = _owner(folder)
    control, data = str(Path(initdb).with_name("pg_ctl")), str(folder / "data")
    port = free_port()
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    try:
        kind = ["-U", "tester", "--auth=trust", "--encoding=UTF8", "--no-sync"]
        _run([initdb, "-D", data, *kind], owner)
        _run([control, "-D", data, "-w", "-t", "86400", "-o", options, "-l", f"{folder}/log", "start"], owner)
        try:
            yield f"postgresql://tester@127.0.0.1:{port}/postgres"
        finally:
            _run([control, "-D", data, "-m", "immediate", "stop"], owner)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def new_database(server: str, name: str | None = None, *, template: str = "template1") -> Iterator[str]:
    """The address of a new database of this server, empty or a copy; it is dropped with the block."""
    name = name or f"test_{uuid4().hex}"
    _execute(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield f"{server.rpartition('/')[0]}/{name}"
    finally:
        _execute(server, f"DROP DATABASE {name} WITH (FORCE)")


def _execute(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)


def _owner(folder: Path) -> str | None:
    """PostgreSQL refuses to run as root; Debian's package makes a user for it."""
    if os.getuid() != 0:
        return None
    user = pwd.getpwnam("postgres")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return user.pw_name


def _run(command: list[str], user: str | None) -> None:
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        command, user=user, env=environment, cwd="/", capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise ServerNotStarted(done.stdout + done.stderr)

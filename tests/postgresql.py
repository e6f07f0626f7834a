"""A PostgreSQL server of the tests' own, on a free port of the loopback."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import pytest

from tests.ports import free_port


@contextmanager
def postgresql_url() -> Iterator[str]:
    """The address of an empty database; the server ends with the block."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    initdb = str(programs[-1]) if programs else shutil.which("initdb")
    if initdb is None:
        pytest.fail("PostgreSQL is not installed; tests/install-tools.sh installs it on Debian")
    data = Path(mkdtemp(prefix="quizapp-postgresql-"))
    port = free_port()
    owner = _owner(data)
    control = str(Path(initdb).with_name("pg_ctl"))
    options = f"-p {port} -k {data} -c listen_addresses=127.0.0.1 -c fsync=off"
    try:
        _run(
            [
                initdb,
                "-D",
                str(data / "data"),
                "-U",
                "tester",
                "--auth=trust",
                "--encoding=UTF8",
                "--no-sync",
            ],
            owner,
        )
        _run(
            [control, "-D", str(data / "data"), "-w", "-o", options, "-l", str(data / "log"), "start"], owner
        )
        try:
            yield f"postgresql://tester@127.0.0.1:{port}/postgres"
        finally:
            _run([control, "-D", str(data / "data"), "-m", "immediate", "stop"], owner)
    finally:
        shutil.rmtree(data, ignore_errors=True)


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
    assert done.returncode == 0, done.stdout + done.stderr

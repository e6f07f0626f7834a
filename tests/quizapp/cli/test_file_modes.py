"""Only their owner can read the database, its backups, and the folder they are in."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands import run_command


@pytest.fixture(autouse=True)
def _usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_is_created_is_for_its_owner_only(tmp_path: Path) -> None:
    instance, backup = tmp_path / "instance", tmp_path / "backup.sqlite"
    run_command("db", "upgrade", QUIZAPP_INSTANCE=str(instance))
    run_command("db", "backup", str(backup), QUIZAPP_INSTANCE=str(instance))
    assert mode_of(instance) == 0o700
    assert mode_of(instance / "secret_key") == 0o600
    assert mode_of(instance / "quizapp.sqlite") == 0o600
    assert mode_of(backup) == 0o600


def test_what_was_created_before_is_taken_from_others(tmp_path: Path) -> None:
    run_command("db", "upgrade", QUIZAPP_INSTANCE=str(tmp_path))
    database = tmp_path / "quizapp.sqlite"
    database.chmod(0o664)
    run_command("db", "upgrade", QUIZAPP_INSTANCE=str(tmp_path))
    assert mode_of(database) == 0o660


def test_a_restored_database_stays_private(tmp_path: Path) -> None:
    backup = tmp_path / "backup.sqlite"
    run_command("db", "upgrade", QUIZAPP_INSTANCE=str(tmp_path / "old"))
    run_command("db", "backup", str(backup), QUIZAPP_INSTANCE=str(tmp_path / "old"))
    run_command("db", "restore", "--yes", str(backup), QUIZAPP_INSTANCE=str(tmp_path / "new"))
    assert mode_of(tmp_path / "new" / "quizapp.sqlite") == 0o600

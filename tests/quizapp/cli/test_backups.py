"""A backup is put back only if it is whole, and one of ours; what it replaces is kept."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from quizapp.config import Settings
from quizapp.db.backups import using
from tests.commands import run_command


@pytest.fixture
def folder(settings: Settings) -> Path:
    return settings.instance


def quizapp(folder: Path, *arguments: str, status: int = 0) -> str:
    return run_command(*arguments, status=status, QUIZAPP_INSTANCE=str(folder))


def change(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def truncate(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def overwrite(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[8192:40960] = b"\xff" * (40960 - 8192)
    file.write_bytes(content)


SPOILED = {
    "cut off": truncate,
    "overwritten": overwrite,
    "no database": lambda file: file.write_text("this is no database " * 1000),
    "empty": lambda file: file.write_bytes(b""),
    "broken reference": lambda file: change(file, "UPDATE questions SET topic_slug = 'nowhere'"),
    "newer": lambda file: change(file, "UPDATE alembic_version SET version_num = '9999'"),
    "without a version": lambda file: change(file, "DROP TABLE alembic_version"),
    "without a table": lambda file: change(file, "DROP TABLE api_tokens"),
    "without a column": lambda file: change(file, "ALTER TABLE accounts DROP COLUMN language"),
    "of another project": lambda file: (
        file.unlink(),
        change(
            file,
            "CREATE TABLE alembic_version (version_num TEXT)",
            "INSERT INTO alembic_version VALUES ('0003')",
            "CREATE TABLE t (a)",
        ),
    ),
}


@pytest.mark.parametrize("fault", SPOILED)
def test_a_backup_that_is_not_whole_or_not_ours_replaces_nothing(folder: Path, fault: str) -> None:
    database, backup = folder / "quizapp.sqlite", folder / "backup.sqlite"
    quizapp(folder, "db", "backup", str(backup))
    SPOILED[fault](backup)
    before, files = database.read_bytes(), sorted(folder.iterdir())
    said = quizapp(folder, "db", "restore", "--yes", str(backup), status=1)
    assert said.startswith("error: ")
    assert len(said.splitlines()) == 1
    assert database.read_bytes() == before
    assert {*folder.iterdir()} - {*files} <= {folder / "quizapp.sqlite.lock"}


def test_the_replaced_database_is_kept(folder: Path) -> None:
    backup = folder / "backup.sqlite"
    quizapp(folder, "db", "backup", str(backup))
    change(folder / "quizapp.sqlite", "DELETE FROM claims")
    said = quizapp(folder, "db", "restore", "--yes", str(backup))
    [kept] = folder.glob("quizapp.sqlite.before-*")
    assert kept.name in said
    for file, claims in ((folder / "quizapp.sqlite", True), (kept, False)):
        with closing(sqlite3.connect(file)) as connection:
            assert bool(connection.execute("SELECT count(*) FROM claims").fetchone()[0]) == claims


def test_nothing_is_replaced_while_a_server_uses_it(folder: Path) -> None:
    database, backup = folder / "quizapp.sqlite", folder / "backup.sqlite"
    quizapp(folder, "db", "backup", str(backup))
    with using(database), using(database):
        assert "server" in quizapp(folder, "db", "restore", "--yes", str(backup), status=1)
    quizapp(folder, "db", "restore", "--yes", str(backup))


def test_a_backup_replaces_an_earlier_one_only_if_it_is_whole(folder: Path) -> None:
    database, backup = folder / "quizapp.sqlite", folder / "backup.sqlite"
    quizapp(folder, "db", "backup", str(backup))
    before = backup.read_bytes()
    database.write_text("this is no database " * 1000)
    assert "quizapp.sqlite" in quizapp(folder, "db", "backup", str(backup), status=1)
    database.unlink()
    assert "no database" in quizapp(folder, "db", "backup", str(backup), status=1)
    assert backup.read_bytes() == before
    assert not database.exists()


@pytest.mark.parametrize(
    "fault", ["cut off", "overwritten", "no database", "broken reference", "newer", "empty"]
)
def test_a_check_ends_with_status_1_if_anything_is_wrong(folder: Path, fault: str) -> None:
    assert "integrity: ok" in quizapp(folder, "db", "check")
    SPOILED[fault](folder / "quizapp.sqlite")
    said = quizapp(folder, "db", "check", status=1)
    assert "Traceback" not in said
    assert "integrity: ok" not in said or "revision: " in said


def test_a_check_makes_no_database(tmp_path: Path) -> None:
    assert "no database" in quizapp(tmp_path, "db", "check", status=1)
    assert not (tmp_path / "quizapp.sqlite").exists()


def test_an_empty_file_is_not_taken_for_a_fresh_start_in_silence(tmp_path: Path) -> None:
    (tmp_path / "quizapp.sqlite").touch()
    assert "was empty" in quizapp(tmp_path, "user", "list")
    assert "was empty" not in quizapp(tmp_path, "user", "list")


def test_the_tables_of_others_are_left_alone(tmp_path: Path) -> None:
    change(tmp_path / "quizapp.sqlite", "CREATE TABLE theirs (a)")
    said = quizapp(tmp_path, "user", "list", status=1)
    assert "theirs" in said


def test_a_damaged_database_is_one_clear_line_for_every_command(folder: Path) -> None:
    overwrite(folder / "quizapp.sqlite")
    said = quizapp(folder, "user", "list", status=1)
    assert said.startswith("error: ")
    assert len(said.splitlines()) == 1

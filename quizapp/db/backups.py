"""Backups of an SQLite database, and putting one back only if it is whole, and one of ours."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy.exc import DBAPIError

from quizapp.db.engine import engine_for
from quizapp.db.files import make_private
from quizapp.db.tables import Base
from quizapp.db.upgrades import revision_of, upgrade
from quizapp.errors import DatabaseInUse, DatabaseUnreachable, NewerDatabase, NoDatabase, NotOurDatabase

JOURNALS = ("-wal", "-shm", "-journal")


@contextmanager
def using(database: Path) -> Iterator[None]:
    """Keep the database from being replaced. Raises DatabaseInUse if it is being replaced."""
    with _lock(database, fcntl.LOCK_SH):
        yield


@contextmanager
def replacing(database: Path) -> Iterator[None]:
    """Raises DatabaseInUse while a server or a worker uses the database."""
    with _lock(database, fcntl.LOCK_EX):
        yield


@contextmanager
def _lock(database: Path, kind: int) -> Iterator[None]:
    descriptor = os.open(f"{database}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DatabaseInUse(database=database) from None
        yield
    finally:
        os.close(descriptor)


def faults_of(database: Path) -> list[str]:
    """What is wrong with the file: damage, and references to rows that are missing. Empty if nothing is."""
    try:
        with closing(_read_only(database)) as connection:
            found = [" ".join(fault.split()) for [fault] in connection.execute("PRAGMA integrity_check(5)")]
            if found != ["ok"]:
                return found
            broken = connection.execute("PRAGMA foreign_key_check").fetchmany(5)
            return [f"row {row} of {table} refers to nothing in {other}" for table, row, other, _ in broken]
    except sqlite3.DatabaseError as error:
        return [str(error)]


def back_up(database: Path, target: Path) -> None:
    """Copy the database as it is at this moment, even while it is in use, to a file that only its owner can read.

    A file that is there is replaced only by a whole copy. Raises NoDatabase or DatabaseUnreachable.
    """
    if not database.is_file():
        raise NoDatabase(database=database)
    with _beside(target) as copy:
        _copy(database, copy)
        os.replace(copy, target)


def restore(backup: Path, database: Path, migrations: Path) -> Path | None:
    """Replace the database with the backup, once it has been checked and upgraded.

    Returns where the replaced database is kept, if there was one. Raises DatabaseInUse, NotOurDatabase with what is
    wrong, or NewerDatabase; then nothing has changed.
    """
    with replacing(database), _beside(database) as copy:
        if faults := faults_of(backup):
            raise NotOurDatabase(path=backup, reason="; ".join(faults))
        _copy(backup, copy)
        _make_ours(copy, backup, migrations)
        earlier = _set_aside(database)
        os.replace(copy, database)
    return earlier


def _make_ours(copy: Path, backup: Path, migrations: Path) -> None:
    engine = engine_for(f"sqlite:///{copy}")
    try:
        if revision_of(engine) is None:
            raise NotOurDatabase(path=backup, reason="it has no version")
        upgrade(engine, migrations)
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            if compare_metadata(context, Base.metadata):
                raise NotOurDatabase(path=backup, reason="its tables are not those of quizapp")
    except NewerDatabase as newer:
        raise NewerDatabase(**{**newer.values, "database": backup}) from None
    except DatabaseUnreachable as unreachable:
        raise NotOurDatabase(path=backup, reason=unreachable.values["reason"]) from None
    except DBAPIError as error:  # a migration finds other tables than ours
        raise NotOurDatabase(path=backup, reason=error.orig) from None
    finally:
        engine.dispose()


def _set_aside(database: Path) -> Path | None:
    if not database.exists():
        return None
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")  # everything is in the file itself
    moment = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    earlier = database.with_name(f"{database.name}.before-{moment}")
    for journal in ("", *JOURNALS):
        with suppress(FileNotFoundError):
            os.rename(f"{database}{journal}", f"{earlier}{journal}")
    return earlier


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A private file in the same folder, which is removed at the end if it is still there."""
    copy = target.with_name(f".{target.name}.{os.getpid()}")
    make_private(copy)
    try:
        yield copy
    finally:
        for journal in ("", *JOURNALS):
            Path(f"{copy}{journal}").unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    try:
        with closing(_read_only(source)) as reader, closing(sqlite3.connect(target)) as writer:
            reader.backup(writer)
    except sqlite3.DatabaseError as error:
        raise DatabaseUnreachable(database=source, reason=error) from None


def _read_only(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)

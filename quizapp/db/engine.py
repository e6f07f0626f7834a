"""Connections to SQLite and PostgreSQL."""

import sqlite3
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, select

from quizapp.errors import ExtraMissing

BUSY_TIMEOUT_SECONDS = 15
OPTIONS = {"hide_parameters": True}  # an error that is logged would quote hashes of passwords, and answers
PREPARATION = 0x9A81A  # the lock for upgrading the database
WAL_IS_SAFE = sqlite3.sqlite_version_info >= (3, 51, 3)  # before it, the WAL-reset bug can corrupt the file


def engine_for(url: str) -> Engine:
    """An engine outside the web application: for commands, migrations and workers. Raises ExtraMissing."""
    try:
        return create_engine(url, **OPTIONS)
    except ModuleNotFoundError:
        raise ExtraMissing(extra="postgresql", needed_for="DATABASE_URL") from None


def take_turns(connection: Connection) -> None:
    """Block other callers until this transaction ends, so that servers that start together prepare the database one
    after the other. SQLite has only one writer anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(PREPARATION)))


@event.listens_for(Engine, "connect")
def _set_up_sqlite(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # SQLAlchemy begins transactions itself, below
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_SECONDS * 1000}")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute(f"PRAGMA journal_mode = {'WAL' if WAL_IS_SAFE else 'DELETE'}")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        mode = connection.get_execution_options().get("begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {mode}")

"""Sessions, and the one way to write with them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import exc
from sqlalchemy.orm import Session

from quizapp.db.tables import Base
from quizapp.errors import NotStored

# Locked, full, read-only, not reachable, or all its connections in use.
UNAVAILABLE = (exc.OperationalError, exc.InternalError, exc.TimeoutError)


Row = TypeVar("Row", bound=Base)


def session_options() -> dict[str, Any]:
    return {"expire_on_commit": False}


@contextmanager
def writing(session: Session) -> Iterator[None]:
    """One write transaction: commits at the end and rolls back on an error.

    SQLite's write lock is taken at the start, so that two writers wait for each other instead of failing after both
    have read. Raises NotStored if the database cannot be written.
    """
    try:
        session.commit()
        session.connection(execution_options={"begin": "IMMEDIATE"})
        yield
        session.commit()
    except UNAVAILABLE as error:
        session.rollback()
        raise NotStored from error
    except BaseException:
        session.rollback()
        raise


def lock(session: Session, row: Base, *, is_shared: bool = False) -> None:
    """Read the row again, and keep others from changing it until the transaction ends. is_shared: not from this too.

    Only its own row is locked, not those that are read with it: PostgreSQL refuses that where there may be none.
    """
    session.refresh(row, with_for_update={"of": type(row), "read": is_shared})


def locked(session: Session, table: type[Row], key: Any) -> Row | None:
    """The row with this primary key as it is now, if there is one, locked as by `lock`."""
    return session.get(table, key, populate_existing=True, with_for_update={"of": table})


def locked_one(session: Session, table: type[Row], key: Any) -> Row:
    """As `locked`, of a row that there is. Raises NoResultFound."""
    return session.get_one(table, key, populate_existing=True, with_for_update={"of": table})

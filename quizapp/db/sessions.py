"""Sessions, and the one way to write with them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import exc
from sqlalchemy.orm import Session

from quizapp.errors import NotStored

# Locked, full, read-only, not reachable, or all its connections in use.
UNAVAILABLE = (exc.OperationalError, exc.InternalError, exc.TimeoutError)


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

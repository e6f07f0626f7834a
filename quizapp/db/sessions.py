"""Sessions, and the one way to write with them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.orm import Session


def session_options() -> dict[str, Any]:
    return {"expire_on_commit": False}


@contextmanager
def writing(session: Session) -> Iterator[None]:
    """One write transaction: commits at the end and rolls back on an error.

    SQLite's write lock is taken at the start, so that two writers wait for each other instead of failing after both
    have read.
    """
    session.commit()
    session.connection(execution_options={"begin": "IMMEDIATE"})
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise

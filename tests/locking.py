"""SQLite ignores `FOR UPDATE`; PostgreSQL refuses it on the optional side of a join, and locks all rows that are read.

So every statement of the tests that locks is also compiled for PostgreSQL, and must name the table whose rows it locks
if it reads others with them.
"""

from typing import Any

from sqlalchemy import Connection, Engine, Select, event
from sqlalchemy.dialects import postgresql


class LocksJoinedRows(Exception):
    """`with_for_update(of=…)`, or `with_for_update={"of": …}` of `get` and `refresh`, is missing."""


@event.listens_for(Engine, "before_execute")
def _check(_connection: Connection, statement: Any, *_: Any) -> None:
    if not isinstance(statement, Select) or statement._for_update_arg is None:
        return
    compiled = str(statement.compile(dialect=postgresql.dialect()))
    if " JOIN " in compiled and " OF " not in compiled.rpartition("FOR ")[2]:
        raise LocksJoinedRows(compiled)

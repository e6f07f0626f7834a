"""Which rows belong to a person: found by the foreign keys of the tables, so that no table can be forgotten.

A table is a person's if a foreign key names a learner or an account. If some of these keys may be empty and others not,
a row belongs to the latter: the others only name who did something, such as an admin in the log of an account. A table
without such a key is part of such a table if its rows are deleted together with rows of it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Table, or_, select

from quizapp.db.tables import Base
from quizapp.models import Account, Learner

# Parts that are nobody's, although they are deleted together with what somebody requested.
NOT_PERSONAL = {
    "image_contents": "the files of images, which their addresses give",
    "run_frames": "what a run computed, which is the same for everyone",
    "run_traces": "what a run computed, which is the same for everyone",
}


@dataclass(frozen=True)
class Person:
    """Whose rows are meant: an account with its learner, or a learner alone."""

    learner_ids: tuple[UUID, ...]
    account_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class OwnedTable:
    """keys: the columns that name a learner or an account. part_of: the table and the columns that join it, if there
    are no such keys. namers: the columns that only name somebody, in rows of other people.
    """

    table: Table
    keys: tuple[Column[object], ...]
    part_of: "tuple[OwnedTable, Column[object], Column[object]] | None" = None
    namers: tuple[Column[object], ...] = ()

    def rows_of(self, person: Person) -> ColumnElement[bool]:
        if self.table is Learner.__table__:
            return Learner.learner_id.in_(person.learner_ids)
        if self.table is Account.__table__:
            return Account.account_id.in_(person.account_ids)
        if self.part_of is not None:
            whole, here, there = self.part_of
            return here.in_(select(there).where(whole.rows_of(person)))
        return or_(*(key.in_(ids_of(person, key)) for key in self.keys))


@cache
def owned_tables() -> tuple[OwnedTable, ...]:
    """Those that others refer to come first."""
    found: dict[str, OwnedTable] = {}
    for table in Base.metadata.sorted_tables:
        keys = tuple(_keys_of(table))
        if table is Learner.__table__ or table is Account.__table__:
            found[table.name] = OwnedTable(table, ())
        elif keys:
            owners = tuple(key for key in keys if not key.nullable)
            namers = tuple(key for key in keys if key.nullable) if owners else ()
            found[table.name] = OwnedTable(table, owners or keys, namers=namers)
        elif (part := _whole_of(table, found.values())) and table.name not in NOT_PERSONAL:
            found[table.name] = OwnedTable(table, (), part)
    return tuple(found.values())


def is_only_named(owned: OwnedTable) -> bool:
    """Whether its rows stay, without the person: each of them may name nobody. A part goes with its whole."""
    if owned.part_of is not None:
        return is_only_named(owned.part_of[0])
    return all(key.nullable for key in owned.keys)


def _keys_of(table: Table) -> Iterator[Column[object]]:
    people = Learner.__table__.c.learner_id, Account.__table__.c.account_id
    for column in table.columns:
        if any(key.column is one for key in column.foreign_keys for one in people):
            yield column


def _whole_of(
    table: Table, owned: Iterable[OwnedTable]
) -> tuple[OwnedTable, Column[object], Column[object]] | None:
    for key in table.foreign_keys:
        for each in owned:
            if key.column.table is each.table and key.ondelete == "CASCADE":
                return each, key.parent, key.column
    return None


def ids_of(person: Person, key: Column[object]) -> tuple[object, ...]:
    names_learner = any(each.column is Learner.__table__.c.learner_id for each in key.foreign_keys)
    return person.learner_ids if names_learner else person.account_ids

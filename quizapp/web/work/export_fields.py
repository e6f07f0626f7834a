"""Presenter of the fields of the exported files, made from the tables that are exported."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext

from quizapp.services import exports
from quizapp.services.export_descriptions import BY_TABLE, CSV_FIELDS, SHARED
from quizapp.services.export_types import type_of_field
from quizapp.services.owned_tables import OwnedTable, owned_tables


@dataclass(frozen=True)
class Field:
    """left_out: when the field is not in the file."""

    name: str
    type: str
    means: str
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableOfFields:
    name: str
    fields: tuple[Field, ...]


def json_tables() -> list[TableOfFields]:
    """In the order of the file."""
    return [TableOfFields(owned.table.name, tuple(_fields(owned))) for owned in owned_tables()]


def csv_fields() -> list[tuple[str, str]]:
    return [(name, gettext(CSV_FIELDS[name])) for name in exports.CSV_COLUMNS]


def _fields(owned: OwnedTable) -> Iterator[Field]:
    described = {**SHARED, **BY_TABLE[owned.table.name]}
    for name in exports.exported_fields(owned):
        left_out = tuple(_left_out(owned.table.name, name))
        yield Field(name, gettext(type_of_field(owned, name)), gettext(described[name]), left_out)


def _left_out(table: str, name: str) -> Iterator[str]:
    over, hidden = exports.UNTIL_OVER.get(table, ("", frozenset[str]()))
    if name in hidden:
        yield gettext("Left out until %(column)s has a value.", column=over)
    still_open, hidden = exports.WHILE_OPEN.get(table, ("", frozenset[str]()))
    if name in hidden:
        yield gettext("Left out as long as %(column)s has a value.", column=still_open)
    if name in exports.WHILE_ASKED.get(table, ()):
        yield gettext("Left out as long as an open exam asks the exercise.")

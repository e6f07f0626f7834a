"""What a field of the exported JSON file holds, in words."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import JSON, Boolean, Date, DateTime, Float, Integer, String, TypeDecorator
from sqlalchemy.types import TypeEngine

from quizapp.errors import N_
from quizapp.services.exports import NAMES_OF_VERSION
from quizapp.services.owned_tables import OwnedTable

# The first that fits; everything else is text.
TYPES: tuple[tuple[type[TypeEngine[Any]], str], ...] = (
    (Boolean, N_("true or false")),
    (Integer, N_("whole number")),
    (Float, N_("number")),
    (DateTime, N_("time")),
    (Date, N_("date")),
    (JSON, N_("object or list")),
)
TEXT = N_("text")
ADDED: Mapping[str, TypeEngine[Any]] = dict(zip(NAMES_OF_VERSION, (String(), Integer()), strict=True))


def type_of_field(owned: OwnedTable, name: str) -> str:
    """A message, such as “whole number”."""
    column = owned.table.columns.get(name)
    stored = column.type if column is not None else ADDED[name]
    plain = stored.impl_instance if isinstance(stored, TypeDecorator) else stored
    return next((said for kind, said in TYPES if isinstance(plain, kind)), TEXT)

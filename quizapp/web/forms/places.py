"""Places of a document in its form: the schema at each, its fields, and the field that shows a problem."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from quizapp.web.forms.schemas import ANYTHING, KIND, Schema
from simulator.paths import has, join, split, value_at


@dataclass(frozen=True)
class Field:
    """One field of a form. decides: other fields depend on it."""

    path: str
    schema: Schema
    decides: bool = False


def schema_at(schema: Schema, document: Any, place: str) -> Schema | None:
    """What is allowed at a place of the document; None if the form has no such place."""
    here = document
    for part in split(place):
        found = _step(schema, here, part)
        if found is None:
            return None
        schema, here = found
    return schema.chosen(here)


def place_of(schema: Schema, document: Any, name: str) -> str:
    """The form field, or group of fields, that contains the dotted name of a problem; empty if none does."""
    here, place = document, ""
    for part in split(name):
        found = _step(schema, here, part)
        if found is None:
            break
        (schema, here), place = found, join(place, part)
    return place


def fields_of(schema: Schema, document: Any, above: str = "") -> Iterator[Field]:
    """The fields for this document, in the order of the schema; of alternatives, those of the chosen kind."""
    chosen = schema.chosen(document)
    if schema.variants:
        kind = replace(schema.fields[KIND], default=value_at(schema.default, KIND))
        yield Field(join(above, KIND), kind, decides=True)
        if chosen is schema:
            return
    elif schema.is_chosen_by_kind:
        choices = ("", *schema.kinds)
        yield Field(join(above, KIND), Schema("text", choices=choices, is_nullable=True), decides=True)
        if not value_at(document, KIND):
            return
    if chosen.is_group:
        is_kind_shown = bool(schema.variants) or schema.is_chosen_by_kind
        for name, part in chosen.fields.items():
            if name != KIND or not is_kind_shown:
                yield from fields_of(part, value_at(document, name), join(above, name))
    elif schema.form == "entries" and schema.entry:
        for index, entry in enumerate(document or ()):
            yield from fields_of(schema.entry, entry, join(above, index))
    elif schema.form == "names":
        for name in document or ():
            yield Field(join(above, name), ANYTHING)
    elif not schema.is_constant:
        yield Field(above, schema)


def _step(schema: Schema, here: Any, part: str) -> tuple[Schema, Any] | None:
    """The schema and the value one name or index deeper."""
    schema = schema.chosen(here)
    if schema.is_group:
        inside = schema.fields.get(part)
        return (inside, value_at(here, part)) if inside else None
    if schema.form == "names":
        return ANYTHING, None
    if schema.form == "entries" and schema.entry and has(here, part):
        return schema.entry, value_at(here, part)
    return None

"""The form of a question: the schema of its document, and the conversion between its texts and the document."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, create_model

from quizapp.bank.parametric.item import ParametricItem
from quizapp.bank.questions import Question
from quizapp.kinds import ITEM_KINDS, KINDS, kind_named
from quizapp.web.forms import places, texts
from quizapp.web.forms.schemas import Schema, alternatives, schema_of
from simulator.paths import Document, join

_PARAMETRIC_FIELDS: dict[str, Any] = {
    name: (field.annotation, field.default if not field.is_required() else ())
    for name, field in ParametricItem.model_fields.items()
    if name in ("parameters", "derived", "conditions", "simulate")
}
# The fields of the form for each kind: its own, and those of an item with parameters.
ITEM_MODELS: dict[str, type[BaseModel]] = {
    kind.id: create_model(kind.model.__name__, __base__=kind.model, **_PARAMETRIC_FIELDS) for kind in KINDS
}


def with_fields(schema: Schema) -> Schema:
    """The readings of networks as groups with fields, which elsewhere are written in YAML."""
    if schema.form == "lines" and schema.entry and "measure" in schema.entry.fields:
        return replace(schema, form="entries", entry=replace(schema.entry, form="group"))
    if schema.form == "yaml" and "measure" in schema.fields:
        return replace(schema, form="group")
    inside = {name: with_fields(each) for name, each in schema.fields.items()}
    variants = {name: with_fields(each) for name, each in schema.variants.items()}
    entry = with_fields(schema.entry) if schema.entry else None
    return replace(schema, fields=inside, variants=variants, entry=entry)


_question = schema_of(Question.model_json_schema())
_items = with_fields(
    alternatives({kind: schema_of(model.model_json_schema()) for kind, model in ITEM_MODELS.items()})
)
_interview = replace(_question.fields["interview"], form="group")  # in fields, not as one text
QUESTION = replace(
    _question,
    fields={**_question.fields, "interview": _interview, "items": Schema("entries", entry=_items)},
)


def document_from(values: Mapping[str, str]) -> Document:
    """The document in a form. Empty fields are left out, unless the model needs them.

    If the model needs a number and the text is not one, the text stays, so that the model can name the problem.
    """
    document = texts.document_from(QUESTION, values)
    return {**document, "items": [_without_measured(item) for item in document["items"]]}


def values_of(document: Document) -> dict[str, str]:
    """The text in each form field for this document."""
    return texts.texts_of(QUESTION, document)


def place_of(field: str, document: Document) -> str:
    """The form field, or group of fields, that contains the dotted name of a problem."""
    return places.place_of(QUESTION, document, field)


def entry_at(place: str, document: Document) -> Schema | None:
    """What each entry of the list at this place is; None if there is no list of groups."""
    found = places.schema_at(QUESTION, document, place)
    return found.entry if found and found.form == "entries" else None


def mistake_schema(kind: str, field: str) -> Schema | None:
    """What a field of the mistakes of this kind of item is."""
    return places.schema_at(
        QUESTION, {"items": [{"kind": kind, "mistakes": [{}]}]}, join("items.0.mistakes.0", field)
    )


def _without_measured(item: Document) -> Document:
    """An item that runs networks for its key may leave out what they measure."""
    is_measured = item.get("simulate") and item.get("kind") in ITEM_KINDS
    measured = kind_named(item["kind"]).measured if is_measured else {}
    return {name: value for name, value in item.items() if name not in measured or not texts.is_blank(value)}

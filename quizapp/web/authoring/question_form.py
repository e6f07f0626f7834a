"""The form of a question: the schema of its document, and the conversion between its texts and the document."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, create_model

from quizapp.bank.parametric.item import ParametricItem
from quizapp.bank.parametric.simulation import Simulation
from quizapp.bank.questions import Question
from quizapp.kinds import ITEM_KINDS, KINDS, kind_named
from quizapp.web.forms import places, texts
from quizapp.web.forms.places import Field
from quizapp.web.forms.schemas import KIND, Schema, alternatives, schema_of
from simulator.paths import Document, has, join, rest_below, split_last, value_at

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


def _of_any_kind(schema: Schema) -> Schema:
    """Alternatives as one group with the fields of all, since an expression may choose the kind."""
    inside = {name: _of_any_kind(each) for name, each in schema.fields.items()}
    if not schema.variants:
        return replace(schema, fields=inside)
    fields: dict[str, Schema] = {}
    for variant in schema.variants.values():
        for name, each in variant.fields.items():
            fields[name] = _merged(fields[name], each) if name in fields else each
    opened = {name: _of_any_kind(each) for name, each in fields.items() if name != KIND}
    return replace(schema, form="group", variants={}, fields={KIND: schema.fields[KIND], **opened})


def _merged(one: Schema, other: Schema) -> Schema:
    """A schema that has the fields of both."""
    if not (one.is_group and other.is_group):
        return other if one.is_constant else one
    both = {name: _merged(each, other.fields.get(name, each)) for name, each in one.fields.items()}
    return replace(one, fields={**other.fields, **both})


_SIMULATION = replace(with_fields(schema_of(Simulation.model_json_schema())), is_nullable=True)
_simulation = _of_any_kind(_SIMULATION)


def _with_simulation(schema: Schema) -> Schema:
    """An item whose networks to run are in fields, too, which in its model may hold expressions anywhere."""
    return replace(schema, fields={**schema.fields, "simulate": _simulation})


_question = schema_of(Question.model_json_schema())
_items = with_fields(
    alternatives(
        {kind: _with_simulation(schema_of(model.model_json_schema())) for kind, model in ITEM_MODELS.items()}
    )
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


def settings_of_experiments() -> Mapping[str, tuple[str, ...]]:
    """Every setting of an experiment by its path, with the texts of its values if they can be listed."""
    found: dict[str, tuple[str, ...]] = {}
    _collect(_simulation.fields["experiment"], "", found)
    return found


def _collect(schema: Schema, above: str, found: dict[str, tuple[str, ...]]) -> None:
    for name, each in schema.fields.items():
        if each.is_group:
            _collect(each, join(above, name), found)
        else:
            found[join(above, name)] = each.choices


def settings_of_networks(document: Document, place: str) -> list[Field]:
    """The fields of a network to run at this place: those of the chosen kinds, or of all if an expression chooses."""
    arm = split_last(place)[1]
    here = value_at(document, place) or {}
    of_kinds = {each.path: each for each in places.fields_of(_SIMULATION.fields[arm], here, place)}
    found = places.fields_of(_simulation.fields[arm], here, place)
    is_open = [
        join(place, name)
        for name in ("network", "task", "optimizer")
        if _is_expression(value_at(here, f"{name}.kind"))
    ]
    return [
        of_kinds.get(each.path, each)
        for each in found
        if (each.path in of_kinds or any(rest_below(each.path, group) is not None for group in is_open))
        and (rest_below(each.path, join(place, "probes")) is None or has(document, each.path))
    ]


def _is_expression(value: Any) -> bool:
    return isinstance(value, str) and value.lstrip().startswith("=")


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

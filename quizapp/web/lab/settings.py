"""Every setting of an experiment as a form field, by the JSON Schema of the experiment.

The fields depend on the choices: an LSTM has a forget-gate bias, an MLP has none.
"""

import json
from collections.abc import Mapping
from typing import Any

import simulator
from quizapp.web.forms import places, texts
from quizapp.web.forms.places import Field, schema_at
from quizapp.web.forms.schemas import KIND, schema_of
from simulator.paths import Document, join, leaves, value_at

EXPERIMENT = schema_of(simulator.Experiment.model_json_schema())
NONE = ""  # the text of an absent setting, such as no clipping
FIRST_KINDS = {"network.kind": "rnn", "task.kind": "adding"}
RECURRENT_ONLY = frozenset({"truncate", "penalty.on", "probes.time", "probes.recurrent_every"})


def fields_of(document: Mapping[str, Any]) -> list[Field]:
    """The fields of the networks, tasks, and so on that the document chooses, in the order of the schema."""
    is_recurrent = value_at(document, "network.kind") != "mlp"
    given = texts_of(document)
    return [
        field
        for field in places.fields_of(EXPERIMENT, document)
        if is_recurrent
        or field.path not in RECURRENT_ONLY
        or given.get(field.path, default_text(field)) != default_text(field)
    ]


def default_text(field: Field) -> str:
    """The text of a setting that is left out; the network and the task have to be chosen."""
    return FIRST_KINDS.get(field.path) or _spelled(field.schema.default)


def texts_of(document: Mapping[str, Any]) -> dict[str, str]:
    """The texts of the fields for this experiment."""
    absent = {_field_of_null(document, path): NONE for path, value in leaves(document) if value is None}
    return absent | texts.texts_of(EXPERIMENT, document, spelled=_spelled)


def document_of(given: Mapping[str, str]) -> Document:
    """The experiment that the fields describe. A text that is not a number is kept, and the experiment refuses it.

    Fields that do not belong to the choices are ignored; a missing field has its default.
    """
    chosen = {path: text for path, text in given.items() if text or path not in FIRST_KINDS}
    return texts.document_from(EXPERIMENT, FIRST_KINDS | chosen, keeps_blank=True)


def place_of(path: str, document: Mapping[str, Any]) -> str:
    """The field that shows the problem of a setting, or the nearest group around it."""
    return places.place_of(EXPERIMENT, document, path)


def _field_of_null(document: Mapping[str, Any], path: str) -> str:
    schema = schema_at(EXPERIMENT, document, path)
    return join(path, KIND) if schema and schema.is_chosen_by_kind else path


def _spelled(value: Any) -> str:
    """As JSON spells it, so that a setting that need not be whole keeps its point: 2.0."""
    if value is None:
        return NONE
    return value if isinstance(value, str) else json.dumps(value)

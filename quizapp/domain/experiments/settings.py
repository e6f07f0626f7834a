"""Every setting of an experiment as a form field, derived from the JSON Schema of the experiment.

The fields depend on the choices: an LSTM has a forget-gate bias, an MLP has none. A field holds a text, as typed;
this module converts between texts and experiments.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import simulator
from simulator.paths import Document, join, leaves, put, split

Kind = Literal["choice", "integer", "number"]
SCHEMA: Document = simulator.Experiment.model_json_schema()
NONE = ""  # the text of an absent setting, such as no clipping
FIRST_NETWORK, FIRST_TASK = "rnn", "adding"
GROUPS = ("network", "task", "training", "probes")
RECURRENT_ONLY = frozenset({"truncate", "penalty.on", "probes.time", "probes.recurrent_every"})


@dataclass(frozen=True)
class Field:
    """path: dotted name in the experiment; choices: texts; least, most: None if there is no limit.

    is_above, is_below: the limit itself is not allowed. decides: other fields depend on it.
    """

    path: str
    kind: Kind
    default: str
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    is_above: bool = False
    is_below: bool = False
    is_optional: bool = False
    decides: bool = False

    @property
    def group(self) -> str:
        first = split(self.path)[0]
        return first if first in GROUPS else "training"


def fields_of(document: Mapping[str, Any]) -> list[Field]:
    """The fields of the networks, tasks, and so on that the document chooses, in the order of the schema."""
    is_recurrent = _part(document, "network").get("kind", FIRST_NETWORK) != "mlp"
    texts = texts_of(document)
    return [
        field
        for field in _fields(SCHEMA, document)
        if is_recurrent
        or field.path not in RECURRENT_ONLY
        or texts.get(field.path, field.default) != field.default
    ]


def texts_of(document: Mapping[str, Any]) -> dict[str, str]:
    """The texts of the fields for this experiment."""
    texts = {path: _text(value) for path, value in leaves(document)}
    return {f"{path}.kind" if path in ("clip", "penalty") else path: text for path, text in texts.items()}


def document_of(texts: Mapping[str, str]) -> Document:
    """The experiment that the fields describe. A text that is not a number is kept, and the experiment refuses it.

    Fields that do not belong to the choices are ignored; a missing field has its default.
    """
    chosen: Document = {}
    for name in ("network", "task", "optimizer", "clip", "penalty"):
        if kind := texts.get(f"{name}.kind", NONE):
            chosen[name] = {"kind": kind}
    chosen.setdefault("network", {"kind": FIRST_NETWORK})
    chosen.setdefault("task", {"kind": FIRST_TASK})
    for field in _fields(SCHEMA, chosen):
        if field.path in texts and not field.decides:
            put(chosen, field.path, _value(field, texts[field.path].strip()))
    return chosen


def _fields(schema: Document, document: Mapping[str, Any], above: str = "") -> Iterator[Field]:
    for name, described in schema["properties"].items():
        path = join(above, name)
        part, is_optional = _resolved(described)
        if mapping := part.get("discriminator", {}).get("mapping"):
            default = part.get("default", {}).get("kind") or _first_kind(name)
            kind = _part(document, name).get("kind", default)
            yield Field(f"{path}.kind", "choice", default, _kinds(name), decides=True)
            if kind in mapping:
                yield from _fields(
                    _without_kind(_resolved({"$ref": mapping[kind]})[0]), _part(document, name), path
                )
        elif "properties" in part and is_optional:
            kinds = tuple(part["properties"]["kind"]["enum"])
            yield Field(f"{path}.kind", "choice", NONE, (NONE, *kinds), is_optional=True, decides=True)
            if _part(document, name).get("kind"):
                yield from _fields(_without_kind(part), _part(document, name), path)
        elif "properties" in part:
            yield from _fields(part, _part(document, name), path)
        elif "const" not in part:
            yield _leaf(path, part, part.get("default"), is_optional)


def _leaf(path: str, part: Document, default: Any, is_optional: bool) -> Field:
    if part.get("type") == "boolean":
        return Field(path, "choice", _text(default), ("true", "false"))
    if "enum" in part:
        return Field(path, "choice", _text(default), tuple(part["enum"]))
    return Field(
        path,
        "integer" if part["type"] == "integer" else "number",
        _text(default),
        least=part.get("minimum", part.get("exclusiveMinimum")),
        most=part.get("maximum", part.get("exclusiveMaximum")),
        is_above="exclusiveMinimum" in part,
        is_below="exclusiveMaximum" in part,
        is_optional=is_optional,
    )


def _resolved(part: Document) -> tuple[Document, bool]:
    """A part of the schema with its reference resolved, and whether it may be left out."""
    is_optional = False
    if "anyOf" in part:
        is_optional = True
        (other,) = (each for each in part["anyOf"] if each.get("type") != "null")
        part = {**other, **{name: value for name, value in part.items() if name != "anyOf"}}
    if reference := part.get("$ref"):
        part = {**SCHEMA["$defs"][reference.rpartition("/")[2]], **part}
    return part, is_optional


def _without_kind(part: Document) -> Document:
    return {**part, "properties": {name: each for name, each in part["properties"].items() if name != "kind"}}


def _kinds(name: str) -> tuple[str, ...]:
    """The choices in the didactic order of the schema; its mapping is sorted."""
    union = SCHEMA["properties"][name]
    kind_of = {reference: kind for kind, reference in union["discriminator"]["mapping"].items()}
    return tuple(kind_of[each["$ref"]] for each in union["oneOf"])


def _first_kind(name: str) -> str:
    return {"network": FIRST_NETWORK, "task": FIRST_TASK}[name]


def _part(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = document.get(name)
    return part if isinstance(part, Mapping) else {}


def _text(value: Any) -> str:
    if value is None:
        return NONE
    return value if isinstance(value, str) else json.dumps(value)


def _value(field: Field, text: str) -> Any:
    """A number if one was typed, in its shortest form if it is whole; otherwise the text itself."""
    if field.is_optional and not text:
        return None
    if field.choices:
        return {"true": True, "false": False}.get(text, text) if "true" in field.choices else text
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text) if field.kind == "number" else text
    except ValueError:
        return text

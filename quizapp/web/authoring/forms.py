"""Conversion between a submitted form and the document of a question: pure functions over the fields of the model.

A form field is named by its place in the document, such as `items.0.options.1.text.zh`.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from quizapp.bank.questions import Question
from quizapp.domain.text import Slug
from quizapp.kinds import ITEM_KINDS, kind_named
from quizapp.web.authoring.text_fields import as_text_field, is_text_field, read_text_field
from quizapp.web.authoring.wanted import (
    Document,
    bare,
    is_inline,
    is_list,
    is_model,
    is_number,
    model_for,
    step,
)
from simulator.paths import has, is_index, join, put, split

_COMMA = re.compile(r",(?![^()]*\))")
_WHOLE = re.compile(r"[+-]?\d{1,15}")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")


def document_from(values: Mapping[str, str]) -> Document:
    """The document in a form. Empty fields are left out, unless the model needs them.

    If the model needs a number and the text is not one, the text stays, so that the model can name the problem.
    """
    return _read_group(Question, _tree(values))


def values_of(document: Any, place: str = "", wanted: Any = Question) -> dict[str, str]:
    """The text in each form field for this document, or for its part at a place."""
    wanted = model_for(wanted, document)
    if is_text_field(wanted) and (text := as_text_field(wanted, document)) is not None:
        return {place: text}
    parts: Iterable[tuple[str | int, Any]]
    if isinstance(document, dict):
        parts = document.items()
    elif isinstance(document, list) and any(isinstance(entry, dict) for entry in document):
        parts = enumerate(document)
    else:
        return {} if document is None else {place: _spell_inline(wanted, document)}
    return {
        field: text
        for name, part in parts
        if part != [] or _must_be_shown(wanted, str(name))
        for field, text in values_of(part, join(place, name), _wanted_in(wanted, document, str(name))).items()
    }


def place_of(field: str, document: Document) -> str:
    """The form field, or group of fields, that contains the dotted name of a problem."""
    wanted: Any = Question
    here: Any = document
    place = ""
    for part in split(field):
        found = step(wanted, here, part)
        if found is None:
            break
        wanted, here = found
        place = join(place, part)
    return place


def _wanted_in(wanted: Any, document: Any, name: str) -> Any:
    found = step(wanted, document, name)
    return found[0] if found else Any


def _must_be_shown(wanted: Any, name: str) -> bool:
    """Whether a list of plain values is needed there, so that an empty one has a meaning."""
    field = wanted.model_fields.get(name) if is_model(wanted) else None
    return field is not None and field.is_required() and is_inline(bare(field.annotation))


def _spell_inline(wanted: Any, value: Any) -> str:
    is_names = isinstance(value, list) and get_origin(wanted) is tuple and get_args(wanted)[0] == Slug
    return ", ".join(map(str, value)) if is_names else spell(value)


def _tree(values: Mapping[str, str]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for name, text in values.items():
        if name and not has(tree, name):
            put(tree, name, text)
    return tree


def _read(wanted: Any, given: Any) -> Any:
    """The value for a place in the form that the model needs; None if it is left empty."""
    wanted = model_for(wanted, given)
    if is_text_field(wanted):
        return read_text_field(wanted, given)
    if is_model(wanted):
        return _read_group(wanted, given)
    if get_origin(wanted) is dict:
        return {name: _scalar(text) for name, text in _texts(given)}
    if is_list(wanted):
        return [_read(get_args(wanted)[0], entry) for entry in _in_order(given)]
    text = given.replace("\r\n", "\n").replace("\r", "\n") if isinstance(given, str) else ""
    if not text.strip():
        return None
    if is_inline(wanted):
        return _inline(text)
    if wanted is bool:
        return (
            text == "true" if text in ("true", "false") else text if text.lstrip().startswith("=") else None
        )
    return _number(text) if is_number(wanted) else text


def _read_group(model: type[BaseModel], given: Any) -> Document:
    given = given if isinstance(given, dict) else {}
    measured = _left_to_the_simulation(given)
    document = {}
    for name, field in model.model_fields.items():
        value = _read(bare(field.annotation), given.get(name))
        may_be_left_out = not field.is_required() or name in measured
        is_empty = value is None or (_is_blank(value) and may_be_left_out)
        if not is_empty:
            document[name] = value
    return document


def _left_to_the_simulation(given: dict[str, Any]) -> Mapping[str, Any]:
    """The fields that an item may leave out if it runs networks for its key."""
    kind = given.get("kind")
    return kind_named(kind).measured if given.get("simulate") and kind in ITEM_KINDS else {}


def _is_blank(value: Any) -> bool:
    """Whether it is empty at every depth."""
    if isinstance(value, dict):
        return all(_is_blank(part) for part in value.values())
    return value is None or value == []


def _in_order(given: Any) -> list[Any]:
    if not isinstance(given, dict):
        return []
    return [given[index] for index in sorted(filter(is_index, given), key=int)]


def _texts(given: Any) -> Iterator[tuple[str, str]]:
    if isinstance(given, dict):
        yield from ((name, text) for name, text in given.items() if isinstance(text, str) and text.strip())


def _number(text: str) -> int | float | str:
    plain = unicodedata.normalize("NFKC", text).replace("−", "-").strip()
    if _WHOLE.fullmatch(plain):
        return int(plain)
    number = float(plain) if _NUMBER.fullmatch(plain) else float("inf")
    return text if number in (float("inf"), float("-inf")) else number


def _scalar(text: str) -> bool | int | float | str:
    text = text.strip()
    return text == "true" if text in ("true", "false") else _number(text)


def _inline(text: str) -> list[Any]:
    """Values separated by commas, such as the axes of a shape; a comma inside parentheses belongs to its value."""
    plain = unicodedata.normalize("NFKC", text).replace("、", ",").strip()
    if plain.startswith("(") and plain.endswith(")"):
        plain = plain[1:-1].strip()
    parts = _COMMA.split(plain.removesuffix(",")) if plain else []
    return [_scalar(part) for part in parts]


def spell(value: Any) -> str:
    """A value as the text of a field, which is parsed to the same value again."""
    if isinstance(value, list | tuple):
        return f"({', '.join(spell(part) for part in value)})"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)

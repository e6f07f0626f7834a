"""Between a submitted form and the document of a question: pure functions over the domain model's fields.

A form field is named by its place in the document, such as `items.0.options.1.text.zh`.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, create_model

from quizapp.bank.parametric.item import AuthoredItem, ParametricItem
from quizapp.bank.questions import Question
from quizapp.domain.items import Gap, Item, ItemModel
from quizapp.domain.items.cloze import GapModel
from quizapp.web.authoring.text_fields import as_text_field, is_text_field, read_text_field

Document = dict[str, Any]

DEEPEST_PLACE = 10
MOST_DIGITS_OF_AN_INDEX = 4

_COMMA = re.compile(r",(?![^()]*\))")
_WHOLE = re.compile(r"[+-]?\d{1,15}")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")
_PARAMETRIC_FIELDS: dict[str, Any] = {
    name: (field.annotation, field.default if not field.is_required() else ())
    for name, field in ParametricItem.model_fields.items()
    if name in ("parameters", "derived", "conditions", "simulate")
}
# What the form may hold for each kind: its own fields, and those of an item with parameters.
ITEM_MODELS: dict[str, type[BaseModel]] = {
    get_args(model.model_fields["kind"].annotation)[0]: create_model(
        model.__name__, __base__=model, **_PARAMETRIC_FIELDS
    )
    for model in get_args(get_args(Item)[0])
}


def document_from(values: Mapping[str, str]) -> Document:
    """The document a form spells. What is left empty is left out, unless the model asks for it.

    Where the model wants a number and the text is none, the text stays, so that the model can name the problem.
    """
    return _read_group(Question, _tree(values))


def values_of(document: Any, place: str = "") -> dict[str, str]:
    """The text in each field of the form that shows this document."""
    parts: Iterable[tuple[str | int, Any]]
    if isinstance(document, dict):
        parts = document.items()
    elif isinstance(document, list) and any(isinstance(entry, dict) for entry in document):
        parts = enumerate(document)
    else:
        is_names = isinstance(document, list) and place.rpartition(".")[2] == "claims"
        return {} if document is None else {place: ", ".join(document) if is_names else spell(document)}
    return {
        field: text
        for name, part in parts
        if part != [] or name in ("key", "shape")
        for field, text in _values_of_part(part, name, f"{place}.{name}" if place else str(name)).items()
    }


def _values_of_part(part: Any, name: Any, place: str) -> dict[str, str]:
    text = as_text_field(str(name), part)
    return values_of(part, place) if text is None else {place: text}


def place_of(field: str, document: Document) -> str:
    """The form's field, or group of fields, that a problem's dotted name lies in."""
    wanted: Any = Question
    here: Any = document
    place: list[str] = []
    for part in field.split("."):
        step = _step(wanted, here, part)
        if step is None:
            break
        wanted, here = step
        place.append(part)
    return ".".join(place)


def entries_wanted_at(place: str, document: Document) -> Any:
    """The model of the entries that the list at this place holds, or None if there is no list of groups there."""
    wanted: Any = Question
    here: Any = document
    for part in place.split("."):
        step = _step(wanted, here, part)
        if step is None:
            return None
        wanted, here = step
    wanted = _bare(wanted)
    is_list = get_origin(wanted) is tuple and not _is_inline(wanted) and not is_text_field(wanted)
    return get_args(wanted)[0] if is_list else None


def _step(wanted: Any, here: Any, part: str) -> tuple[Any, Any] | None:
    wanted = _model_for(_bare(wanted), here)
    if is_text_field(wanted):
        return None
    if _is_model(wanted):
        field = wanted.model_fields.get(part)
        inside = here.get(part) if isinstance(here, dict) else None
        return (field.annotation, inside) if field else None
    if get_origin(wanted) is dict:
        return str, None
    is_entry = (
        get_origin(wanted) is tuple and not _is_inline(wanted) and isinstance(here, list) and part.isdecimal()
    )
    if is_entry and len(part) <= MOST_DIGITS_OF_AN_INDEX and int(part) < len(here):
        return get_args(wanted)[0], here[int(part)]
    return None


def _tree(values: Mapping[str, str]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for name, text in values.items():
        *groups, last = name.split(".")
        here: Any = tree
        for group in groups[:DEEPEST_PLACE]:
            here = here.setdefault(group, {}) if isinstance(here, dict) else None
        if isinstance(here, dict):
            here.setdefault(last, text)
    return tree


def _read(wanted: Any, given: Any) -> Any:
    """What is given for a place, in the form that the model wants there; None for what is left empty."""
    wanted = _model_for(_bare(wanted), given)
    if is_text_field(wanted):
        return read_text_field(wanted, given)
    if _is_model(wanted):
        return _read_group(wanted, given)
    if get_origin(wanted) is dict:
        return {name: _scalar(text) for name, text in _texts(given)}
    if get_origin(wanted) is tuple and not _is_inline(wanted):
        return [_read(get_args(wanted)[0], entry) for entry in _in_order(given)]
    text = given.replace("\r\n", "\n").replace("\r", "\n") if isinstance(given, str) else ""
    if not text.strip():
        return None
    if get_origin(wanted) is tuple:
        return _inline(text)
    if wanted is bool:
        return (
            text == "true" if text in ("true", "false") else text if text.lstrip().startswith("=") else None
        )
    return _number(text) if _is_number(wanted) else text


def _read_group(model: type[BaseModel], given: Any) -> Document:
    given = given if isinstance(given, dict) else {}
    document = {}
    for name, field in model.model_fields.items():
        value = _read(field.annotation, given.get(name))
        may_be_left_out = not field.is_required() or (name == "tolerance" and given.get("simulate"))
        is_empty = value is None or (_is_blank(value) and may_be_left_out)
        if not is_empty:
            document[name] = value
    if model in (ItemModel, GapModel) and isinstance(given.get("kind"), str):
        document["kind"] = given["kind"]
    return document


def _is_blank(value: Any) -> bool:
    """Is nothing written in it, however deep it goes?"""
    if isinstance(value, dict):
        return all(_is_blank(part) for part in value.values())
    return value is None or value == []


def _in_order(given: Any) -> list[Any]:
    if not isinstance(given, dict):
        return []
    indices = [
        key for key in given if key.isascii() and key.isdigit() and len(key) <= MOST_DIGITS_OF_AN_INDEX
    ]
    return [given[index] for index in sorted(indices, key=int)]


def _texts(given: Any) -> Iterator[tuple[str, str]]:
    if isinstance(given, dict):
        yield from ((name, text) for name, text in given.items() if isinstance(text, str) and text.strip())


def _bare(wanted: Any) -> Any:
    """The type itself, without Annotated and without None."""
    while get_origin(wanted) is Annotated:
        wanted = get_args(wanted)[0]
    if get_origin(wanted) in (Union, UnionType):
        others = [each for each in get_args(wanted) if each is not NoneType]
        if len(others) == 1:
            return _bare(others[0])
    return wanted


def _model_for(wanted: Any, given: Any) -> Any:
    """For an item or a gap, the model of its kind."""
    if wanted not in _KINDS:
        return wanted
    models, otherwise = _KINDS[wanted]
    kind = given.get("kind") if isinstance(given, dict) else None
    return models.get(kind if isinstance(kind, str) else "", otherwise)


def _is_model(wanted: Any) -> bool:
    return isinstance(wanted, type) and issubclass(wanted, BaseModel)


def _is_inline(wanted: Any) -> bool:
    """Is it a list of plain values, which the form shows in one field?"""
    entry = _bare(get_args(wanted)[0]) if get_origin(wanted) is tuple else None
    return entry is not None and entry not in _KINDS and not _is_model(entry)


def _is_number(wanted: Any) -> bool:
    if get_origin(wanted) in (Union, UnionType):
        return all(each in (int, float, NoneType) for each in get_args(wanted))
    return wanted in (int, float) or (
        get_origin(wanted) is Literal and all(isinstance(each, int) for each in get_args(wanted))
    )


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
    """Values between commas, such as the axes of a shape; a comma inside parentheses belongs to its value."""
    plain = unicodedata.normalize("NFKC", text).replace("、", ",").strip()
    if plain.startswith("(") and plain.endswith(")"):
        plain = plain[1:-1].strip()
    parts = _COMMA.split(plain.removesuffix(",")) if plain else []
    return [_scalar(part) for part in parts]


GAP_MODELS = {
    get_args(model.model_fields["kind"].annotation)[0]: model for model in get_args(get_args(Gap)[0])
}
_KINDS: dict[Any, tuple[dict[str, Any], Any]] = {
    _bare(AuthoredItem): (ITEM_MODELS, ItemModel),
    _bare(Gap): (GAP_MODELS, GapModel),
}


def spell(value: Any) -> str:
    """A value as the text of a field, which reads back as the same value."""
    if isinstance(value, list | tuple):
        return f"({', '.join(spell(part) for part in value)})"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)

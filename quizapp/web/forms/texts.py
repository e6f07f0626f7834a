"""Conversion between the texts of a form and a document: pure functions over the schema of the document.

A form field is named by its place in the document, such as `items.0.options.1.text.zh`.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from quizapp.web.forms.prose import as_prose, read_prose
from quizapp.web.forms.schemas import ANYTHING, KIND, Schema
from simulator.paths import Document, has, is_index, join, put

_WHOLE = re.compile(r"[+-]?\d{1,30}")
_NUMBER = re.compile(r"[+-]?(\d+(?:\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
_LIST = re.compile(r"[,，、]|^\s*[(（\[]")
_TRUTH = {"true": True, "false": False}


def spell(value: Any) -> str:
    """A value as the text of a field, in its shortest form, which is parsed to the same value again."""
    if isinstance(value, list | tuple):
        return f"({', '.join(map(spell, value))})"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


def texts_of(
    schema: Schema, document: Any, place: str = "", spelled: Callable[[Any], str] = spell
) -> dict[str, str]:
    """The text in each form field for this document, or for its part at a place; null has none."""
    schema = schema.chosen(document)
    if schema.form in ("yaml", "lines") and (text := as_prose(schema, document)) is not None:
        return {place: text}
    parts: Iterable[tuple[str | int, Any]]
    if isinstance(document, dict):
        parts = document.items()
    elif isinstance(document, list) and any(isinstance(entry, dict) for entry in document):
        parts = enumerate(document)
    else:
        return {} if document is None else {place: _in_one_field(schema, document, spelled)}
    return {
        field: text
        for name, part in parts
        if part != [] or (name in schema.required and schema.fields[str(name)].form == "row")
        for field, text in texts_of(
            schema.fields.get(str(name)) or schema.entry or ANYTHING, part, join(place, name), spelled
        ).items()
    }


def document_from(schema: Schema, texts: Mapping[str, str], keeps_blank: bool = False) -> Document:
    """The document in a form. Empty fields are left out, unless the schema requires the group or list they are in.

    A text that is no value of its field stays, so that the model can name the problem. keeps_blank: so does an empty
    text, where the schema does not allow null.
    """
    tree: Document = {}
    for name, text in texts.items():
        if name and not has(tree, name):
            put(tree, name, text)
    read = _Reader(keeps_blank).read(schema, tree)
    return read if isinstance(read, dict) else {}


def is_blank(value: Any) -> bool:
    """Whether it is empty at every depth."""
    if isinstance(value, dict):
        return all(map(is_blank, value.values()))
    return value is None or value == []


@dataclass(frozen=True)
class _Reader:
    keeps_blank: bool

    def read(self, schema: Schema, given: Any) -> Any:
        """The value for a place in the form; None if it is left empty."""
        schema = schema.chosen(given)
        if schema.is_group:
            return self._group(schema, given if isinstance(given, dict) else {})
        if schema.form == "names":
            return {name: _plain(text) for name, text in _filled(given)}
        if schema.form == "entries" and schema.entry:
            return [self.read(schema.entry, given[index]) for index in _indices(given)]
        text = given.replace("\r\n", "\n").replace("\r", "\n") if isinstance(given, str) else ""
        if text.strip():
            return _value(schema, text)
        return "" if self.keeps_blank and isinstance(given, str) and not schema.is_nullable else None

    def _group(self, schema: Schema, given: Document) -> Document | None:
        if schema.is_chosen_by_kind and not given.get(KIND):
            return None
        read = {
            name: self.read(part, given.get(name))
            for name, part in schema.fields.items()
            if name == KIND or not part.is_constant
        }
        return {
            name: value
            for name, value in read.items()
            if value is not None and (name in schema.required or not is_blank(value))
        }


def _in_one_field(schema: Schema, value: Any, spelled: Callable[[Any], str]) -> str:
    is_names = schema.form == "row" and schema.entry is not None and schema.entry.is_pattern
    return ", ".join(map(str, value)) if is_names and isinstance(value, list) else spelled(value)


def _value(schema: Schema, text: str) -> Any:
    if schema.form in ("yaml", "lines"):
        return read_prose(schema, text)
    if schema.form == "row" or (schema.form == "plain" and schema.entry and _LIST.search(text)):
        return _row(schema.entry or ANYTHING, text)
    if schema.form == "switch":
        return _TRUTH.get(text, text)
    if schema.form in ("integer", "number"):
        return _number(text)
    return _plain(text) if schema.form == "plain" else text


def _row(entry: Schema, text: str) -> list[Any]:
    """Values separated by commas, such as the axes of a shape; a comma inside parentheses belongs to its value."""
    plain = unicodedata.normalize("NFKC", text).replace("、", ",").strip()
    if plain[:1] + plain[-1:] in ("()", "[]"):
        plain = plain[1:-1].strip()
    parts = _parts(plain.removesuffix(",")) if plain else []
    return [part.strip() if entry.form == "text" else _plain(part) for part in parts]


def _parts(text: str) -> list[str]:
    """The parts between commas; a comma does not count if the next parenthesis after it closes."""
    parts: list[str] = []
    end, next_parenthesis = len(text), ""
    for place in range(len(text) - 1, -1, -1):
        if text[place] in "()":
            next_parenthesis = text[place]
        elif text[place] == "," and next_parenthesis != ")":
            parts.append(text[place + 1 : end])
            end = place
    return [text[:end], *reversed(parts)]


def _plain(text: str) -> bool | int | float | str:
    text = text.strip()
    return _TRUTH[text] if text in _TRUTH else _number(text)


def _number(text: str) -> int | float | str:
    """The number that is typed, also with full-width digits or a minus sign; otherwise the text."""
    plain = unicodedata.normalize("NFKC", text).replace("−", "-").strip()
    if _WHOLE.fullmatch(plain):
        return int(plain)
    number = float(plain) if _NUMBER.fullmatch(plain) else float("inf")
    return text if number in (float("inf"), float("-inf")) else number


def _filled(given: Any) -> Iterable[tuple[str, str]]:
    fields = given.items() if isinstance(given, dict) else ()
    return ((name, text) for name, text in fields if isinstance(text, str) and text.strip())


def _indices(given: Any) -> list[str]:
    """The indices of a list in the form, in their order; some may be missing."""
    return sorted(filter(is_index, given), key=int) if isinstance(given, dict) else []

"""What differs between two versions of a question, field by field, with the words that differ.

Exercises and their parts are compared by their ids, so that one that was moved or removed does not make the others
look changed.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from simulator.paths import Document, join

LONGEST_COMPARED = 4000  # words of a field; beyond, the field is shown as changed as a whole
_WORD = re.compile(r"[A-Za-z0-9_\u00c0-\u024f]+|\s+|.", re.DOTALL)  # a Chinese character is a word
Key = tuple[str, ...]


@dataclass(frozen=True)
class Piece:
    """Some words of a field; is_changed: they are not in the other version."""

    text: str
    is_changed: bool


@dataclass(frozen=True)
class FieldDifference:
    """place: of the field, in the later version if it has it. before, after: None where a version has no such field."""

    key: Key
    place: str
    before: str | None
    after: str | None

    @property
    def name(self) -> str:
        """The same in both versions: exercises and parts by their ids."""
        return join(*self.key)

    @property
    def pieces_before(self) -> list[Piece]:
        return _pieces(self.before or "", self.after or "")

    @property
    def pieces_after(self) -> list[Piece]:
        return _pieces(self.after or "", self.before or "")


def differences_between(before: Document, after: Document) -> list[FieldDifference]:
    """In the order of the fields of the later version, then those that it no longer has."""
    old, new = fields_of(before), fields_of(after)
    return [
        FieldDifference(
            key,
            (new.get(key) or old[key])[0],
            old[key][1] if key in old else None,
            new[key][1] if key in new else None,
        )
        for key in {**new, **old}
        if old.get(key, ("", None))[1] != new.get(key, ("", None))[1]
    ]


def fields_of(document: Document) -> dict[Key, tuple[str, str]]:
    """Of each field that is not empty: its place and its text."""
    return {key: (place, text) for key, place, text in _walk(document, (), "")}


def _walk(value: Any, key: Key, place: str) -> Iterator[tuple[Key, str, str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _walk(inner, (*key, str(name)), join(place, name) if place else str(name))
    elif isinstance(value, list | tuple) and any(isinstance(entry, Mapping) for entry in value):
        names = [name_of(entry, index) for index, entry in enumerate(value)]
        yield (*key, "#"), place, " → ".join(names)
        for index, (name, entry) in enumerate(zip(names, value, strict=True)):
            yield from _walk(entry, (*key, name), join(place, index))
    elif (text := _text(value)) != "":
        yield key, place, text


def name_of(entry: Any, index: int) -> str:
    """What an entry of a list is told by in both versions."""
    named = entry.get("id") or entry.get("name") if isinstance(entry, Mapping) else None
    return str(named) if named else str(index + 1)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        lines = (each if isinstance(each, list | tuple) else [each] for each in value)
        return "\n".join(" / ".join(map(_text, line)) for line in lines)
    if isinstance(value, bool):
        return "✓" if value else "✗"
    return str(value)


def _pieces(text: str, other: str) -> list[Piece]:
    words, others = _WORD.findall(text), _WORD.findall(other)
    if max(len(words), len(others)) > LONGEST_COMPARED or not words:
        return [Piece(text, bool(text))] if text else []
    matcher = SequenceMatcher(None, words, others, autojunk=False)
    pieces = []
    for kind, begin, end, _, _ in matcher.get_opcodes():
        if begin < end:
            pieces.append(Piece("".join(words[begin:end]), kind != "equal"))
    return pieces

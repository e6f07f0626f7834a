"""The structure buttons of the open part: adding, removing, and moving the entries of its lists."""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from quizapp.kinds import kind_named
from quizapp.kinds.editor import PartList
from quizapp.web.authoring.labels import Labels
from quizapp.web.authoring.question_form import entry_at
from quizapp.web.forms.schemas import Schema
from simulator.paths import Document, has, join, put, split_last, value_at


@dataclass(frozen=True)
class Change:
    """A document after a button, and the field to focus."""

    document: Document
    focus: str | None = None


def change(document: Document, action: str) -> Change:
    """The document after a button; a button that names no part leaves it unchanged."""
    verb, _, rest = action.partition(":")
    place, _, kind = rest.partition(":")
    changed = deepcopy(document)
    if verb == "add":
        return _add(changed, place, kind)
    if verb in ("remove", "up", "down"):
        return _rearrange(changed, verb, place)
    return Change(changed)


def blank_item(kind: str) -> Document:
    """A new item, to which its question gives an id."""
    item: Document = {"level": 1, "prompt": {}, "scenario": {}, "explanation": {}, "kind": kind}
    for name, parts in kind_named(kind).lists.items():
        if parts.at_first:
            item[name] = []
            for _ in range(parts.at_first):
                item[name].append(_blank_part(parts, item[name]))
    return item


def _add(document: Document, place: str, kind: str) -> Change:
    found = _list_at(document, place)
    if found is None or place == "items":
        return Change(document)
    entry = entry_at(place, document)
    if entry is None or kind not in (entry.variants or [""]):
        return Change(document)
    labels = Labels(document)
    found.append(_blank_part(labels.list_at(place), found, kind))
    return Change(document, join(place, len(found) - 1, _first_field(labels.list_at(place), entry)))


def _rearrange(document: Document, verb: str, place: str) -> Change:
    list_place, last = split_last(place)
    found = _list_at(document, list_place)
    if found is None or list_place == "items" or not has(found, last):
        return Change(document)
    index = int(last)
    entry = found.pop(index)
    if verb == "remove":
        return Change(document, list_place)
    target = index - 1 if verb == "up" else index + 1
    found.insert(max(0, target), entry)
    return Change(document, join(list_place, min(max(0, target), len(found) - 1), verb))


def _list_at(document: Document, place: str) -> list[Any] | None:
    """The list inside the document; created now if its field was left out."""
    if not place or entry_at(place, document) is None:
        return None
    if not has(document, place):
        put(document, place, [])
    found: list[Any] = value_at(document, place)
    return found


def _blank_part(parts: PartList | None, beside: list[Any], kind: str = "") -> Document:
    taken = {part.get("id") for part in beside}
    part_id = parts.ids.next_free(taken) if parts else None
    return ({"kind": kind} if kind else {}) | ({"id": part_id} if part_id else {})


def _first_field(parts: PartList | None, entry: Schema) -> str:
    return (parts.first_field if parts else None) or next(iter(entry.fields))

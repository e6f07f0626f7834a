"""The structure buttons of the editor: adding, removing and moving the parts of a document."""

from copy import deepcopy
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Any

from quizapp.domain.items import ITEM_KINDS
from quizapp.web.authoring.forms import GAP_MODELS, Document, entries_wanted_at

FIRST_FIELDS = {
    "items": "prompt.zh",
    "hints": "zh",
    "parameters": "name",
    "derived": "name",
    "options": "text.zh",
    "reasons": "text.zh",
    "fixes": "text.zh",
    "left": "text.zh",
    "right": "text.zh",
    "gaps": "id",
    "wrong_lines": "line",
    "points": "text.zh",
    "outcomes": "text.zh",
    "settings": "label.zh",
    "choices": "label.zh",
    "entries": "text.zh",
    "axes": "name",
    "references": "authors",
}
_PARTS_OF_A_NEW_ITEM = {
    "single_choice": {"options": 3},
    "multiple_choice": {"options": 4},
    "true_false": {"reasons": 3},
    "ordering": {"entries": 3},
    "matching": {"left": 3, "right": 4},
    "spot_the_line": {"wrong_lines": 1},
    "free_text": {"points": 4},
    "predict_then_run": {"outcomes": 3},
    "fix_it": {"settings": 1},
}
_LETTERED = ("options", "reasons", "fixes", "entries", "left", "points", "outcomes", "settings", "choices")
_KINDS_OF_ENTRIES = {"items": ITEM_KINDS, "gaps": tuple(GAP_MODELS)}
_NUMBERED = ("right", "gaps")  # whose ids must not resemble those of what they belong to


@dataclass(frozen=True)
class Change:
    """A document after a button, and the field the writer goes on from."""

    document: Document
    focus: str | None = None


def change(document: Document, action: str) -> Change:
    """What a button makes of the document; one that names nothing there leaves it as it is."""
    verb, _, rest = action.partition(":")
    place, _, kind = rest.partition(":")
    changed = deepcopy(document)
    if verb == "add":
        return _add(changed, place, kind)
    if verb in ("remove", "up", "down"):
        return _rearrange(changed, verb, place)
    return Change(changed)


def _add(document: Document, place: str, kind: str) -> Change:
    found = _list_at(document, place)
    kinds = _KINDS_OF_ENTRIES.get(place.rpartition(".")[2])
    if found is None or (kinds is not None and kind not in kinds):
        return Change(document)
    found.append(_blank_item(document, kind) if place == "items" else _blank_part(place, found, kind))
    return Change(document, _first_field(place, len(found) - 1, entries_wanted_at(place, document)))


def _rearrange(document: Document, verb: str, place: str) -> Change:
    list_place, _, last = place.rpartition(".")
    found = _list_at(document, list_place)
    index = int(last) if last.isascii() and last.isdigit() and len(last) < 5 else -1
    if found is None or not 0 <= index < len(found):
        return Change(document)
    entry = found.pop(index)
    if verb == "remove":
        return Change(document, list_place)
    target = index - 1 if verb == "up" else index + 1
    found.insert(max(0, target), entry)
    return Change(document, f"{list_place}.{min(max(0, target), len(found) - 1)}.{verb}")


def _list_at(document: Document, place: str) -> list[Any] | None:
    """The list itself, inside the document; made now if its field was left out."""
    if not place or entries_wanted_at(place, document) is None:
        return None
    *groups, name = place.split(".")
    here: Any = document
    for group in groups:
        here = here[int(group)] if isinstance(here, list) else here.setdefault(group, {})
    found: list[Any] = here.setdefault(name, [])
    return found


def _blank_item(document: Document, kind: str) -> Document:
    taken = {item.get("id") for item in document.get("items", [])}
    stem = document.get("slug") or "item"
    item_id = next(name for number in range(1, 200) if (name := f"{stem}-{number}") not in taken)
    item: Document = {
        "id": item_id,
        "level": 1,
        "prompt": {},
        "scenario": {},
        "explanation": {},
        "kind": kind,
    }
    for name, count in _PARTS_OF_A_NEW_ITEM.get(kind, {}).items():
        parts: list[Document] = item.setdefault(name, [])
        for _ in range(count):
            parts.append(_blank_part(name, parts))
    return item


def _blank_part(place: str, beside: list[Any], kind: str = "") -> Document:
    name = place.rpartition(".")[2]
    names = ascii_lowercase if name in _LETTERED else map(str, range(1, 100)) if name in _NUMBERED else ()
    taken = {part.get("id") for part in beside}
    part_id = next((each for each in names if each not in taken), None)
    return ({"kind": kind} if kind else {}) | ({"id": part_id} if part_id else {})


def _first_field(list_place: str, index: int, entry_model: Any) -> str:
    name = list_place.rpartition(".")[2]
    first = FIRST_FIELDS.get(name) or next(iter(entry_model.model_fields))
    return f"{list_place}.{index}.{first}"

"""A document of a question as parts that are edited one at a time: three groups of its own fields, and its items.

A part has a key: `question`, `interview`, or `answer`; `item-<id>` for an item; and `item~<position>` for an item whose
id is missing or written twice. No id begins so, so that no two parts have the same key.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from simulator.paths import Document, is_index, join, split

# The fields of each group, in the order of the form.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "question": ("topic", "number", "tags", "only_in", "title", "prompt"),
    "interview": ("interview",),
    "answer": ("answer", "claims", "references"),
}
FIRST = "question"
_ITEM, _UNNAMED = "item-", "item~"
Part = Any  # the content of a part: its fields; None if there is no such part


@dataclass(frozen=True)
class Parts:
    """The parts of a document by key, and the keys of its items in order."""

    content: Mapping[str, Part]
    order: tuple[str, ...]


def parts_of(document: Document) -> Parts:
    groups = {
        key: {name: document[name] for name in fields if name in document} for key, fields in GROUPS.items()
    }
    keys = item_keys(document)
    return Parts({**groups, **dict(zip(keys, document.get("items", []), strict=True))}, keys)


def item_keys(document: Document) -> tuple[str, ...]:
    found: list[str] = []
    for position, item in enumerate(document.get("items", []), start=1):
        item_id = item.get("id") if isinstance(item, dict) else None
        key = f"{_ITEM}{item_id}" if isinstance(item_id, str) and item_id else ""
        found.append(key if key and key not in found else f"{_UNNAMED}{position}")
    return tuple(found)


def is_item(key: str) -> bool:
    return key.startswith((_ITEM, _UNNAMED))


def document_of(parts: Mapping[str, Part], order: Iterable[str], rest: Document) -> Document:
    """The document with these parts; rest: where its other fields, such as its address, are taken from."""
    fields = {name for group in GROUPS.values() for name in group}
    kept = {name: value for name, value in rest.items() if name not in fields and name != "items"}
    groups = {name: value for key in GROUPS for name, value in (parts.get(key) or {}).items()}
    return {**kept, **groups, "items": [parts[key] for key in order]}


def revision_of(part: Part) -> str:
    """Names a content of a part; parts with the same content have the same."""
    return sha256(json.dumps(part, sort_keys=True).encode()).hexdigest()[:16]


def place_in(document: Document, key: str) -> int | None:
    """The position of an item; None for a group of fields, or if there is no such item."""
    keys = item_keys(document)
    return keys.index(key) if key in keys else None


def part_of_field(document: Document, field: str) -> tuple[str, str]:
    """The part that contains a dotted name, and the name as it is within the document of that part alone."""
    match split(field):
        case ["items", position, *inside]:
            keys = item_keys(document)
            if is_index(position) and int(position) < len(keys):
                return keys[int(position)], join("items", 0, *inside)
        case [first, *_]:
            for key, fields in GROUPS.items():
                if first in fields:
                    return key, field
    return FIRST, field


def alone(document: Document, key: str) -> Document:
    """The document of one part: the address, and the fields of the group, or the item as the only one."""
    content = parts_of(document).content[key]
    kept: Document = {name: document[name] for name in ("slug", "only_in") if name in document}
    return {**kept, "items": [content]} if is_item(key) else {**kept, **content, "items": []}

"""The form of one part: what was sent of it, and the part of a document as a document of its own."""

from collections.abc import Mapping
from typing import Any

from quizapp.services.question_parts import GROUPS, Part, alone, is_item
from quizapp.web.authoring.question_form import QUESTION, document_from, values_of
from quizapp.web.forms.places import fields_of
from quizapp.web.forms.texts import spell
from simulator.paths import Document


def part_sent(key: str, values: Mapping[str, str]) -> Part:
    """The content of the part in a form."""
    document = document_from(values)
    if is_item(key):
        return document["items"][0] if document["items"] else None
    return {name: document[name] for name in GROUPS[key] if name in document}


def with_part(document: Document, key: str, content: Part) -> Document:
    """The document of a part alone, with this content."""
    kept = {name: document[name] for name in ("slug",) if name in document}
    return {**kept, "items": [content]} if is_item(key) else {**kept, **content, "items": []}


def is_same(document: Document, key: str, content: Part) -> bool:
    """Whether the form of the part would look the same with this content."""
    return _values(alone(document, key)) == _values(with_part(document, key, content))


def _values(lone: Document) -> dict[str, Any]:
    """The texts of its fields, without those that say what leaving the field out says."""
    defaults = {each.path: spell(each.schema.default) for each in fields_of(QUESTION, lone)}
    return {
        place: text for place, text in values_of(lone).items() if text.strip() and text != defaults.get(place)
    }

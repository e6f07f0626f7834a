"""The labels of the fields of a question in the editor, and how it shows its lists of parts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from quizapp.errors import N_
from quizapp.kinds import ITEM_KINDS, kind_named
from quizapp.kinds.editor import NUMBERS, Fields, PartList
from quizapp.kinds.kind import Kind
from simulator.paths import Document, join, split, split_last, value_at

# In the order of the form; the fields of only some kinds come between these two.
BEFORE: Fields = {
    "slug": N_("URL name"),
    "topic": N_("Topic"),
    "number": N_("Question number"),
    "id": N_("Id"),
    "kind": N_("Answer type"),
    "level": N_("Level"),
    "skill": N_("Skill"),
    "tags": N_("Tags"),
    "only_in": N_("Languages"),
    "title": N_("Title"),
    "parameters": N_("Variables"),
    "name": N_("Name"),
    "choices": N_("Choices"),
    "minimum": N_("Minimum"),
    "maximum": N_("Maximum"),
    "step": N_("Step"),
    "scale": N_("Scale"),
    "digits": N_("Digits"),
    "derived": N_("Derived values"),
    "derived.value": N_("Expression"),
    "conditions": N_("Conditions"),
    "simulate": N_("Networks to run"),
    "prompt": N_("Prompt"),
    "items": N_("Exercises"),
}
AFTER: Fields = {
    "feedback": N_("Feedback"),
    "contradicts": N_("Claim against it"),
    "no_run": N_("Or no run refutes it"),
    "hints": N_("Hints"),
    "explanation": N_("Explanation"),
    "scenario": N_("Simulation"),
    "scenario.slug": N_("Scenario"),
    "knobs": N_("Controls"),
    "claims": N_("Claims it relies on"),
    "interview": N_("Mock interview"),
    "key_points": N_("Key points"),
    "follow_ups": N_("Follow-up questions"),
    "weight": N_("Weight in the score"),
    "groups": N_("Phrases that cover it"),
    "unless": N_("Unless the sentence says"),
    "even_if": N_("Even if the sentence says"),
    "missed": N_("Feedback if missed"),
    "follow_up": N_("Follow-up question"),
    "of": N_("Network"),
    "measure": N_("Quantity measured"),
    "below": N_("below"),
    "above": N_("above"),
    "at_least": N_("at least"),
    "at_most": N_("at most"),
    "equals": N_("equal to"),
    "code": N_("Symptom"),
    "array": N_("Array"),
    "at_step": N_("At step"),
    "when_missed": N_("Asked if these points were missed"),
    "short_answer": N_("Answer of one to two minutes"),
    "deep_answer": N_("Answer in depth"),
    "answer": N_("Model answer"),
    "references": N_("References"),
    "authors": N_("Authors"),
    "year": N_("Year"),
    "where": N_("Where it appeared"),
    "url": N_("Web address"),
    "zh": N_("Chinese"),
    "en": N_("English"),
}
LISTS: Mapping[str, PartList] = {
    "parameters": PartList(N_("Variable %(number)s"), "name"),
    "derived": PartList(N_("Derived value %(number)s"), "name"),
    "items": PartList(N_("Exercise %(number)s"), "prompt.zh"),
    "hints": PartList(N_("Hint %(number)s"), "zh"),
    "references": PartList(N_("Reference %(number)s"), "authors"),
    "when": PartList(N_("Condition %(number)s"), "of"),
    "healed": PartList(N_("Condition %(number)s"), "of"),
    "key_points": PartList(N_("Key point %(number)s"), "text.zh", NUMBERS),
    "follow_ups": PartList(N_("Follow-up question %(number)s"), "prompt.zh"),
}


@dataclass(frozen=True)
class Labels:
    """The labels of a document; the fields of its items depend on their kinds.

    first: the number of its first item, for a document that has one item of a question alone.
    """

    document: Document
    first: int = 1

    def field(self, place: str) -> str:
        """The label of the field or group of fields at a place."""
        fields, (*above, name) = self._fields(place), split(place)
        group = join(above[-1], name) if above else name
        if len(above) > 1 and above[-1].isdecimal():
            group = join(above[-2], name)
        label = fields.get(group) or fields.get(name)
        return gettext(label) if label else name

    def entry(self, place: str) -> str:
        """The name of a list entry at a place, such as “Option 2”."""
        list_place, index = split_last(place)
        parts = self.list_at(list_place)
        assert parts is not None
        first = self.first if list_place == "items" else 1
        return gettext(parts.entry) % {"number": int(index) + first}

    def way(self, place: str) -> str:
        """The path to a field in words, such as “Item 1 › Option 2 › Text › Chinese”."""
        names: list[str] = []
        above = ""
        for part in split(place):
            here = join(above, part)
            if part.isdecimal() and above and self.list_at(above):
                names[-1] = self.entry(here)
            else:
                names.append(self.field(here))
            above = here
        return " › ".join(names)

    def order(self, place: str) -> list[int]:
        """A key that sorts places as the form shows them; a group comes before what is in it."""
        first, *inside = split(place) or [""]
        return [
            _index(first, [*BEFORE, *AFTER]),
            *(_index(part, list(self._fields(place))) for part in inside),
        ]

    def list_at(self, place: str) -> PartList | None:
        """How the list of parts at a place is shown; None if there is no list."""
        kind = self._kind_at(place)
        name = split_last(place)[1]
        return (kind.lists.get(name) if kind else None) or LISTS.get(name)

    def _fields(self, place: str) -> dict[str, str]:
        kind = self._kind_at(place)
        own = kind.fields if kind else {}
        return {
            **{name: label for name, label in BEFORE.items() if name not in own},
            **own,
            **{name: label for name, label in AFTER.items() if name not in own},
        }

    def _kind_at(self, place: str) -> Kind[Any] | None:
        """The kind of the item that contains the place."""
        match split(place):
            case ["items", index, *_]:
                kind = value_at(self.document, join("items", index, "kind"))
                return kind_named(kind) if kind in ITEM_KINDS else None
        return None


def _index(part: str, order: list[str]) -> int:
    return int(part) if part.isdecimal() else order.index(part) if part in order else len(order)

"""Find texts of one exercise that print what another one asks for: its words, or its shape.

A prompt, a hint, an option, or a feedback may do so only with a marker in `printed-keys.yaml`, which says why.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from quizapp.bank.checking.checks import passages_in
from quizapp.bank.parametric.item import ParametricItem, example_of
from quizapp.bank.questions import Question
from quizapp.domain.text import LANGUAGES, ContentModel, Language, Line, Slug
from quizapp.errors import N_, Problem
from quizapp.kinds import Item, kind_of
from simulator.paths import split, split_last

FEWEST_LETTERS: dict[Language, int] = {"zh": 3, "en": 5}  # a shorter key is a word of every text
_PARTS = ("options", "reasons", "fixes", "entries", "outcomes", "left", "right", "mistakes")
LOOKED_AT = {"prompt", "hints", "text", *_PARTS}
PRINTED = N_("This prints what the exercise “%(item)s” asks for: %(key)s. Reword it, or add a marker.")
NOTHING_PRINTED = N_("No text prints this key; remove the marker.")


class PrintedKey(ContentModel):
    """A marker: a key of `item` that may be printed by the exercises `within`, or by all if there are none."""

    item: Slug
    key: Line
    within: tuple[Slug, ...] = ()
    because: Line


@dataclass(frozen=True)
class Print:
    """Where a key is printed: in which exercise and field, and whose key it is."""

    place: str
    printing: str
    item: str
    key: str


def problems_of_printed_keys(
    questions: Sequence[Question], allowed: Sequence[PrintedKey]
) -> Iterator[Problem]:
    found = list(prints_in(questions))
    for each in found:
        if not any(_allows(marker, each) for marker in allowed):
            yield Problem(each.place, PRINTED, {"item": each.item, "key": each.key})
    for position, marker in enumerate(allowed):
        if not any(_allows(marker, each) for each in found):
            yield Problem(f"printed-keys.yaml: {position}", NOTHING_PRINTED)


def _allows(marker: PrintedKey, found: Print) -> bool:
    is_within = not marker.within or found.printing in marker.within
    return (marker.item, marker.key) == (found.item, found.key) and is_within


def prints_in(questions: Sequence[Question]) -> Iterator[Print]:
    """The first field of each exercise that prints a key of another exercise of its question."""
    for question in questions:
        items = [example_of(item) for item in question.items]
        drawn = {item.id for item in question.items if isinstance(item, ParametricItem)}
        for asking in items:
            if asking.id in drawn:  # its key is another one in every variant
                continue
            for language in LANGUAGES:
                for key in _keys(asking, language):
                    yield from _prints_of(key, language, asking, items)


def _keys(item: Item, language: Language) -> Iterator[str]:
    for key in kind_of(item).words_of_key(item, language):
        if len(key) >= FEWEST_LETTERS[language]:
            yield key


def _prints_of(key: str, language: Language, asking: Item, items: Iterable[Item]) -> Iterator[Print]:
    pattern = re.compile(rf"(?<![A-Za-z0-9_]){re.escape(key)}(?![A-Za-z0-9_])", re.IGNORECASE)
    for item in items:
        if item.id == asking.id:
            continue
        for passage in passages_in(item.model_dump(mode="json", include=LOOKED_AT)):
            parts = split(passage.field)
            if (
                split_last(passage.field)[1] == language
                and "if_right" not in parts
                and pattern.search(passage.text)
            ):
                yield Print(f"{item.id}: {passage.field}", item.id, asking.id, key)
                break

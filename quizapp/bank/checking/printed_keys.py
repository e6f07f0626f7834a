"""Find texts of the bank that print what an exercise asks for: its words, its shape, its number, or its right option.

A prompt, a hint, an option, or a feedback may do so only with a marker in `printed-keys.yaml`, which says why. Short
numbers, one or two words of an option, and truth values are in every text, and tell nothing.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quizapp.bank.checking.checks import Passage, passages_in
from quizapp.bank.checking.drawn_keys import number_of_key
from quizapp.bank.parametric.item import ParametricItem, example_of
from quizapp.bank.questions import Question
from quizapp.domain.text import LANGUAGES, ContentModel, Language, Line, Slug
from quizapp.errors import N_, Problem
from quizapp.kinds import Item, kind_of, parts_in_order
from simulator.paths import leaves, split, split_last

FEWEST_LETTERS: dict[Language, int] = {"zh": 3, "en": 5}  # a shorter answer in words is a word of every text
FEWEST_WORDS: dict[Language, int] = {"zh": 6, "en": 4}  # a shorter option only names a thing
FEWEST_DIGITS = 3  # a number of fewer significant digits is that of many things
_PARTS = ("options", "reasons", "fixes", "entries", "outcomes", "left", "right", "mistakes")
_FIELDS = ("prompt", "hints", "text", "listing", *_PARTS, "gaps", "wrong_lines", "settings")
LOOKED_AT: dict[str, Any] = dict.fromkeys(_FIELDS, True) | {"points": {"__all__": {"missed", "follow_up"}}}
ASKED: dict[str, Any] = {"title": True, "prompt": True, "interview": {"prompt": True, "follow_ups": True}}
NOT_LOOKED_AT = {"if_right", "answer"}
_WORD = re.compile(r"[\u3400-\u9fff]|[\w’]+", re.ASCII)
_SEPARATORS = r"(?:,|\{,\}|\\,|\s)?"  # of thousands
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


@dataclass(frozen=True)
class _Key:
    """A key as a reader would see it, and the pattern that finds it in a text."""

    words: str
    pattern: re.Pattern[str]


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
    """The first field of each exercise, and of what each question asks itself, that prints another exercise's key."""
    items = [example_of(item) for question in questions for item in question.items]
    drawn = {item.id for question in questions for item in question.items if isinstance(item, ParametricItem)}
    printing = [(item.id, _looked_at(item.model_dump(mode="json", include=LOOKED_AT))) for item in items]
    printing += [(each.slug, _looked_at(each.model_dump(mode="json", include=ASKED))) for each in questions]
    for asking in items:
        if asking.id in drawn:  # its key is another one in every variant
            continue
        for language in LANGUAGES:
            for key in _keys(asking, language):
                others = ((name, texts) for name, texts in printing if name != asking.id)
                yield from _prints_of(key, language, asking, others)


def prints_within(question: Question) -> Iterator[Print]:
    """What learners of one question read before they answer: keys printed by its other exercises, by their
    explanations, and by the prompt and the hints of the exercise itself.
    """
    yield from prints_in([question])
    items = [example_of(item) for item in question.items]
    drawn = {item.id for item in question.items if isinstance(item, ParametricItem)}
    for asking in items:
        if asking.id in drawn:
            continue
        for language in LANGUAGES:
            for key in _keys(asking, language):
                for item in items:
                    own = item.id == asking.id
                    fields = {"prompt", "hints"} if own else {"explanation"}
                    texts = _looked_at(item.model_dump(mode="json", include=fields))
                    yield from _prints_of(key, language, asking, [(item.id, texts)])


def _looked_at(document: Mapping[str, Any]) -> list[Passage]:
    texts = [each for each in passages_in(document) if not NOT_LOOKED_AT.intersection(split(each.field))]
    programs = (text for place, text in leaves(document) if place == "listing")
    return texts + [Passage(f"listing.{language}", text) for text in programs for language in LANGUAGES]


def _keys(item: Item, language: Language) -> Iterator[_Key]:
    """The distinctive keys of an item: what nobody writes without having just this answer in mind."""
    for words in kind_of(item).words_of_key(item, language):
        if len(words) >= FEWEST_LETTERS[language]:
            yield _key_of_words(words)
    for part in parts_in_order(item, 0):
        words = part.text.in_language(language).strip().rstrip(".。")
        if getattr(part, "correct", False) and len(_WORD.findall(words)) >= FEWEST_WORDS[language]:
            yield _key_of_words(words)
    number = None if kind_of(item).runs_the_simulator else number_of_key(item)
    if number is not None and len(_digits(number)) >= FEWEST_DIGITS:
        yield _key_of_number(number)


def _key_of_words(words: str) -> _Key:
    """The words as whole words, in any case."""
    return _Key(words, re.compile(rf"(?<![A-Za-z0-9_]){re.escape(words)}(?![A-Za-z0-9_])", re.IGNORECASE))


def _key_of_number(number: float) -> _Key:
    """The number as it is and rounded to as few digits as are distinctive, with or without separators."""
    shown = {f"{number:.{digits}g}" for digits in range(FEWEST_DIGITS, len(_digits(number)) + 1)}
    shown = {f"{float(each):f}".rstrip("0").rstrip(".") for each in shown}
    forms = "|".join(_SEPARATORS.join(each) if "." not in each else re.escape(each) for each in sorted(shown))
    return _Key(f"{number:g}", re.compile(rf"(?<![\w.])(?:{forms})(?!\w|[.,]\d)"))


def _digits(number: float) -> str:
    """Its significant digits."""
    return f"{abs(number):.10e}".partition("e")[0].replace(".", "").rstrip("0")


def _prints_of(
    key: _Key, language: Language, asking: Item, printing: Iterable[tuple[str, Sequence[Passage]]]
) -> Iterator[Print]:
    for name, texts in printing:
        for passage in texts:
            if split_last(passage.field)[1] == language and key.pattern.search(passage.text):
                yield Print(f"{name}: {passage.field}", name, asking.id, key.words)
                break

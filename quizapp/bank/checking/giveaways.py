"""Warnings about options that give the key away to those who know how questions are written, but not the subject.

A finder of forms, not of meaning: each warning says what it saw, and the author decides. None of them prevents a
question from being published.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import comb

from quizapp.bank.checking.giveaway_words import (
    ALL_OF_THE_ABOVE,
    absolute_words,
    content_words,
    joined_words,
    misfit,
    number_in,
)
from quizapp.bank.parametric.item import AuthoredItem, example_of
from quizapp.domain.text import LANGUAGES, Language
from quizapp.errors import N_, Problem
from quizapp.kinds import Item, parts_in_order
from simulator.paths import join, leaves, split_last

MOST_LONGER = 1.5  # the key over the longest distractor
FEWEST_LONGER: dict[Language, int] = {"en": 20, "zh": 8}  # characters
FEWEST_REPEATED: dict[Language, int] = {"en": 2, "zh": 3}  # words; runs of three characters, five in a row
IMPLAUSIBLE = (
    1000.0  # a distractor over the key, or the key over it, while the others are within its square root
)
FEWEST_POSITIONS = 6
RARE = 0.01

_CODE = re.compile(r"`[^`]*`$")

LONGEST = N_("The correct option is %(factor)s times as long as any other. Make the lengths alike.")
REPEATED = N_("Of all options, only the correct one repeats these words of the prompt: %(words)s.")
UNFIT = N_("“%(option)s” does not fit “%(before)s”, and the correct option does.")
ALL_ABOVE = N_("“%(words)s” tells much to those who know a little. Name the options themselves.")
ABSOLUTE = N_("Only wrong options have words such as “%(words)s”, which learners know to avoid.")
FAR_OFF = N_("%(number)s is so far from the other numbers that nobody will choose it.")
SAME_PLACE = N_(
    "In %(count)s of %(all)s choices, the correct option is written in place %(place)s. Nabla shuffles options, but "
    "some programs to which questions are exported do not."
)


@dataclass(frozen=True)
class _Option:
    """An option in one language, with its place in the item."""

    place: str
    text: str
    is_key: bool


def warnings_of_item(item: AuthoredItem) -> list[Problem]:
    """What may give the key of one exercise away; the fields are named within the exercise."""
    if _has_another_key_in_some_variants(item):
        return []
    example = example_of(item)
    return [
        warning
        for language in LANGUAGES
        for warning in _warnings(example, _options(example, language), language)
    ]


def _has_another_key_in_some_variants(item: AuthoredItem) -> bool:
    return any(
        split_last(place)[1] == "correct" and isinstance(value, str)
        for place, value in leaves(item.model_dump(mode="json"))
    )


def warnings_of_positions(items: Iterable[AuthoredItem]) -> list[Problem]:
    """Whether the keys of the choices of a question are written too often in the same place."""
    choices = [_options(example_of(item), "en") for item in items]
    single = [options for options in choices if sum(each.is_key for each in options) == 1]
    if len(single) < FEWEST_POSITIONS:
        return []
    places = Counter(next(at for at, each in enumerate(options) if each.is_key) for options in single)
    place, count = places.most_common(1)[0]
    chance = sum(1 / len(options) for options in single) / len(single)
    if len(places) * _at_least(count, len(single), chance) >= RARE:
        return []
    return [Problem("items", SAME_PLACE, {"count": count, "all": len(single), "place": place + 1})]


def _at_least(count: int, total: int, chance: float) -> float:
    return sum(comb(total, k) * chance**k * (1 - chance) ** (total - k) for k in range(count, total + 1))


def _options(item: Item, language: Language) -> list[_Option]:
    """The options of an item that are right or wrong, as they are written."""
    places = {value: above for above, value in _ids(item)}
    found = [
        _Option(places.get(part.id, ""), part.text.in_language(language).strip(), bool(part.correct))
        for part in parts_in_order(item, 0)
        if hasattr(part, "correct")
    ]
    return sorted(found, key=lambda each: _numbers(each.place))


def _numbers(place: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", place)]


def _ids(item: Item) -> Iterator[tuple[str, str]]:
    for place, value in leaves(item.model_dump(mode="json")):
        above, name = split_last(place)
        if above and name == "id":
            yield above, value


def _warnings(item: Item, options: Sequence[_Option], language: Language) -> Iterator[Problem]:
    keys = [each for each in options if each.is_key]
    wrong = [each for each in options if not each.is_key]
    prompt = item.prompt.in_language(language)
    for option in options:
        if found := ALL_OF_THE_ABOVE[language].search(option.text):
            yield Problem(_text(option, language), ALL_ABOVE, {"words": found.group(0)})
    if len(keys) != 1 or len(wrong) < 2:
        return
    yield from _by_length(keys[0], wrong, language)
    yield from _by_repetition(prompt, keys[0], wrong, language)
    yield from _by_grammar(prompt, keys[0], wrong, language)
    yield from _by_absolutes(keys[0], wrong, language)
    yield from _by_numbers(keys[0], wrong, language)


def _text(option: _Option, language: Language) -> str:
    return join(option.place, "text", language)


def _by_length(key: _Option, wrong: Sequence[_Option], language: Language) -> Iterator[Problem]:
    longest = max(len(each.text) for each in wrong)
    if _CODE.match(key.text):  # lines of code have the lengths that they have
        return
    if len(key.text) >= MOST_LONGER * longest and len(key.text) - longest >= FEWEST_LONGER[language]:
        yield Problem(_text(key, language), LONGEST, {"factor": f"{len(key.text) / longest:.2g}"})


def _by_repetition(
    prompt: str, key: _Option, wrong: Sequence[_Option], language: Language
) -> Iterator[Problem]:
    asked = content_words(prompt, language)
    elsewhere = set().union(*(content_words(each.text, language) for each in wrong))
    repeated = {word: at for word, at in content_words(key.text, language).items() if word not in elsewhere}
    repeated = {word: at for word, at in repeated.items() if word in asked}
    if len(repeated) >= FEWEST_REPEATED[language] and not asked.keys() & elsewhere:
        yield Problem(_text(key, language), REPEATED, {"words": joined_words(repeated, language)})


def _by_grammar(prompt: str, key: _Option, wrong: Sequence[_Option], language: Language) -> Iterator[Problem]:
    if misfit(prompt, key.text, language) is not None:
        return
    for option in wrong:
        if before := misfit(prompt, option.text, language):
            values = {"option": option.text, "before": before}
            yield Problem(_text(option, language), UNFIT, values)


def _by_absolutes(key: _Option, wrong: Sequence[_Option], language: Language) -> Iterator[Problem]:
    with_them = [words for each in wrong if (words := absolute_words(each.text, language))]
    if len(with_them) >= max(2, len(wrong) - 1) and not absolute_words(key.text, language):
        named = dict.fromkeys(word for found in with_them for word in found)
        yield Problem(_text(key, language), ABSOLUTE, {"words": joined_words(named, language)})


def _by_numbers(key: _Option, wrong: Sequence[_Option], language: Language) -> Iterator[Problem]:
    numbers = [number_in(each.text) for each in (key, *wrong)]
    if (
        language != LANGUAGES[0] or None in numbers or not all(numbers)
    ):  # the numbers are those of both languages
        return
    right, *others = (abs(number) for number in numbers if number is not None)
    far = [each for each in others if not 1 / IMPLAUSIBLE <= each / right <= IMPLAUSIBLE]
    near = [each for each in others if IMPLAUSIBLE**-0.5 <= each / right <= IMPLAUSIBLE**0.5]
    if far and len(far) + len(near) == len(others) and near:
        for option, number in zip(wrong, others, strict=True):
            if number in far:
                yield Problem(_text(option, language), FAR_OFF, {"number": option.text})

"""Whether the words of a drawn exercise agree with its key: the explanation, and the feedback on its options.

Only what is certain is found: a text that says nothing about the key, or speaks of every case, passes.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from quizapp.domain.text import LANGUAGES, Language, Text
from quizapp.errors import N_, Problem
from quizapp.kinds import Item, parts_in_order
from simulator.paths import leaves, split_last

NAMES_ANOTHER = N_("In a variant, the correct option is “%(right)s”, and this names “%(named)s” only.")
OTHER_DIRECTION = N_(
    "In a variant, the correct option is “%(right)s”, and this says the opposite: “%(word)s”."
)
CALLED_RIGHT = N_("In a variant, this option is not the correct one, and its feedback says that it is.")
CALLED_WRONG = N_("In a variant, this option is the correct one, and its feedback says that it is not.")
_FEWEST: dict[Language, int] = {"zh": 4, "en": 12}  # characters of an option that is looked for in a text
# What grows, and what shrinks.
_DIRECTIONS: dict[Language, tuple[str, str]] = {
    "en": (
        r"\b(?:grow|explod|explosi|enlarg|increas|amplif)\w*|\bgrew\b",
        r"\b(?:shr[iau]nk|vanish|decreas|diminish)\w*",
    ),
    "zh": ("增大|放大|爆炸|增长|变大", "减小|缩小|消失|衰减|变小"),
}
_NEGATED: dict[Language, str] = {
    "en": r"(?:\b(?:not|no|never|without|neither|nor|cannot|stops?|prevents?|avoids?)\b|n’t\b)[^.,;:!?]*$",
    "zh": r"(?:不|没|无|未|非|防止|避免|抑制)[^，。；：！？]*$",
}
_CALLS_RIGHT: dict[Language, str] = {"en": r"(?:right|correct|yes)\b", "zh": r"(?:对|正确|是的)[，。：；！]"}
_CALLS_WRONG: dict[Language, str] = {
    "en": r"(?:wrong|incorrect|no)\b[,.:;!]",
    "zh": r"(?:不对|错|不是)[，。：；！]",
}


def problems_of_words(drawn: Sequence[Item]) -> Iterator[Problem]:
    """Texts of some variant of one exercise that contradict its key, once for each place.

    Exercises without options pass.
    """
    winners = {option.id for item in drawn for option in _options(item) if option.correct}
    found = (problem for item in drawn for problem in _problems_of_variant(item, winners))
    yield from {problem.field: problem for problem in found}.values()


def _options(item: Item) -> list[Any]:
    return [part for part in parts_in_order(item, 0) if hasattr(part, "correct")]


def _problems_of_variant(item: Item, winners: set[str]) -> Iterator[Problem]:
    """winners: the options that are the correct one in some variant; a text may name the others to refute them."""
    options = _options(item)
    places = {value: above for above, value in _ids(item)}
    right = [option for option in options if option.correct]
    if len(right) == 1:
        wrong = [option for option in options if not option.correct and option.id in winners]
        yield from _problems_of_text(item.explanation, "explanation", right[0], wrong)
        yield from _problems_of_text(right[0].feedback, f"{places[right[0].id]}.feedback", right[0], wrong)
    for option in options:
        pattern, message = (_CALLS_WRONG, CALLED_WRONG) if option.correct else (_CALLS_RIGHT, CALLED_RIGHT)
        for language in LANGUAGES:
            if re.match(pattern[language], option.feedback.in_language(language), re.IGNORECASE):
                yield Problem(f"{places[option.id]}.feedback.{language}", message)


def _ids(item: Item) -> Iterator[tuple[str, str]]:
    """The place of everything that has an id, and the id."""
    for place, value in leaves(item.model_dump(mode="json")):
        above, name = split_last(place)
        if above and name == "id":
            yield above, value


def _problems_of_text(text: Text, place: str, right: Any, wrong: Sequence[Any]) -> Iterator[Problem]:
    for language in LANGUAGES:
        said, key = _plain(text.in_language(language)), _plain(right.text.in_language(language))
        named = [_plain(option.text.in_language(language)) for option in wrong]
        patterns = [re.escape(name) for name in named if len(name) >= _FEWEST[language]]
        found = [name for pattern in patterns for name in _asserted(pattern, said, language)]
        if found and key not in said:
            yield Problem(f"{place}.{language}", NAMES_ANOTHER, {"right": key, "named": found[0]})
        words = _words_of_other_direction(key, said, language)
        if words:
            yield Problem(f"{place}.{language}", OTHER_DIRECTION, {"right": key, "word": words[0]})


def _words_of_other_direction(key: str, said: str, language: Language) -> list[str]:
    """What a text says of the direction opposite to that of the key, if it says nothing of the key's own."""
    of_key, of_text = (
        [_asserted(pattern, words, language) for pattern in _DIRECTIONS[language]] for words in (key, said)
    )
    if bool(of_key[0]) == bool(of_key[1]) or (of_text[0] and of_text[1]):
        return []
    return of_text[1] if of_key[0] else of_text[0]


def _asserted(pattern: str, text: str, language: Language) -> list[str]:
    """The words found that no negation precedes in their clause."""
    found = re.finditer(pattern, text, re.IGNORECASE)
    return [
        each.group(0)
        for each in found
        if not re.search(_NEGATED[language], text[: each.start()], re.IGNORECASE)
    ]


def _plain(text: str) -> str:
    """On one line, without the final period, in lower case."""
    return " ".join(text.split()).rstrip(".。").lower()

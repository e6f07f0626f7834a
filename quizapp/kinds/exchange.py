"""What an exercise asks, in the common form of all quiz formats: what their readers find and their writers need.

A text is Markdown in one language. `blank` in the text of `Blanks` is `{{1}}`, `{{2}}` … in the order of its gaps.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, TypeAlias

from quizapp.domain.text import Language

Say: TypeAlias = Callable[[str], dict[str, str]]  # a text as a field in its language; empty for an empty text


@dataclass(frozen=True)
class Chosen:
    """An option: its text, whether it is right, and the feedback on it."""

    text: str
    correct: bool
    feedback: str = ""


@dataclass(frozen=True)
class OneOf:
    """Exactly one option is right."""

    options: tuple[Chosen, ...]


@dataclass(frozen=True)
class SomeOf:
    """Any number of options, at least one, are right."""

    options: tuple[Chosen, ...]


@dataclass(frozen=True)
class Verdict:
    """A statement that is true or false, and the reasons to choose from."""

    is_true: bool
    reasons: tuple[Chosen, ...] = ()


@dataclass(frozen=True)
class Amount:
    """A number within a tolerance. mistakes: wrong numbers with their feedback.

    parameters: of a number that is drawn anew each time; the key is then an expression.
    """

    key: float | str
    absolute: float = 0.0
    relative: float = 0.0
    mistakes: tuple[tuple[float, str], ...] = ()
    unit: str = ""
    parameters: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Phrase:
    """A few words. mistakes: wrong wordings with their feedback."""

    accepted: tuple[str, ...]
    mistakes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Sequenced:
    """Entries in their right order, each with its feedback."""

    entries: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Pair:
    """An entry on the left, the position of its match on the right, and the feedback on it."""

    text: str
    match: int
    feedback: str = ""


@dataclass(frozen=True)
class Paired:
    left: tuple[Pair, ...]
    right: tuple[str, ...]


@dataclass(frozen=True)
class Blank:
    """A blank of a text; feedback says why the right answer is right."""

    asked: "OneOf | Amount | Phrase"
    feedback: str = ""


@dataclass(frozen=True)
class Blanks:
    text: str
    blanks: tuple[Blank, ...]


@dataclass(frozen=True)
class Essay:
    """An answer in one's own words."""

    model_answer: str = ""
    points: tuple[str, ...] = ()


Asked: TypeAlias = OneOf | SomeOf | Verdict | Amount | Phrase | Sequenced | Paired | Blanks | Essay


@dataclass(frozen=True)
class Exchange:
    """How a kind of exercise stands in the common form.

    form: its class there. draft: the fields of an item that only this kind has; it may lack what the form has no place
    for. asked: the form of an item, in one language. bounds: the fewest and the most parts that an item may have.
    """

    form: type[Any]
    draft: Callable[[Any, Say], dict[str, Any]]
    asked: Callable[[Any, Language], Asked]
    parts: Callable[[Any], Sequence[Any]] = field(default=lambda form: ())
    bounds: tuple[int, int] = (0, 1_000)


def numbered(parts: Sequence[Any]) -> list[tuple[str, Any]]:
    """The parts with ids that say nothing."""
    return [(str(number), part) for number, part in enumerate(parts, start=1)]


def unordered(texts: Sequence[str]) -> list[int]:
    """A place for each text that does not tell its position: many programs write the right option first."""
    by_digest = sorted(range(len(texts)), key=lambda place: (sha256(texts[place].encode()).digest(), place))
    return [by_digest.index(place) for place in range(len(texts))]


def drafted_options(options: Sequence[Chosen], say: Say) -> list[dict[str, Any]]:
    """Options as fields of an item."""
    return [
        {"id": chr(ord("a") + place), "text": say(each.text)}
        | ({"correct": True} if each.correct else {})
        | {"feedback": say(each.feedback)}
        for place, each in zip(unordered([each.text for each in options]), options, strict=True)
    ]


def asked_options(options: Sequence[Any], language: Language) -> tuple[Chosen, ...]:
    """Options of an item in the common form."""
    return tuple(
        Chosen(
            each.text.in_language(language),
            each.correct,
            each.feedback.in_language(language) if each.feedback else "",
        )
        for each in options
    )


def drafted_amount(form: Amount, say: Say) -> dict[str, Any]:
    """The fields of a number within a tolerance."""
    tolerance = {"absolute": form.absolute, "relative": form.relative}
    document: dict[str, Any] = {
        "key": form.key,
        "tolerance": {name: value for name, value in tolerance.items() if value},
    }
    if form.mistakes:
        document["mistakes"] = [{"value": value, "feedback": say(said)} for value, said in form.mistakes]
    return document


def asked_amount(item: Any, language: Language) -> Amount:
    """A number in the common form; of mistakes with the same value, the first, as only its feedback is shown."""
    unit = getattr(item, "unit", None)
    mistakes: dict[float, str] = {}
    for each in item.mistakes:
        mistakes.setdefault(each.value, each.feedback.in_language(language))
    return Amount(
        item.key,
        item.tolerance.absolute,
        item.tolerance.relative,
        tuple(mistakes.items()),
        unit.in_language(language) if unit else "",
    )


def drafted_phrase(form: Phrase, say: Say) -> dict[str, Any]:
    """The fields of accepted wordings and common mistakes."""
    accepted: dict[str, list[str]] = {}
    for wording in form.accepted:
        for language, text in say(wording).items():
            accepted.setdefault(language, []).append(text)
    document: dict[str, Any] = {"accepted": accepted}
    if form.mistakes:
        said_on: dict[str, list[str]] = {}
        for given, said in form.mistakes:
            said_on.setdefault(said, []).append(given)
        document["mistakes"] = [{"given": given, "feedback": say(said)} for said, given in said_on.items()]
    return document


def asked_phrase(item: Any, language: Language) -> Phrase:
    mistakes = [
        (given, each.feedback.in_language(language)) for each in item.mistakes for given in each.given
    ]
    return Phrase(item.accepted.in_language(language), tuple(mistakes))

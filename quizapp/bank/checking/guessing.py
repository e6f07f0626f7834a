"""Check whether a key can be guessed as the longest option."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quizapp.domain.text import LANGUAGES, Language
from quizapp.kinds import Item, kind_of
from quizapp.kinds.options import Option

SIGNIFICANT = 0.01


@dataclass(frozen=True)
class Guess:
    """The number of single choices in which the key is longer than every other option, in one language.

    expected: the number expected by chance, one in k for k options. p_value: the probability that chance alone gives
    as many or more, each draw with its own k.
    """

    language: Language
    longest: int
    choices: int
    expected: float
    p_value: float

    @property
    def gives_keys_away(self) -> bool:
        return self.p_value < SIGNIFICANT


def guesses_by_length(items: Iterable[Item]) -> tuple[Guess, ...]:
    """One for each language."""
    choices = [options for item in items if (options := kind_of(item).guessable_options(item))]
    return tuple(guess_by_length(choices, language) for language in LANGUAGES)


def guess_by_length(choices: Sequence[Sequence[Option]], language: Language) -> Guess:
    longest = sum(_is_longest(options, language) for options in choices)
    chances = [1 / len(options) for options in choices]
    return Guess(language, longest, len(choices), sum(chances), at_least(longest, chances))


def _is_longest(options: Sequence[Option], language: Language) -> bool:
    lengths = {option.correct: 0 for option in options}
    for option in options:
        length = len(option.text.in_language(language).strip())
        lengths[option.correct] = max(lengths[option.correct], length)
    return lengths[True] > lengths[False]


def at_least(count: int, chances: list[float]) -> float:
    """The probability of `count` or more successes in independent draws with these probabilities."""
    of_successes = [1.0]
    for chance in chances:
        stay = [*(p * (1 - chance) for p in of_successes), 0.0]
        rise = [0.0, *(p * chance for p in of_successes)]
        of_successes = [a + b for a, b in zip(stay, rise, strict=True)]
    return min(1.0, sum(of_successes[count:]))

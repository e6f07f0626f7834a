"""True or false: about half of the statements are true, and the right reason is not known by its length."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from quizapp.bank.checking.guessing import Guess, guess_by_length
from quizapp.domain.text import LANGUAGES
from quizapp.errors import N_, Problem
from quizapp.kinds import Item, kind_of, parts_in_order

FEWEST = 6  # of fewer statements, any number may be true
SHARES = (1 / 3, 2 / 3)
MOST_UNLIKE = 1.6  # the right reason over the mean length of the others, or the other way round
UNBALANCED = N_("%(true)s of %(all)s true-or-false statements are true; about half should be.")
REASONS_UNLIKE = N_(
    "The right reason is %(factor)s times as long as the others on average; make lengths alike."
)
REASON_GIVEN_AWAY = N_("Too often, the right reason of a true-or-false statement is the longest one.")


@dataclass(frozen=True)
class Balance:
    true: int
    statements: int
    guesses: tuple[Guess, ...]  # of the right reason, in each language

    @property
    def is_about_half(self) -> bool:
        low, high = SHARES
        return self.statements < FEWEST or low <= self.true / self.statements <= high


def balance_of(items: Iterable[Item]) -> Balance:
    statements = _statements(items)
    reasons = [_reasons(item) for item in statements]
    guesses = tuple(guess_by_length(reasons, language) for language in LANGUAGES)
    return Balance(sum(map(_is_true, statements)), len(statements), guesses)


def problems_of_balance(items: Iterable[Item]) -> Iterator[Problem]:
    statements = _statements(items)
    balance = balance_of(statements)
    if not balance.is_about_half:
        yield Problem("questions: reasons", UNBALANCED, {"true": balance.true, "all": balance.statements})
    for guess in balance.guesses:
        if guess.gives_keys_away:
            yield Problem(f"questions: reasons.{guess.language}", REASON_GIVEN_AWAY)
    for item in statements:
        yield from (problem.within(item.id) for problem in problems_of_reasons(item))


def problems_of_reasons(item: Item) -> Iterator[Problem]:
    """Of one statement: a right reason that is much longer or shorter than the others."""
    if kind_of(item).is_true is None:
        return
    for language in LANGUAGES:
        lengths: dict[bool, list[int]] = {True: [], False: []}
        for reason in _reasons(item):
            lengths[reason.correct].append(len(reason.text.in_language(language)))
        factor = lengths[True][0] * len(lengths[False]) / sum(lengths[False])
        if not 1 / MOST_UNLIKE <= factor <= MOST_UNLIKE:
            yield Problem(f"reasons.{language}", REASONS_UNLIKE, {"factor": f"{factor:.2g}"})


def _statements(items: Iterable[Item]) -> list[Item]:
    return [item for item in items if kind_of(item).is_true is not None]


def _is_true(item: Item) -> bool:
    is_true = kind_of(item).is_true
    return is_true is not None and is_true(item)


def _reasons(item: Item) -> list[Any]:
    return list(parts_in_order(item, 0))

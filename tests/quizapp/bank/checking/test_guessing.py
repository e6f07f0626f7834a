from typing import Any

import pytest

from quizapp.bank.checking.guessing import guesses_by_length
from quizapp.domain.text import Text
from quizapp.kinds.single_choice.model import SingleChoice
from tests.kinds import SAID, SHARED


def choice(*words: str, key: int = 0) -> SingleChoice:
    options: list[Any] = [
        {"id": f"o{i}", "text": Text(zh="一", en=text), "correct": i == key, "feedback": SAID}
        for i, text in enumerate(words)
    ]
    return SingleChoice(kind="single_choice", options=tuple(options), **SHARED)


def test_a_key_that_is_always_the_longest_is_given_away() -> None:
    zh, en = guesses_by_length([choice("the longest of all", "short", "tiny")] * 10)
    assert (en.longest, en.choices, en.expected) == (10, 10, pytest.approx(10 / 3))
    assert en.p_value == pytest.approx(3.0**-10)
    assert en.gives_keys_away
    assert (zh.longest, zh.p_value, zh.gives_keys_away) == (0, 1.0, False)


def test_chance_is_counted_with_each_items_own_number_of_options() -> None:
    _, en = guesses_by_length([choice("long", "a"), choice("long", "a", "b", "c")])
    assert en.p_value == pytest.approx(1 / 8)
    _, en = guesses_by_length([choice("long", "a"), choice("a", "b", "c", "long")])
    assert en.p_value == pytest.approx(1 - (1 / 2) * (3 / 4))


def test_a_tie_is_no_hint() -> None:
    assert guesses_by_length([choice("same", "four", "abcd")])[1].longest == 0

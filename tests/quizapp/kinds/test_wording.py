"""The comparison of words, for every use."""

import pytest

from quizapp.kinds.wording import canonical, phrase_pattern, running


@pytest.mark.parametrize(("one", "other"), [("1.0", "10"), ("-1", "1"), ("a + b", "a - b × c"), ("C++", "C")])
def test_numbers_and_signs_are_not_lost(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize(
    ("phrase", "text", "is_found"),
    [
        ("clip*", "I would clip the gradients", True),
        ("clip*", "Clipped by norm", True),
        ("clip", "clipping", False),
        ("norm", "normal", False),
        ("learning rate", "lower the learning-rate", True),
        ("学习率", "把学习率调小", True),
        ("LSTM 的门", "lstm的门", True),
        ("rnn", "用RNN也行", True),
        ("l2*", "an L2 penalty", True),
        ("c++", "written in c++", True),
    ],
)
def test_phrases_are_found_as_words(phrase: str, text: str, is_found: bool) -> None:
    assert bool(phrase_pattern(phrase).search(running(text))) == is_found

"""Which sentences say what networks do, and whether evidence quotes them."""

import pytest

from quizapp.bank.checking.checks import Passage
from quizapp.bank.checking.empirical import Sentence, empirical_sentences, is_covered, one_line, sentences


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The loss falls below 0.1."),
        ("en", "With ReLU it becomes NaN."),
        ("en", "The gradient grows a hundredfold."),
        ("en", "It is 10 times as large."),
        ("en", "At 0.8, training is stable."),
        ("zh", "损失降到 0.1 以下。"),
        ("zh", "梯度是最后一层的 100 倍。"),
        ("zh", "多数种子学不会。"),
    ],
)
def test_outcomes_comparisons_and_multiples_are_found(language: str, text: str) -> None:
    assert [each.text for each in empirical_sentences([Passage(f"look_for.{language}", text)])] == [text]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Two networks read 20 symbols."),
        ("zh", "两个网络读 20 个符号。"),
        ("en", "Which shape changes?"),
    ],
)
def test_a_description_of_what_is_run_is_not_empirical(language: str, text: str) -> None:
    assert not list(empirical_sentences([Passage(f"story.{language}", text)]))


def test_texts_are_split_into_sentences_and_entries_of_lists_without_code() -> None:
    text = "First one. Second,\nwrapped; third at 0.05.\n\n- An entry\n- Another\n\n```python\nloss.stays()\n```\n"
    assert list(sentences(text, "en")) == [
        "First one.",
        "Second, wrapped;",
        "third at 0.05.",
        "An entry",
        "Another",
    ]
    assert list(sentences("第一句。第二句；第三句\n- 一条", "zh")) == [
        "第一句。",
        "第二句；",
        "第三句",
        "一条",
    ]


def test_an_excerpt_covers_the_sentence_that_it_quotes_in_part_or_within_more() -> None:
    sentence = Sentence("look_for.en", "en", "The loss falls below 0.1.")
    assert is_covered(sentence, [one_line("loss falls\nbelow 0.1 ")])
    assert is_covered(sentence, ["It is slow. The loss falls below 0.1. Then it ends."])
    assert not is_covered(sentence, ["The loss rises."])

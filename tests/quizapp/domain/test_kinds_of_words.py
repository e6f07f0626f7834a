"""Short text, cloze and free text: how words are compared."""

from typing import Any

import pytest

from quizapp.domain.grading import MalformedAnswer, grade
from quizapp.domain.items import Cloze, FreeText, ShortText
from quizapp.domain.wording import canonical, phrase_pattern, running
from tests.quizapp.domain.test_grading import SAID, SHARED
from tests.quizapp.domain.test_kinds import EXAMPLES

CLOZE: Any = EXAMPLES["example-cloze"]
FREE: Any = EXAMPLES["example-free-text"]


@pytest.mark.parametrize(
    "written",
    [
        "forget gate",
        "Forget-Gate",
        " the FORGET gate. ",
        "ｆｏｒｇｅｔ　ｇａｔｅ",
        "“forget gate”",
        "forgetgate",
        "遗忘门",
        "遗忘 门。",
    ],
)
def test_spelling_makes_no_difference_to_a_short_text(written: str) -> None:
    assert grade(EXAMPLES["example-short-text"], written).score == 1.0


@pytest.mark.parametrize("written", ["forget the gate", "input gate", "forgets", "门"])
def test_other_words_are_wrong(written: str) -> None:
    assert grade(EXAMPLES["example-short-text"], written).score == 0.0


@pytest.mark.parametrize("written", ["", "  ", "?!", None, 3, "x" * 300])
def test_what_holds_no_words_is_refused(written: Any) -> None:
    with pytest.raises(MalformedAnswer):
        grade(EXAMPLES["example-short-text"], written)


@pytest.mark.parametrize(("one", "other"), [("1.0", "10"), ("-1", "1"), ("a + b", "a - b × c"), ("C++", "C")])
def test_numbers_and_signs_are_not_lost(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


def test_a_mistake_that_is_accepted_is_refused() -> None:
    with pytest.raises(ValueError, match="Forget-Gate is accepted"):
        ShortText.model_validate(
            SHARED
            | {
                "kind": "short_text",
                "accepted": {"zh": ["遗忘门"], "en": ["forget gate"]},
                "mistakes": [{"given": ["Forget-Gate"], "feedback": SAID}],
            }
        )


def test_each_gap_earns_its_share() -> None:
    assert grade(CLOZE, {"norm": "10", "direction": "stays"}).score == pytest.approx(2 / 3)
    assert [part.outcome for part in grade(CLOZE, {"norm": 14}).parts] == ["wrong", "missed", "missed"]
    assert grade(CLOZE, {"norm": 14}).parts[0].feedback.en == "That is the sum of the components."
    assert grade(CLOZE, {}).score == 0.0


def test_a_malformed_gap_is_named() -> None:
    with pytest.raises(MalformedAnswer, match="many") as refused:
        grade(CLOZE, {"norm": "many"})
    assert refused.value.part == "norm"


@pytest.mark.parametrize("text", ["no gap", "{{norm}} {{norm}}", "{{norm}} {{other}}"])
def test_a_gap_stands_in_the_text_exactly_once(text: str) -> None:
    gap = {"id": "norm", "kind": "number", "key": 1, "tolerance": {"absolute": 0.1}, "feedback": SAID}
    cloze = {"kind": "cloze", "text": {"zh": "{{norm}}", "en": text}, "gaps": [gap]}
    with pytest.raises(ValueError, match="exactly once"):
        Cloze.model_validate(SHARED | cloze)


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


def test_a_point_needs_all_its_groups_in_one_language_and_shows_the_words() -> None:
    grades = grade(FREE, "I clip the gradient. Its norm must stay small.")
    assert [part.outcome for part in grades.parts] == ["right", "missed"]
    assert grades.parts[0].matched == ("clip", "norm")
    assert grades.score == pytest.approx(1 / 3)
    assert grade(FREE, "只裁剪。").score == 0.0


def test_a_chinese_answer_counts_on_an_english_page() -> None:
    assert grade(FREE, "先按范数裁剪，再检查初始化。").score == 1.0


def test_a_sentence_that_says_the_opposite_does_not_count() -> None:
    assert grade(FREE, "Never clip by norm.").score == 0.0
    assert grade(FREE, "Never clip by value; clip by norm.").parts[0].outcome == "right"


def test_an_answer_that_makes_every_point_scores_exactly_one() -> None:
    points = [FREE.points[1].model_copy(update={"id": f"p{n}", "weight": 0.1}) for n in range(7)]
    item = FreeText(**{**dict(FREE), "points": tuple(points)})
    assert grade(item, "Look at the initialisation").score == 1.0

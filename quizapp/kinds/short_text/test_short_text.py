from typing import Any

import pytest

from quizapp.kinds import grade, wrong_answers
from quizapp.kinds.grade import MalformedAnswer
from quizapp.kinds.short_text.model import ShortText
from tests.kinds import EXAMPLES, SAID, SHARED

ITEM: ShortText = EXAMPLES["example-short-text"]


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
def test_spelling_makes_no_difference(written: str) -> None:
    assert grade(ITEM, written).score == 1.0


@pytest.mark.parametrize("written", ["forget the gate", "input gate", "forgets", "门"])
def test_other_words_are_wrong(written: str) -> None:
    assert grade(ITEM, written).score == 0.0


@pytest.mark.parametrize("written", ["", "  ", "?!", None, 3, "x" * 300])
def test_what_holds_no_words_is_refused(written: Any) -> None:
    with pytest.raises(MalformedAnswer):
        grade(ITEM, written)


def test_known_mistakes_are_told_apart_by_their_feedback() -> None:
    assert [grade(ITEM, answer).feedback is not None for answer in wrong_answers(ITEM)] == [True, True]
    assert grade(ITEM, "input gate").feedback is None


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

from typing import Any

import pytest

from quizapp.kinds import grade
from quizapp.kinds.grade import MalformedAnswer
from tests.kinds import EXAMPLES

ITEM = EXAMPLES["example-true-false"]


@pytest.mark.parametrize(
    ("answer", "score"),
    [
        ({"is_true": False, "reason": "one-factor"}, 1.0),
        ({"is_true": False, "reason": "component-wise"}, 0.5),
        ({"is_true": False}, 0.5),
        ({"is_true": True, "reason": "one-factor"}, 0.0),
    ],
)
def test_a_verdict_is_half_and_its_reason_the_rest(answer: Any, score: float) -> None:
    assert grade(ITEM, answer).score == score


@pytest.mark.parametrize(
    "answer", [{}, {"is_true": "false"}, {"is_true": True, "reason": "none"}, {"x": 1}, True]
)
def test_a_verdict_in_another_form_is_refused(answer: Any) -> None:
    with pytest.raises(MalformedAnswer):
        grade(ITEM, answer)

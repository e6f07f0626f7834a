from typing import Any

import pytest

from quizapp.kinds import grade, parts_in_order
from quizapp.kinds.grade import MalformedAnswer
from quizapp.kinds.single_choice.model import SingleChoice
from tests.kinds import EXAMPLES, changed

ITEM: SingleChoice = EXAMPLES["example-single"]


def test_only_the_key_scores_and_every_option_says_why() -> None:
    right, wrong = grade(ITEM, "by-norm"), grade(ITEM, "by-value")
    assert (right.score, wrong.score) == (1.0, 0.0)
    assert [part.outcome for part in right.parts] == ["right", "neutral"]
    assert [part.outcome for part in wrong.parts] == ["missed", "wrong"]
    assert all(part.feedback for part in wrong.parts)


@pytest.mark.parametrize("answer", ["neither", ["by-norm"], None, 0])
def test_what_is_none_of_the_options_is_refused_with_those_that_there_are(answer: Any) -> None:
    with pytest.raises(MalformedAnswer, match="by-norm, by-value"):
        grade(ITEM, answer)


@pytest.mark.parametrize("correct", [(), (0, 1)])
def test_exactly_one_option_is_right(correct: tuple[int, ...]) -> None:
    options = ITEM.model_dump(mode="json", exclude={"options": {1: {"world"}}})["options"]
    for position, option in enumerate(options):
        option["correct"] = position in correct
    with pytest.raises(ValueError, match="exactly one"):
        changed(ITEM, options=options)


def test_a_variant_shows_every_option_in_its_own_order() -> None:
    orders = {tuple(part.id for part in parts_in_order(ITEM, seed)) for seed in range(20)}
    assert orders == {("by-norm", "by-value"), ("by-value", "by-norm")}

import pytest

from quizapp.kinds import grade
from tests.kinds import EXAMPLES, changed

ITEM = EXAMPLES["example-matching"]


def test_matching_everything_with_the_same_earns_nothing() -> None:
    for right in ITEM.right:
        assert grade(ITEM, {left.id: right.id for left in ITEM.left}).score <= 0.25
    assert grade(ITEM, {"nan-loss": "norms"}).score == pytest.approx((1 / 2 - 1 / 3) / (2 / 3))
    assert [part.outcome for part in grade(ITEM, {"nan-loss": "norms"}).parts] == ["right", "missed"]


def test_a_match_is_one_of_the_right_side() -> None:
    left = ITEM.model_dump(mode="json")["left"]
    left[0]["match"] = "elsewhere"
    with pytest.raises(ValueError, match="elsewhere was not found on the right"):
        changed(ITEM, left=left)

from collections import Counter
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.kinds import grade, parts_in_order
from quizapp.kinds.grade import MalformedAnswer
from quizapp.kinds.ordering.model import Entry, Ordering
from tests.kinds import SAID, SHARED

ITEM = Ordering(
    kind="ordering", entries=tuple(Entry(id=i, text=SAID, feedback=SAID) for i in "abcd"), **SHARED
)


@given(order=st.permutations(["a", "b", "c", "d"]))
def test_only_the_right_order_scores_fully_and_its_reverse_nothing(order: list[str]) -> None:
    score = grade(ITEM, order).score
    assert (score == 1.0) == (order == ["a", "b", "c", "d"])
    assert grade(ITEM, ["d", "c", "b", "a"]).score == 0.0


def test_one_swapped_pair_of_neighbors_earns_most_of_the_score() -> None:
    assert grade(ITEM, ["b", "a", "c", "d"]).score == pytest.approx(2 / 3)


@pytest.mark.parametrize("answer", [["a", "b", "c"], ["a", "b", "c", "d", "d"], ["a", "b", "c", "x"], "abcd"])
def test_an_order_without_each_entry_once_is_refused(answer: Any) -> None:
    with pytest.raises(MalformedAnswer, match="a, b, c, d"):
        grade(ITEM, answer)


def test_every_order_is_shown_as_often() -> None:
    """One that never occurs, or occurs twice as often, would tell the right one to whoever draws many variants."""
    shown = Counter(tuple(part.id for part in parts_in_order(ITEM, seed)) for seed in range(2400))
    assert set(shown) == set(permutations("abcd"))
    assert max(shown.values()) < 150  # 100 expected

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.kinds import grade, parts_in_order
from quizapp.kinds.grade import MalformedAnswer
from quizapp.kinds.spot_the_line.model import SpotTheLine
from tests.kinds import EXAMPLES

ITEM: SpotTheLine = EXAMPLES["example-spot-the-line"]


@given(lines=st.sets(st.integers(1, 3)))
def test_a_line_wrongly_blamed_costs_what_one_found_earns(lines: set[int]) -> None:
    found = max(0, (1 in lines) - len(lines - {1}))
    assert grade(ITEM, {"lines": sorted(lines), "fix": "hidden"}).score == found
    assert grade(ITEM, {"lines": sorted(lines), "fix": "swapped"}).score == found / 2


def test_each_blamed_line_gets_its_remark() -> None:
    parts = {part.part_id: part for part in grade(ITEM, {"lines": [2, 3]}).parts}
    assert [parts[name].outcome for name in ("line-1", "line-2", "line-3")] == ["missed", "wrong", "wrong"]
    assert parts["line-2"].feedback is None
    assert parts["line-3"].feedback is not None


@pytest.mark.parametrize("lines", [[0], [4], ["1"], 1, [True], [1.5]])
def test_a_line_that_there_is_not_is_refused(lines: Any) -> None:
    with pytest.raises(MalformedAnswer, match="1 to 3"):
        grade(ITEM, {"lines": lines})


def test_a_listing_has_the_lines_that_are_spoken_of() -> None:
    with pytest.raises(ValueError, match="no line 3"):
        SpotTheLine.model_validate({**dict(ITEM), "listing": "one line"})


def test_the_fixes_are_shuffled() -> None:
    assert len({tuple(part.id for part in parts_in_order(ITEM, seed)) for seed in range(20)}) == 2

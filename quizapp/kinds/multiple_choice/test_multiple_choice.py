import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.kinds import grade, parts_in_order
from quizapp.kinds.grade import MalformedAnswer
from quizapp.kinds.multiple_choice.model import MultipleChoice
from quizapp.kinds.options import Option
from tests.kinds import SAID, SHARED

ITEM = MultipleChoice(
    kind="multiple_choice",
    options=tuple(
        Option(id=f"o{i}", text=SAID, correct=right, feedback=SAID)
        for i, right in enumerate((True, True, False, False))
    ),
    **SHARED,
)


@given(chosen=st.sets(st.sampled_from(["o0", "o1", "o2", "o3"])))
def test_right_choices_pay_and_wrong_ones_cost(chosen: set[str]) -> None:
    expected = max(0.0, len(chosen & {"o0", "o1"}) / 2 - len(chosen & {"o2", "o3"}) / 2)
    assert grade(ITEM, sorted(chosen)).score == expected


def test_every_option_gets_its_own_feedback() -> None:
    outcomes = {part.part_id: part.outcome for part in grade(ITEM, ["o0", "o2"]).parts}
    assert outcomes == {"o0": "right", "o1": "missed", "o2": "wrong", "o3": "neutral"}


def test_an_option_that_there_is_not_is_refused() -> None:
    with pytest.raises(MalformedAnswer, match="o9"):
        grade(ITEM, ["o0", "o9"])
    with pytest.raises(MalformedAnswer, match="o0, o1"):
        grade(ITEM, "o0")


@given(seed=st.integers(0, 2**31 - 1))
def test_a_variant_loses_no_option_and_is_the_same_each_time(seed: int) -> None:
    parts = parts_in_order(ITEM, seed)
    assert {part.id for part in parts} == {option.id for option in ITEM.options}
    assert parts == parts_in_order(ITEM, seed)


def test_at_least_one_option_is_right() -> None:
    wrong = [option.model_copy(update={"correct": False}) for option in ITEM.options]
    with pytest.raises(ValueError, match="at least one"):
        MultipleChoice.model_validate({**dict(ITEM), "options": wrong})

"""The rules of grading, over the built-in bank and over answers nobody should send."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.bank.checking.proofs import right_answer
from quizapp.bank.parametric.drawing import draw
from quizapp.domain.grading import MalformedAnswer, grade
from quizapp.domain.grading.numeric import read_number
from quizapp.domain.grading.tensor_shape import read_shape
from quizapp.domain.items import (
    AxisMeaning,
    Entry,
    Item,
    MultipleChoice,
    Numeric,
    Option,
    Ordering,
    ScenarioLink,
    SingleChoice,
    TensorShape,
    Tolerance,
)
from quizapp.domain.text import Label, Text
from tests.bank import QUESTION_SLUGS, questions, scenarios

SAID = Text(zh="话", en="words")
SHARED: dict[str, Any] = {
    "id": "an-item",
    "prompt": SAID,
    "scenario": ScenarioLink(slug="some-scenario"),
    "explanation": SAID,
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


def options(*correct: bool) -> tuple[Option, ...]:
    return tuple(
        Option(id=f"o{i}", text=SAID, correct=right, feedback=SAID) for i, right in enumerate(correct)
    )


SINGLE = SingleChoice(kind="single_choice", options=options(False, True, False), **SHARED)
MULTIPLE = MultipleChoice(kind="multiple_choice", options=options(True, True, False, False), **SHARED)
NUMERIC = Numeric(kind="numeric", key=2.5, tolerance=Tolerance(relative=0.02), **SHARED)
SHAPE = TensorShape(
    kind="tensor_shape",
    key=("time_steps", "n_samples", 64),
    axes=tuple(
        AxisMeaning(name=name, meaning=Label(zh="轴", en="axis")) for name in ("time_steps", "n_samples")
    ),
    **SHARED,
)
ORDERING = Ordering(
    kind="ordering", entries=tuple(Entry(id=i, text=SAID, feedback=SAID) for i in "abcd"), **SHARED
)
EVERY_KIND: list[Item] = [SINGLE, MULTIPLE, NUMERIC, SHAPE, ORDERING]


@pytest.mark.parametrize("slug", QUESTION_SLUGS)
def test_every_key_of_the_bank_scores_one(slug: str) -> None:
    for item in questions()[slug].items:
        drawn = draw(item, seed=0).item
        scenario = scenarios().get(drawn.scenario.slug)
        assert grade(drawn, right_answer(drawn, scenario=scenario), scenario).score == 1.0, item.id


@pytest.mark.parametrize("item", EVERY_KIND, ids=lambda item: item.kind)
def test_the_key_scores_one(item: Item) -> None:
    assert grade(item, right_answer(item)).score == 1.0


@given(answer=JSON)
def test_any_answer_is_graded_from_0_to_1_or_refused(answer: Any) -> None:
    for item in EVERY_KIND:
        try:
            score = grade(item, answer).score
        except MalformedAnswer as refused:
            assert str(refused)
        else:
            assert 0.0 <= score <= 1.0


@given(chosen=st.sets(st.sampled_from(["o0", "o1", "o2", "o3"])))
def test_multiple_choice_pays_for_right_choices_and_charges_for_wrong_ones(chosen: set[str]) -> None:
    expected = max(0.0, len(chosen & {"o0", "o1"}) / 2 - len(chosen & {"o2", "o3"}) / 2)
    assert grade(MULTIPLE, sorted(chosen)).score == expected


def test_every_option_gets_its_own_feedback() -> None:
    outcomes = {part.part_id: part.outcome for part in grade(MULTIPLE, ["o0", "o2"]).parts}
    assert outcomes == {"o0": "right", "o1": "missed", "o2": "wrong", "o3": "neutral"}


@given(order=st.permutations(["a", "b", "c", "d"]))
def test_ordering_scores_only_the_right_order_fully_and_its_reverse_with_nothing(order: list[str]) -> None:
    score = grade(ORDERING, order).score
    assert (score == 1.0) == (order == ["a", "b", "c", "d"])
    assert grade(ORDERING, ["d", "c", "b", "a"]).score == 0.0


def test_one_swapped_pair_of_neighbours_earns_most_of_the_score() -> None:
    assert grade(ORDERING, ["b", "a", "c", "d"]).score == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2.5", 2.5),
        (" 1e-3 ", 1e-3),
        ("3/4", 0.75),
        ("-.5", -0.5),
        ("２．５", 2.5),
        ("1,024", 1024),
        ("8×10^4", 8e4),
    ],
)
def test_numbers_may_be_written_in_the_usual_ways(text: str, number: float) -> None:
    assert read_number(text) == pytest.approx(number)


@pytest.mark.parametrize("text", ["", "two", "1/0", "nan", "inf", "1e999", "0x10", "1 2", "--1"])
def test_what_is_no_finite_number_is_refused(text: str) -> None:
    with pytest.raises(MalformedAnswer):
        read_number(text)


def test_a_number_at_the_edge_of_the_tolerance_is_right_and_beyond_it_wrong() -> None:
    assert grade(NUMERIC, 2.55).score == 1.0
    assert grade(NUMERIC, 2.4499).score == 0.0
    assert math.isclose(grade(NUMERIC, "5/2").score, 1.0)


@pytest.mark.parametrize(
    "text",
    [
        "(time_steps, n_samples, 64)",
        "time_steps,n_samples,64",
        "[Time_Steps, n_samples, 64,]",
        "（time_steps，n_samples，64）",
    ],
)
def test_shapes_may_be_written_in_the_usual_ways(text: str) -> None:
    assert read_shape(text) == ("time_steps", "n_samples", 64)


def test_a_shape_with_swapped_axes_earns_half_of_what_fits() -> None:
    assert grade(SHAPE, "(n_samples, time_steps, 64)").score == pytest.approx(1 / 6)
    assert grade(SHAPE, "(time_steps, 64)").score == 0.0


def test_an_unknown_axis_is_refused_with_the_axes_that_there_are() -> None:
    with pytest.raises(MalformedAnswer, match=r"batch.*n_samples, time_steps"):
        grade(SHAPE, "(time_steps, batch, 64)")

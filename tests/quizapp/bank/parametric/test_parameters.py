from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from quizapp.bank.parametric.expressions import ExpressionError
from quizapp.bank.parametric.parameters import Derived, Parameter, with_derived
from quizapp.bank.parametric.placeholders import PlaceholderError, blanked, filled, filled_text, spelled


def parameter(**fields: Any) -> Parameter:
    return Parameter(name="gain", **fields)


def drawn(**fields: Any) -> set[Any]:
    made = parameter(**fields)
    return {made.draw(Random(seed)) for seed in range(400)}


def test_choices_are_all_drawn_and_nothing_else() -> None:
    assert drawn(choices=["tanh", 2, 0.5]) == {"tanh", 2, 0.5}


def test_a_range_of_whole_numbers_holds_both_its_ends() -> None:
    assert drawn(minimum=3, maximum=6) == {3, 4, 5, 6}
    assert drawn(minimum=10, maximum=40, step=10) == {10, 20, 30, 40}


def test_a_range_with_a_step_gives_no_stray_decimals() -> None:
    assert drawn(minimum=0.1, maximum=0.5, step=0.1) == {0.1, 0.2, 0.3, 0.4, 0.5}


@given(seed=st.integers(0, 10**9), digits=st.integers(1, 4))
def test_a_logarithmic_range_is_rounded_and_kept(seed: int, digits: int) -> None:
    value = parameter(minimum=0.001, maximum=50.0, scale="log", digits=digits).draw(Random(seed))
    assert 0.001 <= value <= 50.0  # type: ignore[operator]
    assert value == float(f"{value:.{digits}g}")


def test_a_logarithmic_range_of_whole_numbers_gives_whole_numbers() -> None:
    assert all(isinstance(value, int) for value in drawn(minimum=16, maximum=1024, scale="log"))


def test_the_logarithmic_scale_favors_no_decade() -> None:
    made = parameter(minimum=1e-3, maximum=1e3, scale="log")
    small = sum(made.draw(Random(seed)) < 1 for seed in range(1000))  # type: ignore[operator, misc]
    assert 420 < small < 580


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"choices": [1], "minimum": 1, "maximum": 2},
        {"minimum": 2, "maximum": 1},
        {"minimum": 0.5, "maximum": 1.5},
        {"minimum": 0, "maximum": 1, "scale": "log"},
        {"minimum": 0.0, "maximum": 1.0, "step": 1e-9},
        {"minimum": 0, "maximum": float("inf")},
        {"name": "abs", "choices": [1]},
        {"name": "Gain", "choices": [1]},
    ],
)
def test_a_parameter_is_a_closed_set_with_a_name(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Parameter.model_validate({"name": "gain"} | fields)


def test_what_is_derived_may_use_what_was_derived_before() -> None:
    lines = (Derived(name="double", value="2 * gain"), Derived(name="square", value="double ** 2"))
    assert with_derived({"gain": 3}, lines) == {"gain": 3, "double": 6, "square": 36}
    with pytest.raises(ExpressionError):
        with_derived({"gain": 3}, lines[::-1])


def test_placeholders_leave_math_markdown_and_listings_alone() -> None:
    text = r"$W_{ij} \in \mathbb{R}^{[[n]]}$, `x = [[1, 2], [3, 4]]`, [a link](https://a.example), {n}"
    assert filled_text(text, {"n": 8}) == text.replace("[[n]]", "8")


def test_a_placeholder_may_hold_an_expression_and_a_format() -> None:
    names = {"gain": 1.3, "layers": 20, "activation": "tanh"}
    assert filled_text("[[gain ** layers:.3g]] [[ gain:.2f ]] [[activation]]", names) == "190 1.30 tanh"
    assert filled_text("$[[gain ** 100:.3t]]$ [[(gain)]]", names) == r"$2.48 \times 10^{11}$ 1.3"
    assert filled_text("[[1000 * layers:,d]] [[-1 + gain:.0%]]", names) == "20,000 30%"


@pytest.mark.parametrize("form", ["x", ">10", "99999999d", "{}", "!r", ".2", "c"])
def test_only_plain_number_formats_are_known(form: str) -> None:
    if form == ".2":
        assert spelled(1.234, form) == "1.2"
        return
    with pytest.raises(ExpressionError) as refused:
        spelled(1.5, form)
    assert refused.value.code == "placeholder_format"


def test_an_equals_sign_makes_an_expression_of_all_but_words() -> None:
    document = {"key": "= n + 1", "text": {"zh": "= n", "en": "= [[n]]"}, "shape": ["time_steps", "= 4 * n"]}
    assert filled(document, {"n": 2}) == {
        "key": 3,
        "text": {"zh": "= n", "en": "= 2"},
        "shape": ["time_steps", 8],
    }


def test_a_wrong_placeholder_is_named_by_its_place() -> None:
    with pytest.raises(PlaceholderError) as refused:
        filled({"options": [{"text": {"zh": "[[m]]", "en": ""}}]}, {"n": 2})
    assert refused.value.place == ("options", 0, "text", "zh")
    assert refused.value.values == {"name": "m", "names": "n"}


def test_before_the_numbers_are_drawn_a_text_shows_gaps() -> None:
    assert blanked("gain [[gain]], $x^{[[n:.2t]]}$, [[1, 2]]") == "gain …, $x^{…}$, [[1, 2]]"

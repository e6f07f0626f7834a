import pytest

from quizapp.domain.text import Label
from quizapp.kinds import grade
from quizapp.kinds.grade import MalformedAnswer
from quizapp.kinds.tensor_shape.model import AxisMeaning, TensorShape
from quizapp.kinds.tensor_shape.reading import read_shape
from tests.kinds import EXAMPLES, SHARED

ITEM = TensorShape(
    kind="tensor_shape",
    key=("time_steps", "n_samples", 64),
    axes=tuple(
        AxisMeaning(name=name, meaning=Label(zh="轴", en="axis")) for name in ("time_steps", "n_samples")
    ),
    **SHARED,
)


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
    assert read_shape(text, ITEM.axis_of_name) == ("time_steps", "n_samples", 64)


def test_a_shape_with_swapped_axes_earns_half_of_what_fits() -> None:
    assert grade(ITEM, "(n_samples, time_steps, 64)").score == pytest.approx(1 / 6)
    assert grade(ITEM, "(time_steps, 64)").score == 0.0


def test_an_unknown_axis_is_refused_with_the_axes_that_there_are() -> None:
    with pytest.raises(MalformedAnswer, match=r"batch.*n_samples, time_steps"):
        grade(ITEM, "(time_steps, batch, 64)")


def test_a_known_mistake_is_told_why() -> None:
    item = EXAMPLES["example-shape"]
    assert grade(item, "(n_samples, dim_input)").feedback == item.mistakes[0].feedback


def test_the_key_is_spelled_with_the_axes() -> None:
    with pytest.raises(ValueError, match="uses dim_hidden"):
        TensorShape.model_validate({**dict(ITEM), "key": ["dim_hidden"]})

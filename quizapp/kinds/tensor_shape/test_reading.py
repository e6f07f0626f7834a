from typing import Any

import pytest

from quizapp.kinds import grade
from quizapp.kinds.grade import MalformedAnswer
from quizapp.kinds.tensor_shape.model import TensorShape
from quizapp.kinds.tensor_shape.reading import read_shape
from tests.kinds import SAID, SHARED

AXES: Any = [
    {"name": "time_steps", "meaning": {"zh": "时间步数", "en": "number of time steps"}, "synonyms": ["T"]},
    {
        "name": "n_samples",
        "meaning": {"zh": "样本数", "en": "samples"},
        "synonyms": ["N", "batch", "batch size"],
    },
    {"name": "dim_hidden", "meaning": {"zh": "隐藏维度", "en": "hidden size"}, "synonyms": ["H"]},
    {"name": "dim_input", "meaning": {"zh": "输入维度", "en": "input size"}},
]
STATE = TensorShape.model_validate(
    SHARED
    | {
        "kind": "tensor_shape",
        "key": ["n_samples", "dim_hidden"],
        "axes": AXES,
        "mistakes": [{"shape": ["n_samples", "dim_input"], "feedback": SAID}],
    }
)


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("torch.Size([32, 10, 64])", (32, 10, 64)),
        ("32×10×64", (32, 10, 64)),
        ("32 x 10 x 64", (32, 10, 64)),
        ("32x10x64", (32, 10, 64)),
        ("32*10*64", (32, 10, 64)),
        ("32 10 64", (32, 10, 64)),
        ("【32，10，64】。", (32, 10, 64)),
        ("(4*32, 32)", (128, 32)),
        ("4×32, 32", (128, 32)),
        ("np.zeros((3, 20), dtype=np.float32)", (3, 20)),
        ("h_n.shape = torch.Size([2, 3, 20])", (2, 3, 20)),
        ("形状是 (3, 4)", (3, 4)),
        ("`(3, 4)`", (3, 4)),
    ],
)
def test_sizes_may_be_written_in_the_usual_ways(text: str, shape: tuple[int, ...]) -> None:
    assert read_shape(text, {}) == shape


@pytest.mark.parametrize(
    "text",
    [
        "n-samples, dim hidden",
        "(batch, dim_hidden)",
        "N, H",
        "N × H",
        "样本数，隐藏维度",
        "樣本數、隱藏維度",
        "样本数乘隐藏维度",
        "np.zeros((n_samples, dim_hidden))",
        "batch size by hidden size",
    ],
)
def test_axes_may_be_named_as_the_item_allows(text: str) -> None:
    assert grade(STATE, text).score == 1.0


def test_a_known_mistake_earns_nothing_for_its_right_axis() -> None:
    assert grade(STATE, "(n_samples, dim_input)").score == 0.0
    assert grade(STATE, "(n_samples, n_samples)").score == 0.25


@pytest.mark.parametrize("text", ["(batch, 10)", "(None, 10, 64)", "not (3, 4)", "(3, -1)", "3,,4"])
def test_a_shape_of_numbers_asks_for_numbers(text: str) -> None:
    with pytest.raises(MalformedAnswer) as refused:
        read_shape(text, {})
    assert "axes" not in str(refused.value)
    assert "time_steps" not in str(refused.value)


def test_a_name_of_two_axes_is_refused() -> None:
    axes = [AXES[0], AXES[1] | {"synonyms": ["t"]}, AXES[2]]
    with pytest.raises(ValueError, match="t names two axes"):
        TensorShape.model_validate(STATE.model_dump() | {"axes": axes})

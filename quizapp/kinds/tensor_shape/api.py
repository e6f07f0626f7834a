from typing import Any

from quizapp.kinds.asked import Asked, Shown
from quizapp.kinds.tensor_shape.model import TensorShape


class AxisShown(Shown):
    name: str
    meaning: str


class Fields(Shown):
    axes: list[AxisShown] = []


def shown(item: TensorShape, asked: Asked) -> dict[str, Any]:
    return {
        "axes": [
            AxisShown(name=axis.name, meaning=axis.meaning.in_language(asked.language)) for axis in item.axes
        ]
    }

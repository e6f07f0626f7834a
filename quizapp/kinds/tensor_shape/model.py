from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from quizapp.domain.text import ContentModel, Label, Text
from quizapp.errors import N_
from quizapp.kinds.item import ItemModel, refuse_repeated_ids

MESSAGES = {"unknown_axis": N_("The correct answer uses “%(name)s”, which is not among the axes.")}

AxisName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Axis = AxisName | Annotated[int, Field(ge=1, le=1_000_000)]


class ShapeMistake(ContentModel):
    """The wrong shape that a common mistake gives, and the feedback on it."""

    shape: tuple[Axis, ...] = Field(max_length=6)
    feedback: Text


class AxisMeaning(ContentModel):
    """An axis name that a learner may use in the answer, and its meaning."""

    name: AxisName
    meaning: Label


class TensorShape(ItemModel):
    kind: Literal["tensor_shape"]
    key: tuple[Axis, ...] = Field(min_length=1, max_length=6)
    axes: tuple[AxisMeaning, ...] = Field(default=(), max_length=12)
    mistakes: tuple[ShapeMistake, ...] = Field(default=(), max_length=10)

    @model_validator(mode="after")
    def _key_is_spelled_with_its_axes(self) -> Self:
        refuse_repeated_ids([axis.name for axis in self.axes], "axes")
        known = {axis.name for axis in self.axes}
        unknown = [axis for axis in self.key if isinstance(axis, str) and axis not in known]
        if unknown:
            raise PydanticCustomError(
                "unknown_axis",
                "The key uses {name}, which is not among the axes",
                {"name": unknown[0], "field": "key"},
            )
        return self

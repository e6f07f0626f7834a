import re
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from quizapp.domain.text import ContentModel, Label, Text
from quizapp.errors import N_
from quizapp.kinds.item import ItemModel, refuse_repeated_ids
from quizapp.kinds.refutable import Refutable
from quizapp.kinds.typed import folded
from quizapp.kinds.words import Wording

MESSAGES = {
    "unknown_axis": N_("The correct answer uses “%(name)s”, which is not among the axes."),
    "synonym_twice": N_("“%(name)s” names two axes."),
}
_GAPS = re.compile(r"[\s_\-]+")

AxisName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Axis = AxisName | Annotated[int, Field(ge=1, le=1_000_000)]


class ShapeMistake(Refutable):
    """The wrong shape that a common mistake gives, and the feedback on it."""

    shape: tuple[Axis, ...] = Field(max_length=6)
    feedback: Text


class AxisMeaning(ContentModel):
    """An axis name that a learner may use in the answer, its meaning, and other names that count as this one."""

    name: AxisName
    meaning: Label
    synonyms: tuple[Wording, ...] = Field(default=(), max_length=40)


def axis_spelled(name: str) -> str:
    """The common form of two spellings of an axis name: small letters, without gaps."""
    return _GAPS.sub("", folded(name))


class TensorShape(ItemModel):
    kind: Literal["tensor_shape"]
    key: tuple[Axis, ...] = Field(min_length=1, max_length=6)
    axes: tuple[AxisMeaning, ...] = Field(default=(), max_length=12)
    mistakes: tuple[ShapeMistake, ...] = Field(default=(), max_length=10)

    @model_validator(mode="after")
    def _key_is_spelled_with_its_axes(self) -> Self:
        refuse_repeated_ids([axis.name for axis in self.axes], "axes")
        self._refuse_names_of_two_axes()
        known = {axis.name for axis in self.axes}
        unknown = [axis for axis in self.key if isinstance(axis, str) and axis not in known]
        if unknown:
            raise PydanticCustomError(
                "unknown_axis",
                "The key uses {name}, which is not among the axes",
                {"name": unknown[0], "field": "key"},
            )
        return self

    @property
    def axis_of_name(self) -> dict[str, str]:
        """The axis of each name, synonym, and meaning in either language, spelled by `axis_spelled`."""
        names: dict[str, str] = {}
        for axis in self.axes:
            for meaning in (axis.meaning.zh, axis.meaning.en):
                names[axis_spelled(meaning)] = axis.name
        for axis in self.axes:
            for name in (axis.name, *axis.synonyms):
                names[axis_spelled(name)] = axis.name
        return names

    def _refuse_names_of_two_axes(self) -> None:
        axis_of: dict[str, str] = {}
        for position, axis in enumerate(self.axes):
            for name in (axis.name, *axis.synonyms):
                if axis_of.setdefault(axis_spelled(name), axis.name) != axis.name:
                    raise PydanticCustomError(
                        "synonym_twice",
                        "{name} names two axes",
                        {"name": name, "field": f"axes.{position}.synonyms"},
                    )

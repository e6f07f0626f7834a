"""What a learner answers and a machine grades: one model for each kind of answer."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from quizapp.domain.text import ContentModel, Label, Slug, Text

Level = Literal[1, 2, 3]
PartId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
AxisName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Axis = AxisName | Annotated[int, Field(ge=1, le=1_000_000)]
KnobValue = bool | int | float | str


class ScenarioLink(ContentModel):
    """A scenario to run beside an item, with its knobs set for that item."""

    slug: Slug
    knobs: dict[str, KnobValue] = {}


class ItemModel(ContentModel):
    """What every item has, whatever its kind of answer."""

    id: Slug
    level: Level = 1
    prompt: Text
    hints: tuple[Text, ...] = Field(default=(), max_length=5)
    scenario: ScenarioLink
    explanation: Text


class Option(ContentModel):
    id: PartId
    text: Text
    correct: bool = False
    feedback: Text


def _refuse_repeated_ids(ids: list[str], field: str) -> None:
    repeated = sorted({part for part in ids if ids.count(part) > 1})
    if repeated:
        raise PydanticCustomError(
            "repeated_id", "The id {id} is used more than once", {"id": repeated[0], "field": field}
        )


class SingleChoice(ItemModel):
    kind: Literal["single_choice"]
    options: tuple[Option, ...] = Field(min_length=2, max_length=8)

    @model_validator(mode="after")
    def _has_one_key(self) -> Self:
        _refuse_repeated_ids([option.id for option in self.options], "options")
        if sum(option.correct for option in self.options) != 1:
            raise PydanticCustomError(
                "one_correct", "Mark exactly one option as correct", {"field": "options"}
            )
        return self


class MultipleChoice(ItemModel):
    kind: Literal["multiple_choice"]
    options: tuple[Option, ...] = Field(min_length=2, max_length=10)

    @model_validator(mode="after")
    def _has_a_key(self) -> Self:
        _refuse_repeated_ids([option.id for option in self.options], "options")
        if not any(option.correct for option in self.options):
            raise PydanticCustomError(
                "some_correct", "Mark at least one option as correct", {"field": "options"}
            )
        return self


class Tolerance(ContentModel):
    """How far from the key an answer may be: an absolute distance, a share of the key, or the larger of both."""

    absolute: float = Field(default=0.0, ge=0)
    relative: float = Field(default=0.0, ge=0, lt=1)

    @model_validator(mode="after")
    def _is_given(self) -> Self:
        if self.absolute == 0 and self.relative == 0:
            raise PydanticCustomError(
                "no_tolerance", "Give an absolute or a relative tolerance above zero", {}
            )
        return self


class NumericMistake(ContentModel):
    """A wrong number that a known mistake leads to, and what to say to whoever gives it."""

    value: float
    feedback: Text


class Numeric(ItemModel):
    kind: Literal["numeric"]
    key: float
    tolerance: Tolerance
    unit: Label | None = None
    mistakes: tuple[NumericMistake, ...] = Field(default=(), max_length=10)


class ShapeMistake(ContentModel):
    """A wrong shape that a known mistake leads to, and what to say to whoever gives it."""

    shape: tuple[Axis, ...] = Field(max_length=6)
    feedback: Text


class AxisMeaning(ContentModel):
    """An axis name a learner may use in the answer, and what it stands for."""

    name: AxisName
    meaning: Label


class TensorShape(ItemModel):
    kind: Literal["tensor_shape"]
    key: tuple[Axis, ...] = Field(min_length=1, max_length=6)
    axes: tuple[AxisMeaning, ...] = Field(default=(), max_length=12)
    mistakes: tuple[ShapeMistake, ...] = Field(default=(), max_length=10)

    @model_validator(mode="after")
    def _key_is_spelled_with_its_axes(self) -> Self:
        _refuse_repeated_ids([axis.name for axis in self.axes], "axes")
        known = {axis.name for axis in self.axes}
        unknown = [axis for axis in self.key if isinstance(axis, str) and axis not in known]
        if unknown:
            raise PydanticCustomError(
                "unknown_axis",
                "The key uses {name}, which is not among the axes",
                {"name": unknown[0], "field": "key"},
            )
        return self


class Entry(ContentModel):
    id: PartId
    text: Text
    feedback: Text


class Ordering(ItemModel):
    """Entries written in their right order; learners see them shuffled."""

    kind: Literal["ordering"]
    entries: tuple[Entry, ...] = Field(min_length=3, max_length=10)

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        _refuse_repeated_ids([entry.id for entry in self.entries], "entries")
        return self


Item = Annotated[
    SingleChoice | MultipleChoice | Numeric | TensorShape | Ordering,
    Field(discriminator="kind"),
]
ITEM_KINDS: tuple[str, ...] = ("single_choice", "multiple_choice", "numeric", "tensor_shape", "ordering")

Answer = Any  # what arrives from outside; each grading function checks its own form

"""What a learner answers and a machine grades: one model for each kind of answer, in a file of its own."""

from typing import Annotated, Any, get_args

from pydantic import Field

from quizapp.domain.items.choice import MultipleChoice, SingleChoice
from quizapp.domain.items.item import Entry, ItemModel, KnobValue, Level, Option, PartId, ScenarioLink
from quizapp.domain.items.numeric import Numeric, NumericMistake, Tolerance
from quizapp.domain.items.ordering import Ordering
from quizapp.domain.items.tensor_shape import Axis, AxisMeaning, AxisName, ShapeMistake, TensorShape

__all__ = [
    "ITEM_KINDS",
    "Answer",
    "Axis",
    "AxisMeaning",
    "AxisName",
    "Entry",
    "Item",
    "ItemModel",
    "KnobValue",
    "Level",
    "MultipleChoice",
    "Numeric",
    "NumericMistake",
    "Option",
    "Ordering",
    "PartId",
    "ScenarioLink",
    "ShapeMistake",
    "SingleChoice",
    "TensorShape",
    "Tolerance",
]

Item = Annotated[
    SingleChoice | MultipleChoice | Numeric | TensorShape | Ordering,
    Field(discriminator="kind"),
]
ITEM_KINDS: tuple[str, ...] = tuple(
    get_args(model.model_fields["kind"].annotation)[0] for model in get_args(get_args(Item)[0])
)

Answer = Any  # what arrives from outside; each grading function checks its own form

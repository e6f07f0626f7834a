"""A number within a tolerance."""

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from quizapp.domain.items.item import ItemModel
from quizapp.domain.text import ContentModel, Label, Text


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

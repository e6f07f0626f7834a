"""Choosing one option, or several."""

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from quizapp.domain.items.item import ItemModel, Option, refuse_all_but_one_key, refuse_repeated_ids


class SingleChoice(ItemModel):
    kind: Literal["single_choice"]
    options: tuple[Option, ...] = Field(min_length=2, max_length=8)

    @model_validator(mode="after")
    def _has_one_key(self) -> Self:
        refuse_repeated_ids([option.id for option in self.options], "options")
        refuse_all_but_one_key(self.options, "options")
        return self


class MultipleChoice(ItemModel):
    kind: Literal["multiple_choice"]
    options: tuple[Option, ...] = Field(min_length=2, max_length=10)

    @model_validator(mode="after")
    def _has_a_key(self) -> Self:
        refuse_repeated_ids([option.id for option in self.options], "options")
        if not any(option.correct for option in self.options):
            raise PydanticCustomError(
                "some_correct", "Mark at least one option as correct", {"field": "options"}
            )
        return self

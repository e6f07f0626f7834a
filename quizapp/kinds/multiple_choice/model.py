from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from quizapp.errors import N_
from quizapp.kinds.item import ItemModel, refuse_repeated_ids
from quizapp.kinds.options import Option

MESSAGES = {"some_correct": N_("Mark at least one option as correct.")}


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

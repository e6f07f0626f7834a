from typing import Literal, Self

from pydantic import Field, model_validator

from quizapp.kinds.item import ItemModel, refuse_repeated_ids
from quizapp.kinds.options import Option, refuse_all_but_one_key


class SingleChoice(ItemModel):
    kind: Literal["single_choice"]
    options: tuple[Option, ...] = Field(min_length=2, max_length=8)

    @model_validator(mode="after")
    def _has_one_key(self) -> Self:
        refuse_repeated_ids([option.id for option in self.options], "options")
        refuse_all_but_one_key(self.options, "options")
        return self

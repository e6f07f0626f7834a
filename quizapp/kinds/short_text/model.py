from typing import Literal, Self

from pydantic import Field, model_validator

from quizapp.kinds.item import ItemModel
from quizapp.kinds.words import Wordings, WordsMistake, refuse_mistakes_among_keys


class ShortText(ItemModel):
    kind: Literal["short_text"]
    accepted: Wordings
    mistakes: tuple[WordsMistake, ...] = Field(default=(), max_length=10)

    @model_validator(mode="after")
    def _no_mistake_is_accepted(self) -> Self:
        refuse_mistakes_among_keys(self.accepted, self.mistakes)
        return self

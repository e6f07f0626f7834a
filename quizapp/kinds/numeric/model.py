from typing import Literal

from pydantic import Field

from quizapp.domain.text import Label
from quizapp.kinds.item import ItemModel
from quizapp.kinds.numbers import NumericMistake, Tolerance, is_count


class Numeric(ItemModel):
    """about_count: the prompt asks about how many of something, so that both whole numbers beside the key are right."""

    kind: Literal["numeric"]
    key: float
    tolerance: Tolerance
    unit: Label | None = None
    about_count: bool = False
    mistakes: tuple[NumericMistake, ...] = Field(default=(), max_length=10)

    @property
    def is_count(self) -> bool:
        return self.about_count or is_count(self.key, self.tolerance)

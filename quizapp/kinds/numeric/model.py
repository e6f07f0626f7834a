from typing import Literal

from pydantic import Field

from quizapp.domain.text import Label
from quizapp.kinds.item import ItemModel
from quizapp.kinds.numbers import NumericMistake, Tolerance


class Numeric(ItemModel):
    kind: Literal["numeric"]
    key: float
    tolerance: Tolerance
    unit: Label | None = None
    mistakes: tuple[NumericMistake, ...] = Field(default=(), max_length=10)

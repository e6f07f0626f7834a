from typing import Literal, Self

from pydantic import Field, model_validator

from quizapp.domain.text import Text
from quizapp.kinds.item import ItemModel, refuse_repeated_ids
from quizapp.kinds.points import Point


class KeyPoint(Point):
    """`missed` is shown, and `follow_up` asked, if the point is not covered."""

    weight: float = Field(default=1.0, gt=0, le=10)
    missed: Text
    follow_up: Text | None = None


class FreeText(ItemModel):
    """`model_answer` takes one or two minutes to speak and covers every point; `in_depth` goes further."""

    kind: Literal["free_text"]
    points: tuple[KeyPoint, ...] = Field(min_length=1, max_length=10)
    model_answer: Text
    in_depth: Text | None = None

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        refuse_repeated_ids([point.id for point in self.points], "points")
        return self

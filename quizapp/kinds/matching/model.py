from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from quizapp.domain.text import ContentModel, PartId, Text
from quizapp.errors import N_
from quizapp.kinds.item import ItemModel, refuse_repeated_ids
from quizapp.kinds.refutable import Refutable

MESSAGES = {"unknown_match": N_("“%(id)s” was not found on the right.")}


class LeftSide(Refutable):
    """One entry: `match` is the id of its match on the right. contradicts: the claim against any other match."""

    id: PartId
    text: Text
    match: PartId
    feedback: Text


class RightSide(ContentModel):
    id: PartId
    text: Text


class Matching(ItemModel):
    """Several on the left may have the same match, and some on the right none."""

    kind: Literal["matching"]
    left: tuple[LeftSide, ...] = Field(min_length=2, max_length=8)
    right: tuple[RightSide, ...] = Field(min_length=2, max_length=10)

    @model_validator(mode="after")
    def _sides_fit(self) -> Self:
        refuse_repeated_ids([each.id for each in self.left], "left")
        refuse_repeated_ids([each.id for each in self.right], "right")
        known = {each.id for each in self.right}
        for position, each in enumerate(self.left):
            if each.match not in known:
                raise PydanticCustomError(
                    "unknown_match",
                    "{id} was not found on the right",
                    {"id": each.match, "field": f"left.{position}.match"},
                )
        return self

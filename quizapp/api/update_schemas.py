"""The documents of shipped updates in the API."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from quizapp.api.bodies import RequestBody, ResponseBody
from quizapp.api.regrade_schemas import LARGEST_NUMBER, DifferenceShown

MOST_CHOICES = 1000


class ClashShown(ResponseBody):
    field: str = Field(description="Dotted; exercises and their parts by their ids")
    base: str = Field(description="Empty where a side has no such field")
    theirs: str
    mine: str


class UpdateShown(ResponseBody):
    update_id: int
    offered_at: datetime
    revision: str = Field(description="Of your text; its ETag, without the quotation marks")
    base: dict[str, Any] = Field(
        description="What both texts come from; empty if it was never shipped before"
    )
    theirs: dict[str, Any] = Field(description="What is shipped now")
    mine: dict[str, Any] = Field(description="Your draft, or what is published")
    clashes: list[ClashShown] = Field(description="What both sides changed, each otherwise; to be chosen")
    taken: list[DifferenceShown] = Field(description="What only the shipped text changed")


class AcceptBody(RequestBody):
    update_id: int = Field(ge=1, le=LARGEST_NUMBER, description="Number of the update that you saw")
    choices: dict[str, Literal["theirs", "mine"]] = Field(
        default={}, max_length=MOST_CHOICES, description="A side for each clash, by its field"
    )


class DeclineBody(RequestBody):
    update_id: int = Field(ge=1, le=LARGEST_NUMBER, description="Number of the update that you saw")

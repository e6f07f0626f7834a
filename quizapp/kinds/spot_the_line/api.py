from typing import Annotated, Any, NotRequired

from pydantic import Field, with_config
from typing_extensions import TypedDict

from quizapp.kinds.answers import CLOSED, PartName
from quizapp.kinds.asked import Asked, Shown
from quizapp.kinds.spot_the_line.model import SpotTheLine


class Fields(Shown):
    text: str | None = Field(default=None, description="the listing")


def shown(item: SpotTheLine, asked: Asked) -> dict[str, Any]:
    return {"text": item.listing}


@with_config(CLOSED)
class LinesAnswer(TypedDict):
    """spot_the_line: the numbers of the wrong lines, counted from 1; the id of the fix, if fixes are offered."""

    lines: Annotated[list[int], Field(max_length=60)]
    fix: NotRequired[PartName | None]

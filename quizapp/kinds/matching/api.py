from typing import Any

from pydantic import Field

from quizapp.kinds.asked import Asked, PartShown, Shown
from quizapp.kinds.matching.model import Matching


class Fields(Shown):
    left: list[PartShown] = Field(default=[], description="each must be matched with one of parts")


def shown(item: Matching, asked: Asked) -> dict[str, Any]:
    return {"left": [asked.shown(each) for each in item.left]}

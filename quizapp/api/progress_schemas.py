"""The response documents of progress."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from quizapp.api.bodies import RequestBody, ResponseBody
from quizapp.kinds.skills import Skill


class ExportQuery(RequestBody):
    format: Literal["json", "csv"] = Field(
        default="json", description="json: everything. csv: the attempts, for a spreadsheet"
    )


class ShareShown(ResponseBody):
    right: int = Field(description="Number of right answers")
    count: int = Field(description="Number of answers")
    share: float | None = Field(description="right / count; null without answers")
    low: float = Field(description="Lower end of the 90% interval (Wilson)")
    high: float = Field(description="Upper end of the 90% interval (Wilson)")


class CellShown(ResponseBody):
    topic: str
    skill: Skill = Field(description="What the items train")
    items: int = Field(description="Number of published items of the topic that train the skill")
    first_tries: ShareShown
    would_help_most: bool = Field(description="Whether practice of this cell would help most")


class StepShown(ResponseBody):
    confidence: float = Field(description="How sure the learner was, from 0 to 1")
    first_tries: ShareShown
    is_too_sure: bool = Field(description="Whether the confidence is above the interval, from 8 answers on")


class TransferShown(ResponseBody):
    repeated: ShareShown = Field(description="Answers to variants with the same values as before")
    fresh: ShareShown = Field(description="Answers to unseen variants of concepts that were answered before")
    gap: float | None = Field(
        description="The first share minus the second; null with fewer than 10 answers of each"
    )
    low: float | None = Field(description="Lower end of the 90% interval of the gap (Newcombe)")
    high: float | None = Field(description="Upper end of the 90% interval of the gap (Newcombe)")


class ProgressShown(ResponseBody):
    count: int = Field(description="Number of answers")
    since: datetime | None = Field(description="When the first answer was given")
    seconds: float = Field(description="Time spent on all answers")
    first_tries: ShareShown
    matrix: list[CellShown] = Field(description="By topic and skill")
    calibration: list[StepShown] = Field(description="By confidence, the lowest first")
    transfer: TransferShown

"""The request and response documents of the on-call room."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from quizapp.api.bodies import RequestBody, ResponseBody
from quizapp.api.schemas import LanguageQuery
from quizapp.domain.oncall.evidence import Chart

Code = Annotated[str, Field(max_length=40)]
CellState = Literal["for", "none", "against"]


class TakeQuery(LanguageQuery):
    review: bool = Field(
        default=False, description="Of a cause that is due for review, if there is one; otherwise by chance"
    )


class CasePath(BaseModel):
    case: str = Field(max_length=24, description="The id of one of your cases")


class NamedShown(ResponseBody):
    code: str
    name: str


class MeasurementShown(ResponseBody):
    code: str
    name: str
    tells: str = Field(description="What it tells apart")
    minutes: int = Field(description="What it costs; 0 once it was taken")
    is_taken: bool


class EvidenceShown(ResponseBody):
    measurement: str
    tag: str = Field(description="Its name on the evidence board")
    sentence: str
    facts: dict[str, float | None] = Field(description="The numbers of the sentence; null if not finite")
    charts: list[Chart]


class MeasurementList(ResponseBody):
    measurements: list[MeasurementShown]


class CaseShown(ResponseBody):
    id: str
    title: str
    report: str = Field(description="What is known in the morning")
    family: NamedShown = Field(description="The kind of network and its task")
    is_answered: bool
    minutes_left: int
    minutes_for_proof: int = Field(description="Of the budget, kept for testing the fix")
    suspects: list[NamedShown]
    fixes: list[NamedShown]
    measurements: list[MeasurementShown]
    evidence: list[EvidenceShown]
    board: dict[str, dict[str, CellState]] = Field(
        description="The evidence board: by suspect, then by measurement, what you think"
    )
    pinned: str | None = Field(description="The measurement whose evidence is shown large and first")
    created_at: datetime


class CaseList(ResponseBody):
    cases: list[CaseShown]


class MeasurementBody(RequestBody):
    measurement: Code


class CellBody(RequestBody):
    suspect: Code
    measurement: Code = Field(
        description="One that was taken, or seeds for the evidence that comes with the case"
    )
    state: CellState | None = Field(description="Null clears the cell")


class PinBody(RequestBody):
    measurement: Code | None = Field(description="Null for none")


class CaseAnswerBody(RequestBody):
    cause: Code
    fix: Code
    confidence: Literal[50, 70, 90, 99] | None = Field(default=None, description="In percent")


class OtherFixShown(ResponseBody):
    code: str
    name: str
    status: Literal["unchanged", "untested", "testing", "tested"] = Field(
        description="unchanged: it does not change this network, so that nothing is tested"
    )
    seeds_done: int
    seeds_learned: int | None = Field(description="Of 20; null before all are done")
    works: bool | None = Field(description="Whether at least 16 of 20 learn; null before all are done")


class OtherFixList(ResponseBody):
    fixes: list[OtherFixShown] = Field(description="All but the one you named")


class CaseResultShown(ResponseBody):
    id: str
    status: Literal["testing", "stopped", "settled"] = Field(
        description="stopped: the networks could not be trained, and the same answer sent again trains them again"
    )
    seeds_done: int
    seeds_learned: int | None = Field(description="Of 20, with the named fix; null before all are done")
    is_fixed: bool | None = Field(description="Whether at least 16 of 20 learn")
    knows_cause: bool | None
    is_solved: bool | None = Field(description="Whether the cause is right and the fix works")
    cause: NamedShown | None = Field(description="The planted cause, once the case is settled")
    why: str | None
    minutes: int = Field(description="Spent on measurements")
    shortest: list[str] | None = Field(
        description="The measurements that would have named the cause in the fewest minutes"
    )

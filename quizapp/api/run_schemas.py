"""The documents with which a run is asked for, and that tell how it stands."""

from datetime import datetime
from typing import Any, Literal, Self

from pydantic import BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

import simulator
from quizapp.api.bodies import RequestBody, ResponseBody
from quizapp.api.provenance_schema import ComputedByShown
from quizapp.api.schemas import LanguageQuery, Name
from quizapp.domain.text import KnobValue

MOST_WATCHED = 8


class RunPath(BaseModel):
    run: Name


class ExperimentQuery(LanguageQuery):
    experiment: int = Field(default=0, ge=0, le=100, description="Which experiment of the run, from 0")


class AfterQuery(LanguageQuery):
    after: str | None = Field(
        default=None, max_length=40, description="The id of the last event that was seen"
    )


class ScriptQuery(ExperimentQuery):
    framework: Literal["pytorch", "keras"] = "pytorch"


class LastEventHeader(BaseModel):
    last_event_id: str | None = Field(default=None, alias="Last-Event-ID", max_length=40)


class RunRequest(RequestBody):
    """Either a scenario with its knobs, or experiments."""

    scenario: Name | None = None
    knobs: dict[str, KnobValue] = Field(default={}, max_length=20)
    experiments: list[simulator.Experiment] | None = Field(default=None, min_length=1, max_length=1000)
    detail: Literal["frames", "outcomes"] = Field(
        default="frames",
        description="frames: everything, of at most 8 experiments. outcomes: of up to 1000 only what became of each",
    )

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        if self.detail == "frames" and len(self.experiments or []) > MOST_WATCHED:
            raise PydanticCustomError(
                "too_long", "At most 8 are possible", {"field": "experiments", "max_length": MOST_WATCHED}
            )
        if (self.scenario is None) == (self.experiments is None):
            raise PydanticCustomError(
                "scenario_or_experiments", "Give either a scenario or experiments", {"field": "scenario"}
            )
        return self


class CostShown(ResponseBody):
    flops: int = Field(description="Of the matrix products of all updates")
    bytes: int = Field(description="Held in memory if all experiments train side by side")
    seconds: float = Field(description="On one idle core of this server")


class EstimateShown(CostShown):
    run: str | None = Field(
        description="A finished run of exactly this; null where it is still to be computed"
    )


class RunShown(ResponseBody):
    id: str
    status: Literal["queued", "running", "finished", "failed", "cancelled"]
    error: str | None
    cost: CostShown
    scenario: str | None
    knobs: dict[str, Any]
    detail: Literal["frames", "outcomes"]
    experiments: list[simulator.Experiment]
    simulator_version: str
    computed_by: ComputedByShown | None = Field(
        description="What computed it; null until that has begun, and for a run stored before this was kept"
    )
    queued_before: int | None = Field(
        description="How many runs are taken before it; null unless it is queued"
    )
    expected_wait_seconds: float | None = Field(
        description="Until it is taken, by estimate and if nobody else comes; null unless it is queued"
    )
    seconds: float | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

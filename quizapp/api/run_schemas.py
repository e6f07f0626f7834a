"""The documents for requesting a run, and for its status."""

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
    experiment: int = Field(
        default=0, ge=0, le=100, description="The number of the experiment of the run, from 0"
    )


class AfterQuery(LanguageQuery):
    after: str | None = Field(default=None, max_length=40, description="The id of the last event seen")


class ScriptQuery(ExperimentQuery):
    framework: Literal["pytorch", "keras"] = "pytorch"


class LastEventHeader(BaseModel):
    last_event_id: str | None = Field(default=None, alias="Last-Event-ID", max_length=40)


class RunRequest(RequestBody):
    """Either a scenario with values of its knobs, or experiments."""

    scenario: Name | None = None
    knobs: dict[str, KnobValue] = Field(default={}, max_length=20)
    experiments: list[simulator.Experiment] | None = Field(default=None, min_length=1, max_length=1000)
    detail: Literal["frames", "outcomes"] = Field(
        default="frames",
        description="frames: everything, for at most 8 experiments. outcomes: only the outcome of each, for up to 1000",
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
    flops: int = Field(description="For the matrix products of all updates")
    bytes: int = Field(description="Memory needed if all experiments train side by side")
    seconds: float = Field(description="On one idle core of this server")


class EstimateShown(CostShown):
    run: str | None = Field(description="A finished run of exactly this; null if it has not been computed")


class RunShown(ResponseBody):
    id: str
    status: Literal["queued", "running", "finished", "failed", "cancelled"]
    error: str | None
    cost: CostShown
    scenario: str | None
    knobs: dict[str, Any]
    detail: Literal["frames", "outcomes", "tallies"]
    experiments: list[simulator.Experiment]
    simulator_version: str
    computed_by: ComputedByShown | None = Field(
        description="The computing environment; null until the computation starts, and for a run stored before this "
        "was kept"
    )
    queued_before: int | None = Field(description="The number of runs before it; null unless it is queued")
    expected_wait_seconds: float | None = Field(
        description="Estimated time until it starts if no new runs arrive; null unless it is queued, "
        "and while no worker is alive"
    )
    seconds_left: float | None = Field(
        description="Estimated time until it is over; null unless it is running"
    )
    seconds: float | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

"""The documents that tell what came of a run."""

from typing import Any, Literal

from pydantic import Field

from quizapp.api.bodies import ResponseBody
from quizapp.api.provenance_schema import ComputedByShown


class EventShown(ResponseBody):
    id: str = Field(description="<attempt>.<sequence>")
    event: Literal["frame", "result", "outcomes"]
    data: str = Field(description="JSON, as the stream sends it")


class EventList(ResponseBody):
    status: Literal["queued", "running", "finished", "failed", "cancelled"]
    error: str | None
    queued_before: int | None = Field(description="As in the document of the run")
    expected_wait_seconds: float | None = Field(description="As in the document of the run")
    events: list[EventShown]


class RunOutcomeShown(ResponseBody):
    experiment: int = Field(description="Its position among the run's experiments")
    code: Literal["healthy", "slow", "oscillating", "vanished", "nan"]
    level: float | None = Field(
        description="Where the loss ended: 0 the best there is, 1 that of always guessing the same; null for nan"
    )
    first_nonfinite_step: int | None


class OutcomeList(ResponseBody):
    run: str
    outcomes: list[RunOutcomeShown] = Field(description="As far as they are known")
    computed_by: ComputedByShown | None = Field(description="As in the document of the run")


class PredictionShown(ResponseBody):
    """What mean-field theory says of the gradient before the first update."""

    run: str
    experiment: int
    column: Literal["layer_gradient_norm", "time_gradient_norm"] | None = Field(
        description="The column of the trace whose first row is predicted; null where the theory does not hold"
    )
    relative: list[float] = Field(
        description="Norms over that of the last hidden layer, or of the last time step; empty without a column"
    )


class TraceList(ResponseBody):
    run: str
    traces: list[dict[str, Any]] = Field(
        description="Of each experiment what it recorded, and in `computed_by` what computed it"
    )


class UnrolledPair(ResponseBody):
    before: dict[str, Any] = Field(description="At initialisation")
    after: dict[str, Any] = Field(description="With the weights the run ended with")


class UnrolledList(ResponseBody):
    run: str
    experiments: list[UnrolledPair]

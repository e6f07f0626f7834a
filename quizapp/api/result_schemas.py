"""The documents of the results of a run."""

from typing import Any, Literal

from pydantic import Field

from quizapp.api.bodies import ResponseBody
from quizapp.api.provenance_schema import ComputedByShown


class EventShown(ResponseBody):
    id: str = Field(description="<attempt>.<sequence>")
    event: Literal["frame", "result", "outcomes", "tallies"]
    data: str = Field(
        description="As sent in the stream: FrameEvent, ResultEvent, OutcomesEvent, or TalliesEvent as JSON"
    )


class EventList(ResponseBody):
    status: Literal["queued", "running", "finished", "failed", "cancelled"]
    error: str | None
    queued_before: int | None = Field(description="As in the document of the run")
    expected_wait_seconds: float | None = Field(description="As in the document of the run")
    events: list[EventShown]


class RunOutcomeShown(ResponseBody):
    experiment: int = Field(description="Its position among the experiments of the run")
    code: Literal["healthy", "slow", "oscillating", "vanished", "nan"]
    level: float | None = Field(
        description="The final loss: 0 is the best possible, 1 that of a constant prediction; null for nan"
    )
    first_nonfinite_step: int | None


class OutcomeList(ResponseBody):
    run: str
    outcomes: list[RunOutcomeShown] = Field(description="As far as known")
    computed_by: ComputedByShown | None = Field(description="As in the document of the run")


class PredictionShown(ResponseBody):
    """What mean-field theory predicts for the gradient before the first update."""

    run: str
    experiment: int
    column: Literal["layer_gradient_norm", "time_gradient_norm"] | None = Field(
        description="The column of the trace whose first row is predicted; null if the theory does not hold"
    )
    relative: list[float] = Field(
        description="Norms divided by that of the last hidden layer, or of the last time step; empty without a column"
    )


class TraceList(ResponseBody):
    run: str
    traces: list[dict[str, Any]] = Field(
        description="The records of each experiment, with the computing environment in `computed_by`"
    )


Numbers = list[float | None]


class UnrolledShown(ResponseBody):
    """One sample of the first batch, time step by time step; null stands for a number that was not finite."""

    words: list[str] = Field(description="The meaning of each input")
    inputs: list[Numbers] = Field(description="(time, dim_input)")
    states: list[list[Numbers]] = Field(
        description="(layers, time + 1, dim_hidden); the first of each layer is the state before the first input"
    )
    outputs: list[Numbers] = Field(
        description="(time, dim_output), or (1, dim_output) if only the last state is read; probabilities for classes"
    )
    targets: list[int | list[float]] = Field(description="A class or numbers for each output")
    target_words: list[str]
    output_words: list[str] = Field(description="The meaning of each entry of an output")
    shapes: dict[str, list[tuple[str, int]]] = Field(
        description="The axes of each array in the full batch with their sizes, by name"
    )
    cells: list[list[Numbers]] | None = Field(description="c of an LSTM, in the shape of states")
    gates: dict[str, list[list[Numbers]]] = Field(description="By name, (layers, time, dim_hidden)")


class UnrolledPair(ResponseBody):
    before: UnrolledShown = Field(description="At initialization")
    after: UnrolledShown = Field(description="With the final weights of the run")


class UnrolledList(ResponseBody):
    run: str
    experiments: list[UnrolledPair]

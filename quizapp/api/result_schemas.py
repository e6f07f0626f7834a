"""The documents that tell what came of a run."""

from typing import Any, Literal

from pydantic import Field

from quizapp.api.bodies import ResponseBody
from quizapp.api.provenance_schema import ComputedByShown


class EventShown(ResponseBody):
    id: str = Field(description="<attempt>.<sequence>")
    event: Literal["frame", "result", "outcomes"]
    data: str = Field(description="As the stream sends it: FrameEvent, ResultEvent or OutcomesEvent as JSON")


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


Numbers = list[float | None]


class UnrolledShown(ResponseBody):
    """One sample of the first batch, step by step; null stands for a number that was not finite."""

    words: list[str] = Field(description="What each input stands for")
    inputs: list[Numbers] = Field(description="(time, dim_input)")
    states: list[list[Numbers]] = Field(
        description="(layers, time + 1, dim_hidden); the first of each layer is the state before the first input"
    )
    outputs: list[Numbers] = Field(
        description="(time, dim_output), or (1, dim_output) where only the last state is read; of classes their shares"
    )
    targets: list[int | list[float]] = Field(description="A class or numbers for each output")
    target_words: list[str]
    output_words: list[str] = Field(description="What each entry of an output stands for")
    shapes: dict[str, list[tuple[str, int]]] = Field(
        description="By the name of an array, its axes in the full batch with their sizes"
    )
    cells: list[list[Numbers]] | None = Field(description="c of an LSTM, in the shape of states")
    gates: dict[str, list[list[Numbers]]] = Field(description="By name, (layers, time, dim_hidden)")


class UnrolledPair(ResponseBody):
    before: UnrolledShown = Field(description="At initialisation")
    after: UnrolledShown = Field(description="With the weights the run ended with")


class UnrolledList(ResponseBody):
    run: str
    experiments: list[UnrolledPair]

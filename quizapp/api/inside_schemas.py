"""The documents of a step inside."""

from typing import Literal

from pydantic import Field

import simulator
from quizapp.api.bodies import RequestBody, ResponseBody
from quizapp.api.run_schemas import ExperimentQuery

WHEN = "before: at initialisation. after: with the weights the small network ends its own training with"
SAMPLE = "Whose words are told, from 0; the arrays hold the whole batch"


class InsideRequest(RequestBody):
    experiment: simulator.Experiment
    sample: int = Field(default=0, ge=0, le=10_000, description=SAMPLE)
    when: Literal["before", "after"] = Field(default="before", description=WHEN)


class InsideQuery(ExperimentQuery):
    sample: int = Field(default=0, ge=0, le=10_000, description=SAMPLE)
    when: Literal["before", "after"] = Field(default="before", description=WHEN)


class SizeShown(ResponseBody):
    setting: str = Field(description="Dotted name, such as network.width")
    was: int
    now: int


class WalkLineShown(ResponseBody):
    made: str = Field(description="The name of the array that the equation makes")
    expression: str = Field(description="From what, in NumPy's signs and the names of `arrays`")
    latex: str = Field(description="The whole equation as a formula; d stands for the gradient of the loss")


class WalkStageShown(ResponseBody):
    name: Literal[
        "hidden", "gates", "candidate", "cell", "state", "output", "loss", "d_output", "d_state", "d_cell",
        "d_gates", "d_hidden", "d_input", "parameters", "norm",
    ]  # fmt: skip
    direction: Literal["forward", "backward"]
    time: int | None
    layer: int | None = Field(description="From 1 at the input; the readout is the one after the last")
    is_cut: bool = Field(description="Truncated: nothing comes back here from the step after")
    lines: list[WalkLineShown]


class WalkAxisShown(ResponseBody):
    name: Literal["batch", "features", "width", "outputs", "gates_x_width"]
    size: int
    shown: list[int] = Field(description="Which entries `values` has, at most 12")
    labels: list[str] | None = Field(description="Of those entries: words, or the letters of gates")


class WalkArrayShown(ResponseBody):
    latex: str
    axes: list[WalkAxisShown]
    values: float | list[float | None] | list[list[float | None]] | None
    norm: float | None = Field(description="Frobenius norm of the whole array; null where it is not finite")


class WalkFlowShown(ResponseBody):
    """The norm of the gradient where a stage has brought it, and the factor since the place before."""

    name: str
    stage: int
    time: int | None
    layer: int | None
    norm: float | None
    factor: float | None


class InsideShown(ResponseBody):
    experiment: simulator.Experiment = Field(description="The small one, which the numbers are of")
    made_small: list[SizeShown] = Field(description="What was cut down")
    when: Literal["before", "after"]
    has_blown_up: bool = Field(description="Its training ended with weights that are not finite")
    stages: list[WalkStageShown]
    arrays: dict[str, WalkArrayShown]
    flow: list[WalkFlowShown]
    loss: float | None
    gradient_norm: float | None
    applied_norm: float | None
    sample: int
    words: list[str]
    target_words: list[str]

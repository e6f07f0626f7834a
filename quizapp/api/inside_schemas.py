"""The documents of “Look inside”."""

from typing import Literal

from pydantic import Field

import simulator
from quizapp.api.bodies import RequestBody, ResponseBody
from quizapp.api.run_schemas import ExperimentQuery

WHEN = "before: at initialization. after: with the weights at the end of the small network's own training"
SAMPLE = "The sample whose words are shown, from 0; the arrays contain the whole batch"


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
    made: str = Field(description="The name of the array that the equation computes")
    expression: str = Field(description="The expression, in NumPy notation with the names of `arrays`")
    latex: str = Field(description="The whole equation as a formula; d stands for the gradient of the loss")


class WalkStageShown(ResponseBody):
    name: Literal[
        "hidden", "gates", "candidate", "cell", "state", "output", "loss", "d_output", "d_state", "d_cell",
        "d_gates", "d_hidden", "d_input", "parameters", "norm",
    ]  # fmt: skip
    direction: Literal["forward", "backward"]
    time: int | None
    layer: int | None = Field(description="From 1 at the input; the output layer is the one after the last")
    is_cut: bool = Field(description="Truncated: no gradient comes back from the next time step")
    lines: list[WalkLineShown]


class WalkAxisShown(ResponseBody):
    name: Literal["batch", "features", "width", "outputs", "gates_x_width"]
    size: int
    shown: list[int] = Field(description="The entries in `values`, at most 12")
    labels: list[str] | None = Field(description="The names of those entries: words, or the letters of gates")


class WalkArrayShown(ResponseBody):
    latex: str
    axes: list[WalkAxisShown]
    values: float | list[float | None] | list[list[float | None]] | None
    norm: float | None = Field(description="Frobenius norm of the whole array; null if it is not finite")


class WalkFlowShown(ResponseBody):
    """The norm of the gradient after a stage, and the factor from the previous place."""

    name: str
    stage: int
    time: int | None
    layer: int | None
    norm: float | None
    factor: float | None


class InsideShown(ResponseBody):
    experiment: simulator.Experiment = Field(description="The small experiment, to which the numbers belong")
    made_small: list[SizeShown] = Field(description="The settings that were reduced")
    when: Literal["before", "after"]
    has_blown_up: bool = Field(description="Whether its training ended with weights that are not finite")
    stages: list[WalkStageShown]
    arrays: dict[str, WalkArrayShown]
    flow: list[WalkFlowShown]
    loss: float | None
    gradient_norm: float | None
    applied_norm: float | None
    sample: int
    words: list[str]
    target_words: list[str]

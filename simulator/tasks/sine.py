"""A sine wave, predicted some time steps ahead."""

from typing import Annotated, Any, Final, Literal, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from simulator.errors import Fault, refusal
from simulator.field_types import MAX_LENGTH, Settings, Spread
from simulator.tasks.scaling import (
    InputOffset,
    InputScale,
    TargetOffset,
    TargetScale,
    scaled_inputs,
    scaled_targets,
    scaling_lines,
)
from simulator.tasks.task import Constant, Draws, Script, Task, TaskShape

Array: TypeAlias = NDArray[Any]


class SineSettings(Settings):
    """A sine wave, predicted some time steps ahead."""

    kind: Literal["sine"]
    length: Annotated[int, Field(ge=2, le=MAX_LENGTH)] = 50
    horizon: Annotated[int, Field(ge=1, le=MAX_LENGTH)] = 1
    shortest_period: Annotated[float, Field(ge=2.0, le=1e6)] = 8.0
    longest_period: Annotated[float, Field(ge=2.0, le=1e6)] = 24.0
    noise: Spread = 0.0
    input_scale: InputScale = 1.0
    input_offset: InputOffset = 0.0
    target_scale: TargetScale = 1.0
    target_offset: TargetOffset = 0.0

    @model_validator(mode="after")
    def _periods_are_in_order(self) -> Self:
        if self.longest_period < self.shortest_period:
            raise refusal(
                Fault(
                    "longest_period",
                    "periods_out_of_order",
                    "The longest period, {longest}, is below the shortest, {shortest}",
                    {"longest": self.longest_period, "shortest": self.shortest_period},
                )
            )
        return self


class SineSource:
    """A sine wave of random period and phase; after each number, the target is the one `horizon` steps ahead.

    x_t = sin(2 pi t / period + phase) + noise * N(0, 1), the period drawn uniformly between shortest_period and
    longest_period, the phase uniformly from the circle; the target is the wave without noise at t + horizon.
    inputs, targets: (time, batch, 1). Metric: mean squared error; a constant predictor scores the wave's
    variance, 1/2. Every batch is fresh. Inputs and targets are then multiplied by their scale, and their offset is
    added.
    """

    def __init__(self, task: SineSettings, draws: Draws) -> None:
        self.task, self.batch_size, self.batches = task, draws.batch_size, draws.batches
        self.times = np.arange(task.length + task.horizon)[:, None]

    def draw(self, inputs: Array, targets: Array) -> None:
        task = self.task
        periods = self.batches.uniform(task.shortest_period, task.longest_period, self.batch_size)
        phases = self.batches.uniform(0.0, 2.0 * np.pi, self.batch_size)
        noise = self.batches.standard_normal(inputs.shape[:2])
        wave = np.sin(2.0 * np.pi * self.times / periods + phases)
        inputs[..., 0] = scaled_inputs(task, wave[: task.length] + task.noise * noise)
        targets[..., 0] = scaled_targets(task, wave[task.horizon :])


SCRIPT: Final = Script(
    "(time, batch, 1)",
    """
    t = np.arange({length} + {horizon})[:, None]
    while True:
        period = draws.uniform({shortest_period}, {longest_period}, {batch})
        phase = draws.uniform(0, 2 * np.pi, {batch})
        noise = draws.standard_normal(({length}, {batch}))
        wave = np.sin(2 * np.pi * t / period + phase)
        x, y = (wave[:{length}] + {noise} * noise)[..., None], wave[{horizon}:, :, None]{scaling}
        yield x, y
""",
    lambda task: scaling_lines(task, "x", "y", indent=8),
)


TASK: Final = Task(
    settings=SineSettings,
    shape=lambda task: TaskShape(1, 1, task.length, False, True),
    source=SineSource,
    constant=lambda task: Constant.of_numbers(0.5 * task.target_scale**2),
    script=SCRIPT,
    drawn=3,
)

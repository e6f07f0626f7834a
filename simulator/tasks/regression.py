"""A fixed data set of a smooth random function."""

from typing import Annotated, Any, Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from simulator.field_types import Features, Samples, Settings, Spread
from simulator.tasks.data_set import DataSetSource
from simulator.tasks.scaling import InputOffset, InputScale, TargetOffset, scaled_inputs, scaling_lines
from simulator.tasks.task import Constant, Draws, Script, Task, TaskShape

Array: TypeAlias = NDArray[Any]
DOUBLE: Final = 8  # bytes of a float64


TEACHER_UNITS: Final = 16
TEACHER_GAIN: Final = 1.5


class RegressionSettings(Settings):
    """A fixed data set of a smooth random function."""

    kind: Literal["regression"]
    features: Features = 10
    outputs: Features = 1
    samples: Samples = 1024
    noise: Spread = 0.0
    target_scale: Annotated[float, Field(gt=0.0, le=1e8)] = 1.0
    target_offset: TargetOffset = 0.0
    input_scale: InputScale = 1.0
    input_offset: InputOffset = 0.0


def source(task: RegressionSettings, draws: Draws) -> DataSetSource:
    """A fixed data set of a smooth random function of Gaussian inputs; each batch is drawn from it.

    x ~ N(0, 1); y = tanh(x A) B with 16 hidden units, A ~ N(0, 1.5^2 / features), B ~ N(0, 1); y is
    standardized over the data set, noise * N(0, 1) is added, and the sum is standardized again and multiplied
    by target_scale. So with target_scale 1 the mean squared error of a constant predictor is 1. Then target_offset is
    added, and the inputs become input_scale * x + input_offset.
    A batch is drawn without replacement within itself, and anew for every update.
    inputs: (batch, features); targets: (batch, outputs). Metric: mean squared error.
    """
    data = draws.data
    inputs = data.standard_normal((task.samples, task.features))
    first = data.standard_normal((task.features, TEACHER_UNITS)) * (TEACHER_GAIN / task.features**0.5)
    second = data.standard_normal((TEACHER_UNITS, task.outputs))
    clean = _standardized(np.tanh(inputs @ first) @ second)
    noise = data.standard_normal(clean.shape)
    targets = _standardized(clean + task.noise * noise) * task.target_scale
    if task.target_offset:
        targets += task.target_offset
    inputs = scaled_inputs(task, inputs)
    return DataSetSource(inputs.astype(draws.dtype), targets.astype(draws.dtype), draws)


def _standardized(values: Array) -> Array:
    centered = values - values.mean(axis=0)
    return np.asarray(centered / np.sqrt(np.mean(centered**2, axis=0)))


SCRIPT: Final = Script(
    "(batch, outputs)",
    """
    x = data.standard_normal(({samples}, {features}))
    first = data.standard_normal(({features}, 16)) * (1.5 / {features}**0.5)
    second = data.standard_normal((16, {outputs}))
    y = standardized(np.tanh(x @ first) @ second)
    y = standardized(y + {noise} * data.standard_normal(y.shape)) * {target_scale}{scaling}
    while True:
        chosen = draws.choice({samples}, {batch}, replace=False, shuffle=False)
        yield x[chosen], y[chosen]


def standardized(values):
    centered = values - values.mean(axis=0)
    return centered / np.sqrt(np.mean(centered**2, axis=0))
""",
    lambda task: scaling_lines(task.model_copy(update={"target_scale": 1.0}), "x", "y"),
)


def _best_loss(task: RegressionSettings) -> float:
    return task.target_scale**2 * task.noise**2 / (1.0 + task.noise**2)


def _data_bytes(task: RegressionSettings, itemsize: int) -> int:
    features, outputs = task.features, task.outputs
    made = features + 3 * outputs
    return task.samples * max(
        DOUBLE * (features + 2 * TEACHER_UNITS),
        DOUBLE * (made + 2 * outputs),
        DOUBLE * made + itemsize * (features + outputs),
    )


TASK: Final = Task(
    settings=RegressionSettings,
    shape=lambda task: TaskShape(task.features, task.outputs, None, False, False),
    source=source,
    constant=lambda task: Constant.of_numbers(task.target_scale**2),
    best_loss=_best_loss,
    script=SCRIPT,
    data_bytes=_data_bytes,
    data_draws=lambda task: task.samples * (task.outputs + 20),
)

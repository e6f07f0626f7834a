"""A fixed data set of Gaussian clusters, several to a class."""

from typing import Annotated, Any, Final, Literal, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from simulator.errors import Fault, refusal
from simulator.field_types import Features, Samples, Settings, Spread, Symbols
from simulator.tasks.data_set import DataSetSource
from simulator.tasks.scaling import InputOffset, InputScale, scaled_inputs, scaling_lines
from simulator.tasks.task import Constant, Draws, Script, Task, TaskShape, numbered

Array: TypeAlias = NDArray[Any]
DOUBLE: Final = 8  # bytes of a float64


class ClassificationSettings(Settings):
    """A fixed data set of Gaussian clusters."""

    kind: Literal["classification"]
    features: Features = 10
    classes: Symbols = 4
    clusters: Annotated[int, Field(ge=1, le=64)] = 2
    samples: Samples = 1024
    separation: Spread = 2.0
    label_noise: Annotated[float, Field(ge=0.0, le=1.0)] = 0.0
    input_scale: InputScale = 1.0
    input_offset: InputOffset = 0.0

    @model_validator(mode="after")
    def _every_class_has_a_sample(self) -> Self:
        if self.samples < self.classes:
            raise refusal(
                Fault(
                    "samples",
                    "fewer_samples_than_classes",
                    "{samples} samples are too few for {classes} classes",
                    {"samples": self.samples, "classes": self.classes},
                )
            )
        return self


def source(task: ClassificationSettings, draws: Draws) -> DataSetSource:
    """A fixed data set of Gaussian clusters, several to a class; each batch is drawn from it.

    Every class has `clusters` centers m ~ N(0, separation^2 I); a sample is x = (m + N(0, I)) / sqrt(1 +
    separation^2), so that every feature has variance 1 whatever the difficulty; then input_scale * x +
    input_offset. Sample i belongs to class i mod classes, and within it to the next cluster in turn: class sizes
    differ by at most one sample.
    Difficulty: a smaller separation makes clusters overlap more, more clusters make a linear boundary worse, and
    label_noise is the fraction of samples whose label is replaced by a random class. A batch is drawn without
    replacement within itself, and anew for every update.
    inputs: (batch, features); targets: (batch,) class. Metric: accuracy; a constant predictor scores the
    share of the largest class, 1/classes, and the entropy of the labels, ln classes, both up to unequal class sizes
    and label noise.
    """
    data, numbers = draws.data, np.arange(task.samples)
    centers = data.standard_normal((task.classes, task.clusters, task.features)) * task.separation
    around = data.standard_normal((task.samples, task.features))
    labels, turns = numbers % task.classes, numbers // task.classes % task.clusters
    inputs = (centers[labels, turns] + around) / np.sqrt(1.0 + task.separation**2)
    is_noisy = data.random(task.samples) < task.label_noise
    targets = np.where(is_noisy, data.integers(0, task.classes, task.samples), labels)
    inputs = scaled_inputs(task, inputs)
    return DataSetSource(inputs.astype(draws.dtype), targets, draws)


SCRIPT: Final = Script(
    "(batch,) class",
    """
    centers = data.standard_normal(({classes}, {clusters}, {features})) * {separation}
    around = data.standard_normal(({samples}, {features}))
    number = np.arange({samples})
    label, cluster = number % {classes}, number // {classes} % {clusters}
    x = (centers[label, cluster] + around) / np.sqrt(1 + {separation} ** 2)
    is_noisy = data.random({samples}) < {label_noise}
    y = np.where(is_noisy, data.integers(0, {classes}, {samples}), label){scaling}
    while True:
        chosen = draws.choice({samples}, {batch}, replace=False, shuffle=False)
        yield x[chosen], y[chosen]
""",
    lambda task: scaling_lines(task, "x"),
)


def _constant(task: ClassificationSettings) -> Constant:
    counts = np.bincount(np.arange(task.samples) % task.classes, minlength=task.classes)
    clean = counts[counts > 0] / task.samples
    return Constant.of_classes((1.0 - task.label_noise) * clean + task.label_noise / task.classes)


def _best_loss(task: ClassificationSettings) -> float:
    if task.label_noise == 0.0:
        return 0.0
    other = task.label_noise / task.classes
    right = 1.0 - task.label_noise + other
    return float(-right * np.log(right) - (task.classes - 1) * other * np.log(other))


TASK: Final = Task(
    settings=ClassificationSettings,
    shape=lambda task: TaskShape(task.features, task.classes, None, True, False, (), numbered(task.classes)),
    source=source,
    constant=_constant,
    best_loss=_best_loss,
    script=SCRIPT,
    data_bytes=lambda task, itemsize: task.samples * ((2 * DOUBLE + itemsize) * task.features + 4 * DOUBLE),
)

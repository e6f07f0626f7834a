"""Tasks whose inputs are vectors: a fixed data set, from which every batch is drawn."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.tasks.settings import ClassificationSettings, RegressionSettings

Array: TypeAlias = NDArray[Any]
TEACHER_UNITS = 16
TEACHER_GAIN = 1.5


class RegressionSource:
    """A fixed data set of a smooth random function of Gaussian inputs; each batch is drawn from it.

    x ~ N(0, 1); y = tanh(x A) B with 16 hidden units, A ~ N(0, 1.5^2 / features), B ~ N(0, 1); y is
    standardised over the data set, noise * N(0, 1) is added, and the sum is standardised again and multiplied
    by target_scale. So with target_scale 1 the mean squared error of a constant predictor is 1.
    A batch is drawn without replacement within itself, and anew for every update.
    inputs: (batch, features); targets: (batch, outputs). Metric: mean squared error.
    """

    def __init__(
        self,
        task: RegressionSettings,
        batch_size: int,
        data: np.random.Generator,
        batches: np.random.Generator,
        dtype: np.dtype[Any],
    ) -> None:
        inputs = data.standard_normal((task.samples, task.features))
        first = data.standard_normal((task.features, TEACHER_UNITS)) * (TEACHER_GAIN / task.features**0.5)
        second = data.standard_normal((TEACHER_UNITS, task.outputs))
        clean = _standardised(np.tanh(inputs @ first) @ second)
        noise = data.standard_normal(clean.shape)
        targets = _standardised(clean + task.noise * noise) * task.target_scale
        self.inputs, self.targets = inputs.astype(dtype), targets.astype(dtype)
        self.batch_size = batch_size
        self.batches = batches

    def draw(self, inputs: Array, targets: Array) -> None:
        chosen = self.batches.choice(len(self.inputs), self.batch_size, replace=False, shuffle=False)
        np.take(self.inputs, chosen, axis=0, out=inputs, mode="clip")
        np.take(self.targets, chosen, axis=0, out=targets, mode="clip")


def _standardised(values: Array) -> Array:
    centred = values - values.mean(axis=0)
    return np.asarray(centred / np.sqrt(np.mean(centred**2, axis=0)))


class ClassificationSource:
    """A fixed data set of Gaussian clusters, several to a class; each batch is drawn from it.

    Every class has `clusters` centres m ~ N(0, separation^2 I); a sample is x = (m + N(0, I)) / sqrt(1 +
    separation^2), so that every feature has variance 1 whatever the difficulty. Sample i belongs to class
    i mod classes and within it to the next cluster in turn: classes differ by one sample at most.
    Difficulty: the smaller the separation the more clusters overlap, the more clusters the less a line will
    do, and label_noise is the share of samples whose label is drawn anew among all classes.
    A batch is drawn without replacement within itself, and anew for every update.
    inputs: (batch, features); targets: (batch,) class. Metric: accuracy; a constant predictor scores the
    share of the largest class, 1/classes, and the entropy of the labels, ln classes, both up to the labels
    that do not divide evenly and to the noise.
    """

    def __init__(
        self,
        task: ClassificationSettings,
        batch_size: int,
        data: np.random.Generator,
        batches: np.random.Generator,
        dtype: np.dtype[Any],
    ) -> None:
        numbers = np.arange(task.samples)
        centres = data.standard_normal((task.classes, task.clusters, task.features)) * task.separation
        around = data.standard_normal((task.samples, task.features))
        labels, turns = numbers % task.classes, numbers // task.classes % task.clusters
        inputs = (centres[labels, turns] + around) / np.sqrt(1.0 + task.separation**2)
        self.inputs = inputs.astype(dtype)
        is_noisy = data.random(task.samples) < task.label_noise
        self.targets = np.where(is_noisy, data.integers(0, task.classes, task.samples), labels)
        self.batch_size, self.batches = batch_size, batches

    def draw(self, inputs: Array, targets: Array) -> None:
        chosen = self.batches.choice(len(self.inputs), self.batch_size, replace=False, shuffle=False)
        np.take(self.inputs, chosen, axis=0, out=inputs, mode="clip")
        np.take(self.targets, chosen, axis=0, out=targets, mode="clip")

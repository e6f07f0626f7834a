"""Tasks whose inputs are sequences of real numbers."""

from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.tasks.settings import AddingSettings, LatchSettings, SineSettings

Array: TypeAlias = NDArray[Any]

FIRST_MARKED_AMONG: Final = 10


class AddingSource:
    """Two numbers of a long sequence are marked; at the end the network must give their sum.

    Each input is a pair: a value drawn evenly from [-1, 1] and a mark. One of the first ten pairs is marked
    with 1, then one of the first T/2 - 1 pairs not yet marked; the first and the last pair carry -1, all
    others 0. Should the first pair be marked, its mark is 1 and its value 0. The target is 0.5 + (X1 + X2) / 4.
    With values "unit" (Le, Jaitly, Hinton 2015) values come from [0, 1], unmarked pairs carry 0, the first
    too, and the target is X1 + X2.
    inputs: (time, batch, 2); targets: (batch, 1). Metric: mean squared error; a constant predictor scores the
    variance of the target: (2 - p) / 48, just below 1/24, where p = 1/10 + 9/10 / (T/2 - 1) is the chance
    that the first pair is marked; 1/6 with values "unit". Every batch is fresh. The original also varies the
    length between T and 1.1 T; here it is T.
    Source: Hochreiter & Schmidhuber 1997, experiment 4.
    """

    def __init__(self, task: AddingSettings, batch_size: int, batches: np.random.Generator) -> None:
        self.task, self.batch_size, self.batches = task, batch_size, batches
        self.columns = np.arange(batch_size)

    def draw(self, inputs: Array, targets: Array) -> None:
        length, size = self.task.length, self.batch_size
        values, marks = self.batches.random((length, size)), np.zeros((length, size))
        first = self.batches.integers(0, FIRST_MARKED_AMONG, size=size)
        second = self.batches.integers(0, second_candidates(length), size=size)
        second += second >= first  # counted among the pairs not yet marked
        if self.task.values == "signed":
            values = 2.0 * values - 1.0
            values[0, (first == 0) | (second == 0)] = 0.0
            marks[[0, -1]] = -1.0
        marks[first, self.columns] = marks[second, self.columns] = 1.0
        total = values[first, self.columns] + values[second, self.columns]
        inputs[..., 0], inputs[..., 1] = values, marks
        targets[:, 0] = 0.5 + total / 4.0 if self.task.values == "signed" else total


def second_candidates(length: int) -> int:
    """Among how many pairs the second mark is drawn."""
    return length // 2 - 1


def adding_variance(task: AddingSettings) -> float:
    """Variance of the target: the loss of the best constant."""
    if task.values == "unit":
        return 1 / 6
    share = 1 / FIRST_MARKED_AMONG
    is_first_pair = share + (1 - share) / second_candidates(task.length)
    return (2 - is_first_pair) / 48


class LatchSource:
    """The class is shown at the start, noise follows, and at the end the network must name the class.

    The first `signal_steps` inputs are +1 for class 1 and -1 for class 0, the others N(0, noise^2).
    inputs: (time, batch, 1); targets: (batch,) class. Metric: accuracy; a constant predictor scores 1/2, and
    ln 2 = 0.693 nats. Every batch is fresh.
    Source: Hochreiter & Schmidhuber 1997, experiment 3a (noise of variance 0.2; one or three signals), after
    Bengio, Simard, Frasconi 1994.
    """

    def __init__(self, task: LatchSettings, batch_size: int, batches: np.random.Generator) -> None:
        self.task, self.batch_size, self.batches = task, batch_size, batches

    def draw(self, inputs: Array, targets: Array) -> None:
        classes = self.batches.integers(0, 2, size=self.batch_size)
        inputs[..., 0] = self.batches.standard_normal(inputs.shape[:2]) * self.task.noise
        inputs[: self.task.signal_steps, :, 0] = 2 * classes - 1
        targets[...] = classes


class SineSource:
    """A sine wave of random period and phase; after each number the one `horizon` steps on is asked for.

    x_t = sin(2 pi t / period + phase) + noise * N(0, 1), the period drawn evenly between shortest_period and
    longest_period, the phase from the circle; the target is the wave without noise at t + horizon.
    inputs, targets: (time, batch, 1). Metric: mean squared error; a constant predictor scores the wave's
    variance, 1/2. Every batch is fresh.
    """

    def __init__(self, task: SineSettings, batch_size: int, batches: np.random.Generator) -> None:
        self.task, self.batch_size, self.batches = task, batch_size, batches
        self.times = np.arange(task.length + task.horizon)[:, None]

    def draw(self, inputs: Array, targets: Array) -> None:
        task = self.task
        periods = self.batches.uniform(task.shortest_period, task.longest_period, self.batch_size)
        phases = self.batches.uniform(0.0, 2.0 * np.pi, self.batch_size)
        noise = self.batches.standard_normal(inputs.shape[:2])
        wave = np.sin(2.0 * np.pi * self.times / periods + phases)
        inputs[..., 0] = wave[: task.length] + task.noise * noise
        targets[..., 0] = wave[task.horizon :]

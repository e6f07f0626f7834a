"""The sum of two marked numbers of a long sequence."""

from typing import Annotated, Any, Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from simulator.field_types import MAX_LENGTH, Settings
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


FIRST_MARKED_AMONG: Final = 10


class AddingSettings(Settings):
    """The sum of two marked numbers of a sequence."""

    kind: Literal["adding"]
    length: Annotated[int, Field(ge=12, le=MAX_LENGTH)] = 50
    values: Literal["signed", "unit"] = "signed"
    input_scale: InputScale = 1.0
    input_offset: InputOffset = 0.0
    target_scale: TargetScale = 1.0
    target_offset: TargetOffset = 0.0


class AddingSource:
    """Two numbers in a long sequence are marked; at the end, the network must output their sum.

    Each input is a pair: a value drawn uniformly from [-1, 1] and a mark. One of the first ten pairs is marked
    with 1, then one of the first T/2 - 1 pairs not yet marked; the first and the last pair carry -1, all
    others 0. If the first pair is marked, its mark is 1 and its value 0. The target is 0.5 + (X1 + X2) / 4.
    With values "unit" (Le, Jaitly, Hinton 2015) values come from [0, 1], unmarked pairs carry 0, the first
    too, and the target is X1 + X2.
    inputs: (time, batch, 2); targets: (batch, 1). Metric: mean squared error; a constant predictor scores the
    variance of the target: (2 - p) / 48, just below 1/24, where p = 1/10 + 9/10 / (T/2 - 1) is the chance
    that the first pair is marked; 1/6 with values "unit". Every batch is fresh. The original also varies the
    length between T and 1.1 T; here it is T. Pairs and targets are then multiplied by their scale, and their offset is
    added.
    Source: Hochreiter & Schmidhuber 1997, experiment 4.
    """

    def __init__(self, task: AddingSettings, draws: Draws) -> None:
        self.task, self.batch_size, self.batches = task, draws.batch_size, draws.batches
        self.columns = np.arange(self.batch_size)

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
        inputs[..., 0], inputs[..., 1] = (scaled_inputs(self.task, each) for each in (values, marks))
        sums = 0.5 + total / 4.0 if self.task.values == "signed" else total
        targets[:, 0] = scaled_targets(self.task, sums)


def second_candidates(length: int) -> int:
    """The number of pairs among which the second mark is drawn."""
    return length // 2 - 1


def _variance(task: AddingSettings) -> float:
    """Variance of the target: the loss of the best constant."""
    if task.values == "unit":
        return 1 / 6
    share = 1 / FIRST_MARKED_AMONG
    is_first_pair = share + (1 - share) / second_candidates(task.length)
    return (2 - is_first_pair) / 48


SCRIPT: Final = Script(
    "(batch, 1)",
    """
    T, n, column = {length}, {batch}, np.arange({batch})
    while True:
        values, marks = draws.random((T, n)), np.zeros((T, n))
        first, second = draws.integers(0, 10, size=n), draws.integers(0, T // 2 - 1, size=n)
        second += second >= first
        if "{values}" == "signed":
            values = 2 * values - 1
            values[0, (first == 0) | (second == 0)] = 0
            marks[[0, -1]] = -1
        marks[first, column] = marks[second, column] = 1
        total = values[first, column] + values[second, column]
        target = 0.5 + total / 4 if "{values}" == "signed" else total
        x, y = np.stack([values, marks], axis=-1), target[:, None]{scaling}
        yield x, y
""",
    lambda task: scaling_lines(task, "x", "y", indent=8),
)


TASK: Final = Task(
    settings=AddingSettings,
    shape=lambda task: TaskShape(2, 1, task.length, False, False),
    source=AddingSource,
    constant=lambda task: Constant.of_numbers(_variance(task) * task.target_scale**2),
    script=SCRIPT,
    drawn=3,
)

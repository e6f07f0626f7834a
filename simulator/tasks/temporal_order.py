"""The order of two symbols among distractors."""

from typing import Annotated, Any, Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from simulator.field_types import MAX_LENGTH, Settings
from simulator.tasks.one_hot import write_one_hot
from simulator.tasks.task import Constant, Draws, Script, Task, TaskShape

Array: TypeAlias = NDArray[Any]


SYMBOLS: Final = ("A", "B", "c", "d", "e", "f")
CLASSES: Final = ("AA", "AB", "BA", "BB")


class TemporalOrderSettings(Settings):
    """The order of two symbols."""

    kind: Literal["temporal_order"]
    length: Annotated[int, Field(ge=10, le=MAX_LENGTH)] = 20


class TemporalOrderSource:
    """Two symbols A or B among the distractors c, d, e, f; the class is their order.

    The first is at a position drawn uniformly from [T/10, 2T/10], the second from [4T/10, 5T/10] (both ends
    included, rounded down); classes AA, AB, BA, BB. Every batch is fresh.
    inputs: (time, batch, 6) one-hot; targets: (batch,) class. Metric: accuracy; a constant predictor scores
    1/4, and ln 4 = 1.386 nats.
    Source: Pascanu, Mikolov, Bengio 2013, after Hochreiter & Schmidhuber 1997, experiment 6a.
    """

    def __init__(self, task: TemporalOrderSettings, draws: Draws) -> None:
        self.length, self.batch_size, self.batches = task.length, draws.batch_size, draws.batches
        self.columns = np.arange(self.batch_size)

    def draw(self, inputs: Array, targets: Array) -> None:
        length, size = self.length, self.batch_size
        symbols = self.batches.integers(2, 6, size=(length, size), dtype=np.uint8)
        first_position = self.batches.integers(length // 10, 2 * length // 10 + 1, size=size)
        second_position = self.batches.integers(4 * length // 10, 5 * length // 10 + 1, size=size)
        relevant = self.batches.integers(0, 2, size=(2, size), dtype=np.uint8)
        symbols[first_position, self.columns] = relevant[0]
        symbols[second_position, self.columns] = relevant[1]
        write_one_hot(symbols, inputs)
        np.add(2 * relevant[0], relevant[1], out=targets)


SCRIPT: Final = Script(
    "(batch,) class",
    """
    T, n, column = {length}, {batch}, np.arange({batch})
    while True:
        symbols = draws.integers(2, 6, size=(T, n), dtype=np.uint8)
        first = draws.integers(T // 10, 2 * T // 10 + 1, size=n)
        second = draws.integers(4 * T // 10, 5 * T // 10 + 1, size=n)
        relevant = draws.integers(0, 2, size=(2, n), dtype=np.uint8)
        symbols[first, column], symbols[second, column] = relevant
        yield np.eye(6)[symbols], 2 * relevant[0] + relevant[1].astype(int)
""",
)


TASK: Final = Task(
    settings=TemporalOrderSettings,
    shape=lambda task: TaskShape(6, 4, task.length, True, False, SYMBOLS, CLASSES),
    source=TemporalOrderSource,
    constant=lambda task: Constant.of_even_classes(4),
    script=SCRIPT,
    drawn=0.125,
)

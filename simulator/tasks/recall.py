"""The symbol shown some time steps before the end."""

from typing import Annotated, Any, Final, Literal, Self, TypeAlias

from numpy.typing import NDArray
from pydantic import Field, model_validator

from simulator.errors import Fault, refusal
from simulator.field_types import MAX_LENGTH, Settings, Symbols
from simulator.tasks.one_hot import write_one_hot
from simulator.tasks.task import Constant, Draws, Script, Task, TaskShape, numbered

Array: TypeAlias = NDArray[Any]


class RecallSettings(Settings):
    """The symbol shown `delay` time steps before the end."""

    kind: Literal["recall"]
    length: Annotated[int, Field(ge=2, le=MAX_LENGTH)] = 20
    symbols: Symbols = 4
    delay: Annotated[int, Field(ge=0, le=MAX_LENGTH - 1)] = 3

    @model_validator(mode="after")
    def _delay_is_inside_the_sequence(self) -> Self:
        if self.delay >= self.length:
            raise refusal(
                Fault(
                    "delay",
                    "delay_too_long",
                    "A delay of {delay} time steps is too long for a sequence of length {length}; "
                    "the maximum is {limit}",
                    {"delay": self.delay, "length": self.length, "limit": self.length - 1},
                )
            )
        return self


class RecallSource:
    """Random symbols; at the end, the network must output the one shown `delay` steps before the last.

    inputs: (time, batch, symbols) one-hot; targets: (batch,) class. Metric: accuracy; a constant predictor
    scores 1/symbols. Every batch is fresh.
    """

    def __init__(self, task: RecallSettings, draws: Draws) -> None:
        self.task, self.batch_size, self.batches = task, draws.batch_size, draws.batches

    def draw(self, inputs: Array, targets: Array) -> None:
        symbols = self.batches.integers(0, self.task.symbols, size=(self.task.length, self.batch_size))
        write_one_hot(symbols, inputs)
        targets[...] = symbols[self.task.length - 1 - self.task.delay]


SCRIPT: Final = Script(
    "(batch,) class",
    """
    while True:
        symbols = draws.integers(0, {symbols}, size=({length}, {batch}))
        yield np.eye({symbols})[symbols], symbols[{length} - 1 - {delay}]
""",
)


def _shape(task: RecallSettings) -> TaskShape:
    symbols = numbered(task.symbols)
    return TaskShape(task.symbols, task.symbols, task.length, True, False, symbols, symbols)


TASK: Final = Task(
    settings=RecallSettings,
    shape=_shape,
    source=RecallSource,
    constant=lambda task: Constant.of_even_classes(task.symbols),
    script=SCRIPT,
    drawn=1,
)

"""The class is shown at the start of a sequence, and is the target at its end."""

from typing import Annotated, Any, Final, Literal, Self, TypeAlias

from numpy.typing import NDArray
from pydantic import Field, model_validator

from simulator.errors import Fault, refusal
from simulator.field_types import MAX_LENGTH, Settings, Spread
from simulator.tasks.task import Constant, Draws, Script, Task, TaskShape, numbered

Array: TypeAlias = NDArray[Any]


class LatchSettings(Settings):
    """The class shown at the start is the target at the end."""

    kind: Literal["latch"]
    length: Annotated[int, Field(ge=2, le=MAX_LENGTH)] = 50
    signal_steps: Annotated[int, Field(ge=1, le=MAX_LENGTH)] = 3
    noise: Spread = 0.4472  # a variance of 0.2

    @model_validator(mode="after")
    def _signal_is_inside_the_sequence(self) -> Self:
        if self.signal_steps >= self.length:
            raise refusal(
                Fault(
                    "signal_steps",
                    "signal_too_long",
                    "A signal of {signal_steps} time steps leaves nothing to remember in a sequence of length {length}",
                    {"signal_steps": self.signal_steps, "length": self.length},
                )
            )
        return self


class LatchSource:
    """The class is shown at the start, followed by noise; at the end, the network must output the class.

    The first `signal_steps` inputs are +1 for class 1 and -1 for class 0, the others N(0, noise^2).
    inputs: (time, batch, 1); targets: (batch,) class. Metric: accuracy; a constant predictor scores 1/2, and
    ln 2 = 0.693 nats. Every batch is fresh.
    Source: Hochreiter & Schmidhuber 1997, experiment 3a (noise of variance 0.2; one or three signals), after
    Bengio, Simard, Frasconi 1994.
    """

    def __init__(self, task: LatchSettings, draws: Draws) -> None:
        self.task, self.batch_size, self.batches = task, draws.batch_size, draws.batches

    def draw(self, inputs: Array, targets: Array) -> None:
        classes = self.batches.integers(0, 2, size=self.batch_size)
        inputs[..., 0] = self.batches.standard_normal(inputs.shape[:2]) * self.task.noise
        inputs[: self.task.signal_steps, :, 0] = 2 * classes - 1
        targets[...] = classes


SCRIPT: Final = Script(
    "(batch,) class",
    """
    while True:
        classes = draws.integers(0, 2, size={batch})
        x = draws.standard_normal(({length}, {batch})) * {noise}
        x[:{signal_steps}] = 2 * classes - 1
        yield x[..., None], classes
""",
)


TASK: Final = Task(
    settings=LatchSettings,
    shape=lambda task: TaskShape(1, 2, task.length, True, False, (), numbered(2)),
    source=LatchSource,
    constant=lambda task: Constant.of_even_classes(2),
    script=SCRIPT,
    drawn=2,
)

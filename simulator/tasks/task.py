"""The parts of a task: one entry for each task, at the end of its own file."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, Protocol, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from simulator.field_types import kind_of

Array: TypeAlias = NDArray[Any]
Settings = TypeVar("Settings", bound=BaseModel)
Metric: TypeAlias = Literal["accuracy", "squared_error"]


@dataclass(frozen=True)
class TaskShape:
    """The sizes of a network for a task, and the words of its classes.

    features, outputs: of one vector; outputs are the classes of a classification. length: time steps, None for
    vectors. has_target_per_step: every time step has a target, not only the last.
    """

    features: int
    outputs: int
    length: int | None
    is_classification: bool
    has_target_per_step: bool
    input_words: tuple[str, ...] = ()
    output_words: tuple[str, ...] = ()

    @property
    def metric(self) -> Metric:
        """The column `metric` of a trace: the share of right answers, or the mean squared error."""
        return "accuracy" if self.is_classification else "squared_error"


class BatchSource(Protocol):
    """Writes the next batch of one experiment."""

    def draw(self, inputs: Array, targets: Array) -> None:
        """Fill `inputs` ([time,] batch, features) and `targets` with a fresh batch."""


@dataclass(frozen=True)
class Draws:
    """The arguments of a source. data: the generator of data fixed for the whole run; batches: that of each update.
    For any dtype, numbers are drawn in float64 and then rounded.
    """

    batch_size: int
    data: np.random.Generator
    batches: np.random.Generator
    dtype: np.dtype[Any]


@dataclass(frozen=True)
class Script:
    """The code with which a script in another library draws the same batches. targets: the axes of a target, in
    words. body: of the function, in NumPy; {name} is a setting of the task, or one of `values`.
    """

    targets: str
    body: str
    values: Callable[[Any], dict[str, Any]] = field(default=lambda settings: {})


@dataclass(frozen=True)
class Constant:
    """The scores of the best constant predictor, with reduction "mean".

    loss: the variance of the targets, or their entropy in nats; metric: mean squared error, or accuracy.
    """

    loss: float
    metric: float

    @classmethod
    def of_numbers(cls, variance: float) -> "Constant":
        return cls(variance, variance)

    @classmethod
    def of_classes(cls, shares: NDArray[np.float64]) -> "Constant":
        """shares: the frequency of each class among the targets."""
        return cls(float(-np.sum(shares * np.log(shares))), float(shares.max()))

    @classmethod
    def of_even_classes(cls, count: int) -> "Constant":
        return cls(float(np.log(count)), 1 / count)


@dataclass(frozen=True)
class Task(Generic[Settings]):
    """A task.

    settings: the pydantic model, whose `kind` names the task. shape, source: what a network needs, and its batches.
    constant: a network whose loss stays there has learned nothing. best_loss: that of the function that generated the
    targets: the loss due to their noise, as far as known. script: for PyTorch and Keras.
    For the cost estimate: drawn, temporary float64 numbers per number of a batch's inputs, for a sequence;
    data_bytes, peak allocation while a data set is made, given the bytes of a number; data_draws, numbers drawn
    besides its inputs, in draws from a normal distribution.
    """

    settings: type[Settings]
    shape: Callable[[Settings], TaskShape]
    source: Callable[[Settings, Draws], BatchSource]
    constant: Callable[[Settings], Constant]
    script: Script
    best_loss: Callable[[Settings], float] = field(default=lambda settings: 0.0)
    drawn: float = 0.0
    data_bytes: Callable[[Settings, int], int] = field(default=lambda settings, itemsize: 0)
    data_draws: Callable[[Settings], float] = field(default=lambda settings: 0.0)

    @property
    def kind(self) -> str:
        """The name of the task."""
        return kind_of(self.settings)

    @property
    def is_sequence(self) -> bool:
        return self.shape(self.settings(kind=self.kind)).length is not None


def numbered(count: int) -> tuple[str, ...]:
    """Words for classes or symbols without other names."""
    return tuple(str(number) for number in range(count))

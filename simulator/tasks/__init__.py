"""The tasks: what a network is trained on, batch by batch.

Each source writes one batch into arrays the training loop owns. Inputs are (batch, features) for vector tasks
and (time, batch, features) for sequence tasks. Random numbers come from two generators per experiment:
`data` for what is fixed for the whole run (a data set), `batches` for what is fresh in every update.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.tasks.sentences import SENTENCE_LENGTH, vocabulary_of, words_of
from simulator.tasks.settings import (
    AddingSettings,
    AnyTaskSettings,
    ClassificationSettings,
    LatchSettings,
    NextWordSettings,
    RecallSettings,
    RegressionSettings,
    SineSettings,
    TemporalOrderSettings,
)
from simulator.tasks.signals import AddingSource, LatchSource, SineSource, adding_variance
from simulator.tasks.symbols import NextWordSource, RecallSource, TemporalOrderSource
from simulator.tasks.vectors import ClassificationSource, RegressionSource

Array: TypeAlias = NDArray[Any]
ORDER_SYMBOLS = ("A", "B", "c", "d", "e", "f")
ORDER_CLASSES = ("AA", "AB", "BA", "BB")


@dataclass(frozen=True)
class TaskShape:
    """The sizes a network must have for a task, and the words its classes stand for."""

    features: int
    outputs: int
    length: int | None
    is_classification: bool
    has_target_per_step: bool
    input_words: tuple[str, ...] = ()
    output_words: tuple[str, ...] = ()


class BatchSource(Protocol):
    """Writes the next batch of one experiment."""

    def draw(self, inputs: Array, targets: Array) -> None:
        """Fill `inputs` ([time,] batch, features) and `targets` with a fresh batch."""


def shape_of(task: AnyTaskSettings) -> TaskShape:
    """The sizes of a task: features, outputs (or classes), time steps."""
    match task:
        case RegressionSettings():
            return TaskShape(task.features, task.outputs, None, False, False)
        case ClassificationSettings():
            return TaskShape(task.features, task.classes, None, True, False, (), _numbers(task.classes))
        case TemporalOrderSettings():
            return TaskShape(6, 4, task.length, True, False, ORDER_SYMBOLS, ORDER_CLASSES)
        case RecallSettings():
            symbols = _numbers(task.symbols)
            return TaskShape(task.symbols, task.symbols, task.length, True, False, symbols, symbols)
        case NextWordSettings():
            words = vocabulary_of(task.language)
            return TaskShape(len(words), len(words), SENTENCE_LENGTH, True, True, words, words)
        case AddingSettings():
            return TaskShape(2, 1, task.length, False, False)
        case LatchSettings():
            return TaskShape(1, 2, task.length, True, False, (), _numbers(2))
        case SineSettings():
            return TaskShape(1, 1, task.length, False, True)


def source_of(
    task: AnyTaskSettings,
    batch_size: int,
    data: np.random.Generator,
    batches: np.random.Generator,
    dtype: np.dtype[Any],
) -> BatchSource:
    """The source of a task's batches. Whatever the dtype, the numbers are drawn in float64 and then rounded."""
    match task:
        case RegressionSettings():
            return RegressionSource(task, batch_size, data, batches, dtype)
        case ClassificationSettings():
            return ClassificationSource(task, batch_size, data, batches, dtype)
        case TemporalOrderSettings():
            return TemporalOrderSource(task, batch_size, batches)
        case RecallSettings():
            return RecallSource(task, batch_size, batches)
        case NextWordSettings():
            return NextWordSource(task, batch_size, batches)
        case AddingSettings():
            return AddingSource(task, batch_size, batches)
        case LatchSettings():
            return LatchSource(task, batch_size, batches)
        case SineSettings():
            return SineSource(task, batch_size, batches)


def constant_predictor_loss(task: AnyTaskSettings) -> float:
    """Loss per sample of the best predictor that ignores its input, with reduction "mean".

    Numbers: the variance of the targets; classes: the entropy of the targets in nats. A network whose loss
    stays there has learned nothing.
    """
    match task:
        case RegressionSettings():
            return task.target_scale**2
        case AddingSettings():
            return adding_variance(task)
        case SineSettings():
            return 0.5
        case TemporalOrderSettings() | RecallSettings() | LatchSettings():
            return float(np.log(shape_of(task).outputs))
        case _:
            shares = _class_shares(task)
            return float(-np.sum(shares * np.log(shares)))


def constant_predictor_metric(task: AnyTaskSettings) -> float:
    """Metric of the same predictor: mean squared error for numbers, accuracy for classes."""
    match task:
        case RegressionSettings() | AddingSettings() | SineSettings():
            return constant_predictor_loss(task)
        case _:
            return float(_class_shares(task).max())


def _class_shares(task: AnyTaskSettings) -> NDArray[np.float64]:
    """How often each class that occurs is asked for."""
    match task:
        case ClassificationSettings():
            counts = np.bincount(np.arange(task.samples) % task.classes, minlength=task.classes)
            clean = counts[counts > 0] / task.samples
            noisy = task.label_noise / task.classes
            return np.asarray((1.0 - task.label_noise) * clean + noisy)
        case NextWordSettings():
            end = vocabulary_of(task.language)[-1]
            words = Counter(word for sentence in words_of(task.language) for word in (*sentence[1:], end))
            return np.array(list(words.values())) / words.total()
        case _:
            classes = shape_of(task).outputs
            return np.full(classes, 1 / classes)


def _numbers(count: int) -> tuple[str, ...]:
    return tuple(str(number) for number in range(count))

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

from simulator.sentences import SENTENCE_LENGTH, vocabulary_of, words_of
from simulator.task_settings import (
    NextWordSettings,
    RecallSettings,
    RegressionSettings,
    TemporalOrderSettings,
)

Array: TypeAlias = NDArray[Any]
Task: TypeAlias = RegressionSettings | TemporalOrderSettings | RecallSettings | NextWordSettings
ORDER_SYMBOLS = ("A", "B", "c", "d", "e", "f")
ORDER_CLASSES = ("AA", "AB", "BA", "BB")
TEACHER_UNITS = 16
TEACHER_GAIN = 1.5


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


def shape_of(task: Task) -> TaskShape:
    """The sizes of a task: features, outputs (or classes), time steps."""
    match task:
        case RegressionSettings():
            return TaskShape(task.features, task.outputs, None, False, False)
        case TemporalOrderSettings():
            return TaskShape(6, 4, task.length, True, False, ORDER_SYMBOLS, ORDER_CLASSES)
        case RecallSettings():
            symbols = tuple(str(symbol) for symbol in range(task.symbols))
            return TaskShape(task.symbols, task.symbols, task.length, True, False, symbols, symbols)
        case NextWordSettings():
            words = vocabulary_of(task.language)
            return TaskShape(len(words), len(words), SENTENCE_LENGTH, True, True, words, words)


def source_of(
    task: Task, batch_size: int, data: np.random.Generator, batches: np.random.Generator
) -> BatchSource:
    """The source of a task's batches."""
    match task:
        case RegressionSettings():
            return RegressionSource(task, batch_size, data, batches)
        case TemporalOrderSettings():
            return TemporalOrderSource(task, batch_size, batches)
        case RecallSettings():
            return RecallSource(task, batch_size, batches)
        case NextWordSettings():
            return NextWordSource(task, batch_size, batches)


def constant_predictor_loss(task: Task) -> float:
    """Loss per sample of the best predictor that ignores its input, with reduction "mean".

    regression: the variance of the targets, target_scale^2; classification: the entropy of the targets in
    nats. A network whose loss stays there has learned nothing.
    """
    match task:
        case RegressionSettings():
            return task.target_scale**2
        case TemporalOrderSettings():
            return float(np.log(4))
        case RecallSettings():
            return float(np.log(task.symbols))
        case NextWordSettings():
            share = np.array(list(_next_word_counts(task).values())) / _next_word_counts(task).total()
            return float(-np.sum(share * np.log(share)))


def constant_predictor_metric(task: Task) -> float:
    """Metric of the same predictor: mean squared error for regression, accuracy for classification."""
    match task:
        case RegressionSettings():
            return task.target_scale**2
        case TemporalOrderSettings():
            return 1 / 4
        case RecallSettings():
            return 1 / task.symbols
        case NextWordSettings():
            counts = _next_word_counts(task)
            return max(counts.values()) / counts.total()


def _next_word_counts(task: NextWordSettings) -> Counter[str]:
    end = vocabulary_of(task.language)[-1]
    return Counter(word for sentence in words_of(task.language) for word in (*sentence[1:], end))


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
    ) -> None:
        self.inputs = data.standard_normal((task.samples, task.features))
        first = data.standard_normal((task.features, TEACHER_UNITS)) * (TEACHER_GAIN / task.features**0.5)
        second = data.standard_normal((TEACHER_UNITS, task.outputs))
        clean = _standardised(np.tanh(self.inputs @ first) @ second)
        noise = data.standard_normal(clean.shape)
        self.targets = _standardised(clean + task.noise * noise) * task.target_scale
        self.batch_size = batch_size
        self.batches = batches

    def draw(self, inputs: Array, targets: Array) -> None:
        chosen = self.batches.choice(len(self.inputs), self.batch_size, replace=False, shuffle=False)
        inputs[...] = self.inputs[chosen]
        targets[...] = self.targets[chosen]


def _standardised(values: Array) -> Array:
    centred = values - values.mean(axis=0)
    return np.asarray(centred / np.sqrt(np.mean(centred**2, axis=0)))


class TemporalOrderSource:
    """Two of the symbols A, B hidden among the distractors c, d, e, f; the class is their order.

    The first stands at a position drawn evenly from [T/10, 2T/10], the second from [4T/10, 5T/10] (both ends
    included, rounded down); classes AA, AB, BA, BB. Every batch is fresh.
    inputs: (time, batch, 6) one-hot; targets: (batch,) class. Metric: accuracy; a constant predictor scores
    1/4, and ln 4 = 1.386 nats.
    Source: Pascanu, Mikolov, Bengio 2013, after Hochreiter & Schmidhuber 1997, experiment 6a.
    """

    def __init__(self, task: TemporalOrderSettings, batch_size: int, batches: np.random.Generator) -> None:
        self.length, self.batch_size, self.batches = task.length, batch_size, batches
        self.columns = np.arange(batch_size)
        self.one_hot = np.eye(6)

    def draw(self, inputs: Array, targets: Array) -> None:
        length, size = self.length, self.batch_size
        symbols = self.batches.integers(2, 6, size=(length, size))
        first_position = self.batches.integers(length // 10, 2 * length // 10 + 1, size=size)
        second_position = self.batches.integers(4 * length // 10, 5 * length // 10 + 1, size=size)
        relevant = self.batches.integers(0, 2, size=(2, size))
        symbols[first_position, self.columns] = relevant[0]
        symbols[second_position, self.columns] = relevant[1]
        inputs[...] = self.one_hot[symbols]
        targets[...] = 2 * relevant[0] + relevant[1]


class RecallSource:
    """Random symbols; at the end the network must name the one shown `delay` steps before the last.

    inputs: (time, batch, symbols) one-hot; targets: (batch,) class. Metric: accuracy; a constant predictor
    scores 1/symbols. Every batch is fresh.
    """

    def __init__(self, task: RecallSettings, batch_size: int, batches: np.random.Generator) -> None:
        self.task, self.batch_size, self.batches = task, batch_size, batches
        self.one_hot = np.eye(task.symbols)

    def draw(self, inputs: Array, targets: Array) -> None:
        symbols = self.batches.integers(0, self.task.symbols, size=(self.task.length, self.batch_size))
        inputs[...] = self.one_hot[symbols]
        targets[...] = symbols[self.task.length - 1 - self.task.delay]


class NextWordSource:
    """Five-word sentences drawn evenly from a small list; after each word the next one is asked for.

    inputs: (5, batch, vocabulary) one-hot; targets: (5, batch) class of the following word, the end mark
    after the last. Metric: accuracy over all words; a constant predictor names the end mark and scores 1/5.
    """

    def __init__(self, task: NextWordSettings, batch_size: int, batches: np.random.Generator) -> None:
        vocabulary = vocabulary_of(task.language)
        index = {word: position for position, word in enumerate(vocabulary)}
        end = len(vocabulary) - 1
        sentences = [[index[word] for word in sentence] for sentence in words_of(task.language)]
        self.words = np.array(sentences).T
        self.next_words = np.array([[*sentence[1:], end] for sentence in sentences]).T
        self.one_hot = np.eye(len(vocabulary))
        self.batch_size, self.batches = batch_size, batches

    def draw(self, inputs: Array, targets: Array) -> None:
        chosen = self.batches.integers(0, self.words.shape[1], size=self.batch_size)
        inputs[...] = self.one_hot[self.words[:, chosen]]
        targets[...] = self.next_words[:, chosen]

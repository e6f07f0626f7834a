"""Tasks whose inputs are sequences of symbols, as one-hot vectors."""

from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.tasks.sentences import vocabulary_of, words_of
from simulator.tasks.settings import NextWordSettings, RecallSettings, TemporalOrderSettings

Array: TypeAlias = NDArray[Any]


def write_one_hot(symbols: Array, inputs: Array) -> None:
    """symbols: (time, batch) int; inputs: (time, batch, symbols), each row 1 at its symbol, else 0."""
    np.take(_identity(inputs.shape[-1], inputs.dtype), symbols, axis=0, out=inputs, mode="clip")


@lru_cache(maxsize=32)
def _identity(size: int, dtype: np.dtype[Any]) -> Array:
    return np.eye(size, dtype=dtype)


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


class RecallSource:
    """Random symbols; at the end the network must name the one shown `delay` steps before the last.

    inputs: (time, batch, symbols) one-hot; targets: (batch,) class. Metric: accuracy; a constant predictor
    scores 1/symbols. Every batch is fresh.
    """

    def __init__(self, task: RecallSettings, batch_size: int, batches: np.random.Generator) -> None:
        self.task, self.batch_size, self.batches = task, batch_size, batches

    def draw(self, inputs: Array, targets: Array) -> None:
        symbols = self.batches.integers(0, self.task.symbols, size=(self.task.length, self.batch_size))
        write_one_hot(symbols, inputs)
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
        self.batch_size, self.batches = batch_size, batches

    def draw(self, inputs: Array, targets: Array) -> None:
        chosen = self.batches.integers(0, self.words.shape[1], size=self.batch_size)
        write_one_hot(self.words[:, chosen], inputs)
        targets[...] = self.next_words[:, chosen]

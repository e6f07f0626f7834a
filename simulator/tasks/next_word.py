"""The next word of a five-word sentence."""

from collections import Counter
from typing import Any, Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.field_types import Settings
from simulator.tasks.one_hot import write_one_hot
from simulator.tasks.sentences import SENTENCE_LENGTH, vocabulary_of, words_of
from simulator.tasks.task import Constant, Draws, Script, Task, TaskShape

Array: TypeAlias = NDArray[Any]


class NextWordSettings(Settings):
    """The next word of a five-word sentence."""

    kind: Literal["next_word"]
    language: Literal["en", "zh"] = "en"


class NextWordSource:
    """Five-word sentences drawn uniformly from a small list; after each word, the target is the next one.

    inputs: (5, batch, vocabulary) one-hot; targets: (5, batch) class of the following word, the end mark
    after the last. Metric: accuracy over all words; a constant predictor outputs the end mark and scores 1/5.
    """

    def __init__(self, task: NextWordSettings, draws: Draws) -> None:
        vocabulary = vocabulary_of(task.language)
        index = {word: position for position, word in enumerate(vocabulary)}
        end = len(vocabulary) - 1
        sentences = [[index[word] for word in sentence] for sentence in words_of(task.language)]
        self.words = np.array(sentences).T
        self.next_words = np.array([[*sentence[1:], end] for sentence in sentences]).T
        self.batch_size, self.batches = draws.batch_size, draws.batches

    def draw(self, inputs: Array, targets: Array) -> None:
        chosen = self.batches.integers(0, self.words.shape[1], size=self.batch_size)
        write_one_hot(self.words[:, chosen], inputs)
        targets[...] = self.next_words[:, chosen]


def _script_values(task: NextWordSettings) -> dict[str, Any]:
    words = vocabulary_of(task.language)
    sentences = [[words.index(word) for word in sentence] for sentence in words_of(task.language)]
    return {"sentences": sentences, "end": len(words) - 1}


SCRIPT: Final = Script(
    "(time, batch) class",
    """
    # Words of the sentences by number; the last number is the end mark.
    sentences = np.array({sentences})
    following = np.column_stack([sentences[:, 1:], np.full(len(sentences), {end})])
    while True:
        chosen = draws.integers(0, len(sentences), size={batch})
        yield np.eye({end} + 1)[sentences.T[:, chosen]], following.T[:, chosen]
""",
    _script_values,
)


def _shape(task: NextWordSettings) -> TaskShape:
    words = vocabulary_of(task.language)
    return TaskShape(len(words), len(words), SENTENCE_LENGTH, True, True, words, words)


def _constant(task: NextWordSettings) -> Constant:
    end = vocabulary_of(task.language)[-1]
    words = Counter(word for sentence in words_of(task.language) for word in (*sentence[1:], end))
    return Constant.of_classes(np.array(list(words.values())) / words.total())


TASK: Final = Task(
    settings=NextWordSettings,
    shape=_shape,
    source=NextWordSource,
    constant=_constant,
    script=SCRIPT,
    drawn=1,
)

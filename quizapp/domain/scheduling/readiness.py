"""Readiness: the share of concepts that a learner would recall if asked about all of them today.

It follows from the retrievability of what has been answered, and from how much has been. What was never answered is
unknown: it adds nothing to the estimate, and widens the interval upward.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from quizapp.domain.scheduling.cards import Card
from quizapp.domain.scheduling.forgetting import Floats, recall_after

Z_95 = 1.959964
SPREAD_OF_FIRST_STABILITY = (
    0.8  # standard deviation of log S after one review; falls with the root of their number
)
TARGET = 0.8
FEWEST_ANSWERED = 3  # concepts: with fewer, there is no estimate


@dataclass(frozen=True)
class Readiness:
    """From 0 to 1. coverage: the share of concepts that have been answered. low, high: of a 95% interval."""

    estimate: float
    low: float
    high: float
    coverage: float


@dataclass(frozen=True)
class Memories:
    """The memories of many cards, as columns: (cards,). reviewed: the ordinals of the days of their last reviews."""

    stability: Floats
    reviewed: Floats
    review_count: Floats
    seconds: Floats

    @classmethod
    def of(cls, cards: Sequence[Card]) -> "Memories":
        rows = [
            (card.memory.stability, card.memory.day.toordinal(), card.memory.review_count, card.seconds)
            for card in cards
        ]
        return cls(*np.array(rows, dtype=float).reshape(len(rows), 4).T)

    def some(self, places: NDArray[np.int64]) -> "Memories":
        columns = self.stability, self.reviewed, self.review_count, self.seconds
        return Memories(*(column[places] for column in columns))

    def elapsed(self, day: date) -> Floats:
        days: Floats = np.maximum(0.0, day.toordinal() - self.reviewed)
        return days

    def recall_on(self, day: date) -> Floats:
        return recall_after(self.elapsed(day), self.stability)

    def error_of_recall(self, day: date) -> Floats:
        """How much recall changes over one standard deviation of the logarithm of stability."""
        spread, days = SPREAD_OF_FIRST_STABILITY / np.sqrt(self.review_count), self.elapsed(day)
        less, more = (recall_after(days, self.stability * np.exp(side * spread)) for side in (-1, 1))
        error: Floats = (more - less) / 2
        return error


def readiness_of(cards: Sequence[Card], concept_count: int, day: date) -> Readiness:
    """Of `concept_count` concepts, of which these have a card."""
    return readiness_of_memories(Memories.of(cards), concept_count, day)


def readiness_of_memories(memories: Memories, concept_count: int, day: date) -> Readiness:
    if concept_count == 0:
        return Readiness(0.0, 0.0, 1.0, 0.0)
    recalls = memories.recall_on(day)
    variance = float(np.sum(recalls * (1 - recalls) + memories.error_of_recall(day) ** 2))
    spread = Z_95 * math.sqrt(variance)
    known, answered = float(recalls.sum()), len(recalls)
    return Readiness(
        estimate=known / concept_count,
        low=max(0.0, known - spread) / concept_count,
        high=(min(answered, known + spread) + concept_count - answered) / concept_count,
        coverage=answered / concept_count,
    )


def seconds_to_reach(
    target: float, memories: Memories, seconds_of_unseen: Iterable[float], day: date
) -> float:
    """The time until the estimate is at the target, if what brings most in a second is practiced first.

    What has just been practiced is recalled that day.
    """
    unseen = np.array([*seconds_of_unseen], dtype=float)
    recalls = memories.recall_on(day)
    missing = target * (len(recalls) + len(unseen)) - float(recalls.sum())
    if missing <= 0:
        return 0.0
    gains = np.concatenate([1 - recalls, np.ones(len(unseen))])
    seconds = np.concatenate([memories.seconds, unseen])
    order = np.argsort(-gains / seconds, kind="stable")
    reached, spent = np.cumsum(gains[order]), np.cumsum(seconds[order])
    place = min(int(np.searchsorted(reached, missing - 1e-9)), len(spent) - 1)
    return float(spent[place])

"""Readiness: the share of concepts that a learner would recall if asked about all of them today.

It follows from the retrievability of what has been answered, and from how much has been. What was never answered is
unknown: it adds nothing to the estimate, and widens the interval upward.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from quizapp.domain.scheduling.cards import Card
from quizapp.domain.scheduling.memory import Memory, retrievability

Z_95 = 1.959964
SPREAD_OF_FIRST_STABILITY = (
    0.8  # standard deviation of log S after one review; falls with the root of their number
)


@dataclass(frozen=True)
class Readiness:
    """From 0 to 1. coverage: the share of concepts that have been answered. low, high: of a 95% interval."""

    estimate: float
    low: float
    high: float
    coverage: float


def readiness_of(cards: Sequence[Card], concept_count: int, day: date) -> Readiness:
    """Of `concept_count` concepts, of which these have a card."""
    if concept_count == 0:
        return Readiness(0.0, 0.0, 1.0, 0.0)
    recalls = [card.recall_on(day) for card in cards]
    errors = [_error_of_recall(card.memory, day) for card in cards]
    variance = sum(recall * (1 - recall) + error**2 for recall, error in zip(recalls, errors, strict=True))
    spread = Z_95 * math.sqrt(variance)
    known, unseen = sum(recalls), concept_count - len(cards)
    return Readiness(
        estimate=known / concept_count,
        low=max(0.0, known - spread) / concept_count,
        high=(min(len(cards), known + spread) + unseen) / concept_count,
        coverage=len(cards) / concept_count,
    )


def _error_of_recall(memory: Memory, day: date) -> float:
    """How much recall changes over one standard deviation of the logarithm of stability."""
    spread = SPREAD_OF_FIRST_STABILITY / math.sqrt(memory.review_count)
    days = max(0, (day - memory.day).days)
    shifted = (memory.stability * math.exp(side * spread) for side in (-1, 1))
    less, more = (
        retrievability(Memory(stability, memory.difficulty, memory.day, memory.due), day)
        for stability in shifted
    )
    return (more - less) / 2 if days else 0.0

"""A review card: a concept, its memory, and what it takes to review it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from quizapp.domain.scheduling.memory import Memory, retrievability

ConceptKind = Literal["claim", "item"]


class Concept(NamedTuple):
    """What is remembered: a claim, which several items ask about, or else the variants of one item.

    A tuple, since thousands of them are looked up for a due list.
    """

    kind: ConceptKind
    slug: str


@dataclass(frozen=True)
class Card:
    """seconds: how long a review takes. siblings: concepts that would give this one away on the same day."""

    concept: Concept
    memory: Memory
    topic: str = ""
    seconds: float = 60.0
    siblings: frozenset[Concept] = field(default=frozenset())

    def recall_on(self, day: date) -> float:
        return retrievability(self.memory, day)

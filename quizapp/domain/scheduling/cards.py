"""A review card: a concept, its memory, and what it takes to review it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from quizapp.domain.scheduling.memory import Memory, retrievability

ConceptKind = Literal["claim", "item", "cause"]
ON_CALL = "on-call"  # stands for the topic of causes


class Concept(NamedTuple):
    """What is remembered: a claim, which several items ask about, or else the variants of one item; or a cause of the
    on-call room, which is met in fresh cases.

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

    @property
    def is_of_cause(self) -> bool:
        return self.concept.kind == "cause"

    def is_secret_on(self, day: date) -> bool:
        """Whether to name the concept would give the review away that is due: the case asks for its cause."""
        return self.is_of_cause and self.memory.due <= day and self.memory.day < day

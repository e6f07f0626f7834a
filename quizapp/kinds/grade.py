"""The results and the errors of grading."""

from dataclasses import dataclass, field
from typing import Any, Literal, Self

from quizapp.domain.text import Text
from quizapp.kinds.item import WhatIfRun

PartOutcome = Literal["right", "wrong", "missed", "neutral", "unsure"]


@dataclass(frozen=True)
class PartFeedback:
    """One part: right or wrong as given, missed if it should have been given, otherwise neutral.

    unsure: a point in free text that only the learner can tell. matched: the words that cover a point, or may cover it.
    world: the what-if run of a wrong option.
    """

    part_id: str
    outcome: PartOutcome
    feedback: Text | None
    matched: tuple[str, ...] = ()
    world: WhatIfRun | None = None


@dataclass(frozen=True)
class Grade:
    """A score from 0 to 1, feedback for each part and for the whole, and the key, all as plain JSON.

    key: in the form of an answer; for words, the accepted wordings in each language. measured: values read from the
    runs if grading runs the simulator, as its kind describes.
    """

    score: float
    key: Any
    parts: tuple[PartFeedback, ...] = ()
    feedback: Text | None = None
    measured: dict[str, Any] = field(default_factory=dict)


class MalformedAnswer(ValueError):
    """The answer does not have the form of its kind. `message` is a template for `values`.

    part: the faulty part, for an answer that names its parts, if it is a single one.
    """

    def __init__(self, message: str, **values: Any) -> None:
        super().__init__(message % values if values else message)
        self.message = message
        self.values = values
        self.part: str | None = None

    def in_part(self, part: str) -> Self:
        self.part = part
        return self

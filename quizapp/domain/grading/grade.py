"""What grading returns, and what it raises."""

from dataclasses import dataclass
from typing import Any, Literal

from quizapp.domain.text import Text

Outcome = Literal["right", "wrong", "missed", "neutral"]


@dataclass(frozen=True)
class PartFeedback:
    """One option or entry: right or wrong as given, missed if it should have been chosen, else neutral."""

    part_id: str
    outcome: Outcome
    feedback: Text | None


@dataclass(frozen=True)
class Grade:
    """A score from 0 to 1, feedback for each part and for the whole, and the key in the form of an answer."""

    score: float
    key: Any
    parts: tuple[PartFeedback, ...] = ()
    feedback: Text | None = None


class MalformedAnswer(ValueError):
    """The answer has not the form its kind asks for. `message` is a template for `values`."""

    def __init__(self, message: str, **values: Any) -> None:
        super().__init__(message % values if values else message)
        self.message = message
        self.values = values

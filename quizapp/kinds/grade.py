"""What grading returns, and what it raises."""

from dataclasses import dataclass, field
from typing import Any, Literal, Self

from quizapp.domain.text import Text
from quizapp.kinds.item import WhatIfRun

PartOutcome = Literal["right", "wrong", "missed", "neutral"]


@dataclass(frozen=True)
class PartFeedback:
    """One part: right or wrong as given, missed if it should have been given, else neutral.

    matched: of a point in free text, the words that made it.
    world: of a wrong option, the run that shows what is so instead.
    """

    part_id: str
    outcome: PartOutcome
    feedback: Text | None
    matched: tuple[str, ...] = ()
    world: WhatIfRun | None = None


@dataclass(frozen=True)
class Grade:
    """A score from 0 to 1, feedback for each part and for the whole, and the key, all of it plain JSON.

    key: in the form of an answer; where words are asked for, what is accepted in each language.
    measured: what was read off the runs, where grading runs the simulator, as its kind describes it.
    """

    score: float
    key: Any
    parts: tuple[PartFeedback, ...] = ()
    feedback: Text | None = None
    measured: dict[str, Any] = field(default_factory=dict)


class MalformedAnswer(ValueError):
    """The answer has not the form its kind asks for. `message` is a template for `values`.

    part: which part of an answer that names its parts is to blame, if one alone is.
    """

    def __init__(self, message: str, **values: Any) -> None:
        super().__init__(message % values if values else message)
        self.message = message
        self.values = values
        self.part: str | None = None

    def in_part(self, part: str) -> Self:
        self.part = part
        return self

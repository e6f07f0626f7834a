"""Sentences of what to look for in a run, each with what it rests on."""

from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from quizapp.domain.claims.predicates import Condition
from quizapp.domain.text import ContentModel, Line, Text
from quizapp.errors import N_

USUAL_SHARE = 0.9
MESSAGES = {
    "needs_condition_or_reason": N_(
        "Add a condition that is checked over seeds, or write why no run is needed."
    ),
}


class Sentence(ContentModel):
    """when: what must hold in at least `share` of the seeds; reason: what the sentence follows from, if no run is
    needed.
    """

    text: Text
    when: tuple[Condition, ...] = Field(default=(), max_length=6)
    share: float = Field(default=USUAL_SHARE, ge=0.5, le=1)
    reason: Line | None = None

    @model_validator(mode="after")
    def _rests_on_something(self) -> Self:
        if not self.when and not self.reason:
            raise PydanticCustomError("needs_condition_or_reason", "It rests on nothing", {"field": "reason"})
        return self


class Sentences(ContentModel):
    look_for: tuple[Sentence, ...] = Field(min_length=1, max_length=12)

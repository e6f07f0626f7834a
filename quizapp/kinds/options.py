"""Options to choose from, and the feedback on each after an answer."""

from collections.abc import Sequence
from typing import Protocol, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from quizapp.domain.text import PartId, Text
from quizapp.errors import N_
from quizapp.kinds.grade import MalformedAnswer, PartFeedback, PartOutcome
from quizapp.kinds.item import WhatIfRun
from quizapp.kinds.refutable import Refutable, refuse_refuted_key

MESSAGES = {
    "one_correct": N_("Mark exactly one option as correct."),
    "world_of_key": N_("Only a wrong option can have a what-if run."),
}


class Option(Refutable):
    id: PartId
    text: Text
    correct: bool = False
    feedback: Text
    world: WhatIfRun | None = None

    @model_validator(mode="after")
    def _only_a_wrong_option_has_a_what_if_run(self) -> Self:
        if self.correct and self.world is not None:
            raise PydanticCustomError(
                "world_of_key", "Only a wrong option can have a what-if run", {"field": "world"}
            )
        return self

    @model_validator(mode="after")
    def _only_a_wrong_option_is_refuted(self) -> Self:
        if self.correct:
            refuse_refuted_key(self)
        return self


class Choosable(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def correct(self) -> bool: ...


def refuse_all_but_one_key(options: Sequence[Choosable], field: str) -> None:
    if sum(option.correct for option in options) != 1:
        raise PydanticCustomError("one_correct", "Mark exactly one option as correct", {"field": field})


def key_of(options: Sequence[Choosable]) -> str:
    """The id of the correct option, if there is exactly one."""
    return next(option.id for option in options if option.correct)


def wrong_ones(options: Sequence[Choosable]) -> list[str]:
    return [option.id for option in options if not option.correct]


def read_chosen(chosen: set[str] | None, options: Sequence[Option]) -> set[str]:
    """The chosen options. Raises MalformedAnswer for no answer (None) and for an unknown option."""
    ids = sorted(option.id for option in options)  # their order in the item may tell the key
    if chosen is None:
        raise MalformedAnswer("Choose from the options: %(options)s.", options=", ".join(ids))
    unknown = sorted(chosen - set(ids))
    if unknown:
        raise MalformedAnswer(
            "Unknown option “%(option)s”. Choose from %(options)s.",
            option=unknown[0],
            options=", ".join(ids),
        )
    return chosen


def part_feedback(options: Sequence[Option], chosen: set[str]) -> tuple[PartFeedback, ...]:
    """The result of each option: chosen rightly or wrongly, missed, or neither."""

    def outcome(option: Option) -> PartOutcome:
        if option.id in chosen:
            return "right" if option.correct else "wrong"
        return "missed" if option.correct else "neutral"

    return tuple(
        PartFeedback(option.id, outcome(option), option.feedback, world=option.world) for option in options
    )

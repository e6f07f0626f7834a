from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from quizapp.domain.claims.predicates import Condition
from quizapp.domain.claims.readings import Reading
from quizapp.domain.text import Label, PartId, Text
from quizapp.errors import N_
from quizapp.kinds.item import ItemModel, refuse_repeated_ids
from quizapp.kinds.numbers import Tolerance
from quizapp.kinds.refutable import Refutable

MESSAGES = {
    "outcomes_or_number": N_("Provide at least two outcomes or a number, but not both."),
    "no_number": N_("This measure is a yes or no, or a shape. Choose one that is a number."),
    "last_is_otherwise": N_(
        "Every outcome except the last needs conditions; the last covers everything else."
    ),
}


class PossibleOutcome(Refutable):
    """It happens if all its conditions hold and no earlier outcome happens. contradicts: the claim against predicting
    it, if it does not.
    """

    id: PartId
    text: Text
    when: tuple[Condition, ...] = Field(default=(), max_length=6)
    feedback: Text


class MeasuredNumber(Reading):
    """A number read from the run; a prediction is right within the tolerance, or within the spread over the seeds."""

    unit: Label | None = None
    tolerance: Tolerance
    seeds: int = Field(default=5, ge=1, le=9)


class PredictThenRun(ItemModel):
    """Either `outcomes` to choose from, the last of which covers the rest, or a `number` to estimate."""

    kind: Literal["predict_then_run"]
    outcomes: tuple[PossibleOutcome, ...] = Field(default=(), max_length=6)
    number: MeasuredNumber | None = None

    @model_validator(mode="after")
    def _asks_for_one_thing(self) -> Self:
        if bool(self.outcomes) == (self.number is not None) or len(self.outcomes) == 1:
            raise PydanticCustomError(
                "outcomes_or_number", "Give at least two outcomes, or a number", {"field": "outcomes"}
            )
        if self.number is not None and self.number.definition.kind != "number":
            raise PydanticCustomError(
                "no_number", "This measure is not a number", {"field": "number.measure"}
            )
        refuse_repeated_ids([outcome.id for outcome in self.outcomes], "outcomes")
        for position, outcome in enumerate(self.outcomes):
            is_last = position == len(self.outcomes) - 1
            if bool(outcome.when) == is_last:
                raise PydanticCustomError(
                    "last_is_otherwise",
                    "Every outcome but the last needs conditions",
                    {"field": f"outcomes.{position}.when"},
                )
        return self

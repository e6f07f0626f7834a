"""Conditions on the networks of a test: a measure of one of them, or of both, compared with a number."""

from collections.abc import Callable, Iterator
from operator import eq, ge, gt, le, lt
from typing import Any, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

import simulator
from quizapp.domain.claims.readings import Reading

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "below": lt,
    "above": gt,
    "at_least": ge,
    "at_most": le,
    "equals": eq,
}


class Condition(Reading):
    """One line of a predicate."""

    below: float | None = None
    above: float | None = None
    at_least: float | None = None
    at_most: float | None = None
    equals: float | tuple[int, ...] | None = None

    @model_validator(mode="after")
    def _compares_what_can_be_compared(self) -> Self:
        kind = self.definition.kind
        given = [name for name in COMPARISONS if getattr(self, name) is not None]
        if kind == "yes_no" and given:
            raise PydanticCustomError("needs_no_comparison", "It holds or it does not", {})
        if kind == "shape" and (given != ["equals"] or not isinstance(self.equals, tuple)):
            raise PydanticCustomError("shape_needs_equals", "Compare a shape with equals: [2, 3]", {})
        if kind == "number" and (len(given) != 1 or isinstance(self.equals, tuple)):
            raise PydanticCustomError("one_comparison", "Compare with exactly one number", {})
        return self

    @property
    def comparison(self) -> tuple[str, float | tuple[int, ...]] | None:
        """The name of the comparison and its value; None for a yes or no."""
        for name in COMPARISONS:
            if (value := getattr(self, name)) is not None:
                return name, value
        return None

    def experiments(
        self, baseline: simulator.Experiment, treated: simulator.Experiment | None
    ) -> Iterator[simulator.Experiment]:
        """The networks that this condition uses."""
        if self.of != "treated":
            yield baseline
        if self.of != "baseline" and treated is not None:
            yield treated

    def is_met_by(self, value: Any) -> bool:
        """Whether the measure, or the ratio of both, meets the condition; NaN never does."""
        if self.comparison is None:
            return bool(value)
        name, limit = self.comparison
        return bool(COMPARISONS[name](value, limit))

"""Conditions on what the networks of a test did: a measure of one of them, or of both, compared with a number."""

from collections.abc import Callable, Iterator
from operator import eq, ge, gt, le, lt
from typing import Any, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

import simulator
from quizapp.domain.claims.vocabulary import OPTIONS, VOCABULARY, Measure
from quizapp.domain.text import ContentModel

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "below": lt,
    "above": gt,
    "at_least": ge,
    "at_most": le,
    "equals": eq,
}


class Condition(ContentModel):
    """One line of a predicate. `ratio` is the measure of the treated over that of the baseline."""

    of: Literal["baseline", "treated", "ratio"]
    measure: str
    level: float | None = None
    at_step: int | None = Field(default=None, ge=0)
    code: str | None = None
    array: str | None = None
    below: float | None = None
    above: float | None = None
    at_least: float | None = None
    at_most: float | None = None
    equals: float | tuple[int, ...] | None = None

    @model_validator(mode="after")
    def _is_in_the_vocabulary(self) -> Self:
        if self.measure not in VOCABULARY:
            raise PydanticCustomError(
                "unknown_measure",
                "There is no measure {measure}; choose from {measures}",
                {"measure": self.measure, "measures": ", ".join(VOCABULARY), "field": "measure"},
            )
        definition = self.definition
        for option in OPTIONS:
            is_given = getattr(self, option) is not None
            if is_given != (option in definition.options) and not (
                not is_given and option in definition.defaults
            ):
                raise PydanticCustomError(
                    "option_not_of_measure" if is_given else "missing",
                    "See the vocabulary",
                    {"field": option},
                )
        if self.code is not None and self.code not in definition.codes:
            raise PydanticCustomError(
                "literal_error",
                "See the vocabulary",
                {"expected": ", ".join(definition.codes), "field": "code"},
            )
        self._check_comparison(definition)
        return self

    def _check_comparison(self, definition: Measure) -> None:
        given = [name for name in COMPARISONS if getattr(self, name) is not None]
        if definition.kind == "yes_no" and (given or self.of == "ratio"):
            raise PydanticCustomError("needs_no_comparison", "It holds or it does not", {})
        if definition.kind == "shape" and (given != ["equals"] or not isinstance(self.equals, tuple)):
            raise PydanticCustomError("shape_needs_equals", "Compare a shape with equals: [2, 3]", {})
        if definition.kind == "number" and (len(given) != 1 or isinstance(self.equals, tuple)):
            raise PydanticCustomError("one_comparison", "Compare with exactly one number", {})
        if definition.kind == "shape" and self.of == "ratio":
            raise PydanticCustomError("needs_no_comparison", "A shape has no ratio", {"field": "of"})

    @property
    def definition(self) -> Measure:
        return VOCABULARY[self.measure]

    @property
    def options(self) -> dict[str, Any]:
        """What the measure is called with beside the network."""
        given = {name: getattr(self, name) for name in self.definition.options}
        return {name: value for name, value in given.items() if value is not None}

    @property
    def comparison(self) -> tuple[str, float | tuple[int, ...]] | None:
        """The comparison's name and what is compared with; None for what holds or does not."""
        for name in COMPARISONS:
            if (value := getattr(self, name)) is not None:
                return name, value
        return None

    def experiments(
        self, baseline: simulator.Experiment, treated: simulator.Experiment | None
    ) -> Iterator[simulator.Experiment]:
        """Those that this condition looks at."""
        if self.of != "treated":
            yield baseline
        if self.of != "baseline" and treated is not None:
            yield treated

    def is_met_by(self, value: Any) -> bool:
        """Given the measure, or the ratio of both; NaN meets nothing."""
        if self.comparison is None:
            return bool(value)
        name, limit = self.comparison
        return bool(COMPARISONS[name](value, limit))

"""Readings of the networks of an experiment pair: one measure of the vocabulary, of one network or of both."""

from collections.abc import Sequence
from typing import Any, Literal, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

import simulator
from quizapp.domain.claims.vocabulary import OPTIONS, VOCABULARY, Measure
from quizapp.domain.text import ContentModel


class Reading(ContentModel):
    """A measure with its options and its network. `ratio` divides that of the treated network by that of the
    baseline.
    """

    model_config = ConfigDict(json_schema_extra={"format": "yaml"})

    of: Literal["baseline", "treated", "ratio"]
    measure: str
    level: float | None = None
    at_step: int | None = Field(default=None, ge=0)
    code: str | None = None
    array: str | None = None

    @model_validator(mode="after")
    def _is_in_the_vocabulary(self) -> Self:
        if self.measure not in VOCABULARY:
            raise PydanticCustomError(
                "unknown_measure",
                "Unknown measure {measure}; choose from {measures}",
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
        if self.of == "ratio" and definition.kind != "number":
            raise PydanticCustomError("needs_no_comparison", "Only numbers have a ratio", {"field": "of"})
        return self

    @property
    def definition(self) -> Measure:
        return VOCABULARY[self.measure]

    @property
    def options(self) -> dict[str, Any]:
        """The options the measure is called with."""
        given = {name: getattr(self, name) for name in self.definition.options}
        return {name: value for name, value in given.items() if value is not None}


class Arm:
    """One network of an experiment pair over all seeds; trained only if a measure needs the training."""

    def __init__(self, experiment: simulator.Experiment, seeds: Sequence[int]) -> None:
        self.experiments = [experiment.model_copy(update={"seed": seed}) for seed in seeds]
        self.traces: list[simulator.Trace] = []

    @classmethod
    def of(cls, trace: simulator.Trace) -> Self:
        """One network of a pair that has been run, with its seed."""
        arm = cls(trace.experiment, [trace.experiment.seed])
        arm.traces = [trace]
        return arm

    def measure(self, reading: Reading) -> list[Any]:
        definition = reading.definition
        if definition.source == "network":
            return [definition.function(each, **reading.options) for each in self.experiments]
        if not self.traces:
            self.traces = simulator.run_many(self.experiments)
        return [definition.function(trace, **reading.options) for trace in self.traces]


def read_values(reading: Reading, arms: list[Arm]) -> list[Any]:
    """The reading, seed by seed; the baseline is the first arm, the treated network the last."""
    if reading.of == "baseline":
        return arms[0].measure(reading)
    if reading.of == "treated":
        return arms[-1].measure(reading)
    both = zip(arms[0].measure(reading), arms[-1].measure(reading), strict=True)
    return [ratio(treated, baseline) for baseline, treated in both]


def ratio(treated: float, baseline: float) -> float:
    """treated / baseline; NaN, which satisfies nothing, if it is undefined."""
    if baseline == 0:
        return float("nan")
    return treated / baseline  # infinite over infinite is NaN

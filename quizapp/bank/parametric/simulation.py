"""Keys from the simulator: networks run with several seeds when a variant is drawn, and their measurements."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from statistics import median
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

import simulator
from quizapp.bank.parametric.expressions import evaluate
from quizapp.bank.parametric.functions import Value
from quizapp.bank.parametric.parameters import Expression
from quizapp.domain.claims.readings import Arm, Reading, read_values
from quizapp.domain.claims.vocabulary import VOCABULARY

NAMES = ("measured", "spread", "lowest", "highest", "seeds")
WIDEST_SPREAD = 0.5  # as a share of the median
MOST_STAGES = 10_000  # updates times layers or time steps of one draw, on any machine
MOST_FLOPS = 4e9


class Simulation(Reading):
    """The simulation for one variant: one or two networks, each with all seeds, and the measure."""

    of: Literal["baseline", "treated", "ratio"] = "baseline"
    experiment: simulator.Experiment
    treated: simulator.Experiment | None = None
    seeds: int = Field(default=9, ge=3, le=21)
    value: Expression = "measured"
    widest: float | None = Field(default=None, gt=0, le=1)

    @model_validator(mode="after")
    def _can_be_read(self) -> Self:
        if self.definition.kind == "shape":
            numbers = ", ".join(name for name, each in VOCABULARY.items() if each.kind != "shape")
            context = {"expected": numbers, "field": "measure"}
            raise PydanticCustomError("literal_error", "The key would not be a number", context)
        if self.of != "baseline" and self.treated is None:
            raise PydanticCustomError("missing", "The treated network is missing", {"field": "treated"})
        for network in self.networks:
            if not self.definition.exists_for(network.network):
                raise PydanticCustomError(
                    "measure_not_of_network",
                    "Not of this network",
                    {"measure": self.measure, "kind": network.network.kind, "field": "measure"},
                )
        return self

    @property
    def networks(self) -> list[simulator.Experiment]:
        """The experiments it uses, the treated one last."""
        both = (
            self.experiment if self.of != "treated" else None,
            self.treated if self.of != "baseline" else None,
        )
        return [each for each in both if each is not None]

    @property
    def is_quick(self) -> bool:
        """Whether a learner can wait for it. The seeds train in one stack."""
        flops = self.seeds * sum(simulator.estimate_cost(each).flops for each in self.networks)
        return flops <= MOST_FLOPS and sum(map(_stages, self.networks)) <= MOST_STAGES


def _stages(experiment: simulator.Experiment) -> int:
    return experiment.steps * experiment.network.depth * getattr(experiment.task, "length", 1)


@dataclass(frozen=True)
class Measurement:
    """The measured values by seed: numbers, or yes or no."""

    values: tuple[float | bool, ...]

    @property
    def is_finite(self) -> bool:
        return all(math.isfinite(value) for value in self.values)

    @property
    def measured(self) -> float | bool:
        """The median over the seeds; for yes and no, the majority."""
        middle = median(self.values)
        return middle > 0.5 if isinstance(self.values[0], bool) else middle

    @property
    def spread(self) -> float:
        """The distance of the farthest seed from the median."""
        return float(max(abs(value - self.measured) for value in self.values))

    def names(self, measured: float | bool | None = None) -> dict[str, Value]:
        """The values for expressions, with another seed's value instead of the median."""
        return {
            "measured": self.measured if measured is None else measured,
            "spread": self.spread,
            "lowest": float(min(self.values)),
            "highest": float(max(self.values)),
            "seeds": len(self.values),
        }


def measured_by(simulation: Simulation, names: Mapping[str, Value]) -> Measurement:
    """Run the networks, or return the cached run. Raises ExpressionError if `value` fails for a seed."""
    measured = _measured(simulation.model_dump_json(exclude={"value", "widest"}))
    if simulation.value == "measured" or not all(math.isfinite(value) for value in measured):
        return Measurement(measured)
    values = (evaluate(simulation.value, {**names, "measured": value}) for value in measured)
    return Measurement(tuple(value if isinstance(value, bool) else float(value) for value in values))


@lru_cache(maxsize=2048)
def _measured(document: str) -> tuple[float | bool, ...]:
    """The measure for each seed: the same experiments in any process, and on one computer the same bits."""
    simulation = Simulation.model_validate_json(document)
    arms = [Arm(network, range(simulation.seeds)) for network in simulation.networks]
    values = read_values(simulation, arms)
    read = bool if simulation.definition.kind == "yes_no" else float
    return tuple(read(value) for value in values)

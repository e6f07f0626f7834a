"""The estimated cost of several experiments."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import simulator

MOST_ESTIMATED = 32  # experiments of different costs, once their list is beyond its limit


@dataclass(frozen=True)
class Alike:
    """Experiments of the same cost: they differ only in the seed, and in numbers such as the learning rate."""

    key: str
    experiment: simulator.Experiment = field(compare=False)


@dataclass(frozen=True)
class Estimate:
    """seconds: of all. groups: how many experiments of each cost; None if there are too many to try what would fit."""

    seconds: float
    groups: Counter[Alike] | None


def costs_of(experiments: Sequence[simulator.Experiment]) -> list[simulator.Cost]:
    """The cost of each; experiments of the same cost are estimated once."""
    return [_cost(_alike(experiment)) for experiment in experiments]


def total_cost(experiments: Sequence[simulator.Experiment]) -> simulator.Cost:
    """The cost of all, one after the other, with all their records in memory at once."""
    costs = costs_of(experiments)
    return simulator.Cost(
        flops=sum(cost.flops for cost in costs),
        bytes=sum(cost.bytes for cost in costs),
        seconds=sum(cost.seconds for cost in costs),
    )


def estimate_within(experiments: Sequence[simulator.Experiment], limit: float) -> Estimate:
    """The seconds of all. A long list is estimated until it is beyond the limit, and its rest extrapolated, since a
    thousand estimates take seconds.
    """
    groups = Counter(_alike(experiment) for experiment in experiments)
    seconds, done = 0.0, 0
    for number, (alike, count) in enumerate(groups.items(), start=1):
        seconds += count * _cost(alike).seconds
        done += count
        if seconds > limit and number >= MOST_ESTIMATED:
            break
    return Estimate(
        seconds * len(experiments) / max(1, done), groups if len(groups) <= MOST_ESTIMATED else None
    )


@lru_cache(maxsize=4096)
def _cost(alike: Alike) -> simulator.Cost:
    return simulator.estimate_cost(alike.experiment)


def _alike(experiment: simulator.Experiment) -> Alike:
    document = experiment.model_dump(mode="json", exclude={"seed"})
    return Alike(json.dumps(_without_sizes(document)), experiment)


def _without_sizes(value: Any) -> Any:
    """Of a number that is not whole, only whether it is zero decides about the cost."""
    if isinstance(value, dict):
        return {name: _without_sizes(inside) for name, inside in value.items()}
    return value != 0.0 if isinstance(value, float) else value

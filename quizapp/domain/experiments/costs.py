"""The estimated cost of several experiments."""

from collections.abc import Sequence

import simulator


def costs_of(experiments: Sequence[simulator.Experiment]) -> list[simulator.Cost]:
    """The cost of each; experiments that differ only in the seed are estimated once."""
    known: dict[str, simulator.Cost] = {}
    costs = []
    for experiment in experiments:
        alike = experiment.model_dump_json(exclude={"seed"})
        if alike not in known:
            known[alike] = simulator.estimate_cost(experiment)
        costs.append(known[alike])
    return costs


def total_cost(experiments: Sequence[simulator.Experiment]) -> simulator.Cost:
    """The cost of all, one after the other, with all their records in memory at once."""
    costs = costs_of(experiments)
    return simulator.Cost(
        flops=sum(cost.flops for cost in costs),
        bytes=sum(cost.bytes for cost in costs),
        seconds=sum(cost.seconds for cost in costs),
    )

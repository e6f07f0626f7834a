"""What experiments would cost together, by estimate."""

from collections.abc import Sequence

import simulator


def costs_of(experiments: Sequence[simulator.Experiment]) -> list[simulator.Cost]:
    """The cost of each; what differs by its seed alone is estimated once."""
    known: dict[str, simulator.Cost] = {}
    costs = []
    for experiment in experiments:
        alike = experiment.model_dump_json(exclude={"seed"})
        if alike not in known:
            known[alike] = simulator.estimate_cost(experiment)
        costs.append(known[alike])
    return costs


def total_cost(experiments: Sequence[simulator.Experiment]) -> simulator.Cost:
    """Of all of them, one after the other, with all that they record held at once."""
    costs = costs_of(experiments)
    return simulator.Cost(
        flops=sum(cost.flops for cost in costs),
        bytes=sum(cost.bytes for cost in costs),
        seconds=sum(cost.seconds for cost in costs),
    )

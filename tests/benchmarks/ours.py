"""The simulator's side: what a user calls."""

import numpy as np

import simulator as sim
from tests.benchmarks.workloads import WORKLOADS


def prepare(workload: str):
    """A function that trains so many updates from the start: seconds spent in updates, and columns."""
    plan = WORKLOADS[workload]

    def train(updates: int) -> tuple[float, dict[str, np.ndarray]]:
        traces = sim.run_many(plan.experiments(updates))
        columns = [trace.columns() for trace in traces]
        return traces[0].seconds, {name: np.stack([one[name] for one in columns], 1) for name in columns[0]}

    return train

"""A short benchmark: microseconds per update, compared with its matrix products alone."""

import time
from collections.abc import Callable
from typing import Any, Final

import numpy as np

import simulator as sim
from simulator.settings.networks import RECURRENT_KINDS
from simulator.training.loop import Training

ORDER: Final = {"kind": "temporal_order", "length": 100}
WORKLOADS: Final[dict[str, tuple[dict[str, Any], int]]] = {
    "MLP 20 × 64, batch 64": (
        {"network": {"kind": "mlp", "depth": 20}, "task": {"kind": "regression"}, "batch_size": 64},
        1,
    ),
    **{
        f"{kind.upper()} 64, T 100, batch 32": ({"network": {"kind": kind, "width": 64}, "task": ORDER}, 1)
        for kind in RECURRENT_KINDS
    },
    "64 RNNs of 32 units": ({"network": {"kind": "rnn", "width": 32}, "task": ORDER}, 64),
}


def benchmark_table(repeats: int = 15) -> list[list[str]]:
    """Median and minimum time of an update with default probes, interleaved with that of its products."""
    rows = [["workload", "µs per update", "minimum", "products alone", "ratio"]]
    for name, (document, runs) in WORKLOADS.items():
        training = Training([sim.Experiment.model_validate(document | {"seed": n}) for n in range(runs)])
        products = _products(training)
        training.update()
        seconds = np.array([(_timed(training.update), _timed(products)) for _ in range(repeats)])
        (update, floor), least = np.median(seconds, axis=0) * 1e6, seconds[:, 0].min() * 1e6
        rows.append([name, f"{update:.0f}", f"{least:.0f}", f"{floor:.0f}", f"{update / floor:.2f}"])
    return rows


def _timed(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _products(training: Training) -> Callable[[], None]:
    """Only the same matrix products through the same BLAS."""
    plan, task, runs = training.plan, training.task, len(training.experiments)
    width, batch, length = plan.network.width, plan.batch_size, task.length or 1
    rows, gates = batch * length, width * len(getattr(plan.network, "gates", ("all",)))
    shapes = [((rows, task.features), (task.features, gates)), ((task.features, rows), (rows, gates))]
    if task.length is None:
        shapes += [((batch, width), (width, width))] * (3 * (plan.network.depth - 1))
    else:
        shapes += [((batch, width), (width, gates)), ((batch, gates), (gates, width))] * length
        shapes += [((width, rows), (rows, gates))]
    ready: dict[Any, Any] = {}
    for left, right in shapes:
        ones = [np.ones((runs, *shape), plan.dtype) for shape in (left, right)]
        ready[left, right] = (*ones, np.zeros((runs, left[0], right[1]), plan.dtype))

    def multiply() -> None:
        for shape in shapes:
            left, right, out = ready[shape]
            np.matmul(left, right, out=out)

    return multiply

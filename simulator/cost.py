"""What a run will cost, before it runs."""

import time
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from simulator.network_settings import MlpSettings
from simulator.networks import layout_of
from simulator.probes import LAYER_COLUMNS, STEP_COLUMNS
from simulator.running import ExperimentLike, as_experiment
from simulator.tasks import shape_of

CALLS_PER_LAYER: Final = 8  # NumPy calls per hidden layer or time step, forward and backward
CALLS_PER_UPDATE: Final = 220  # batch, loss, probes, clipping, optimizer
PASSES_PER_UNIT: Final = 9  # element-wise passes over every hidden value: f, f', products, probes
PASSES_PER_PARAMETER: Final = 6


@dataclass(frozen=True)
class Cost:
    """flops of the products of all updates, bytes of all arrays at the end, seconds on this machine."""

    flops: int
    bytes: int
    seconds: float


@dataclass(frozen=True)
class Machine:
    """Measured once per process: seconds per NumPy call, per float32 flop, per element of a pass."""

    call: float
    flop: float
    element: float


def estimate_cost(experiment: ExperimentLike) -> Cost:
    """Floating-point operations, bytes and seconds of one run; measures this machine at the first call.

    flops = steps * 2 * 3 * rows * weights, where rows is batch (times time steps) and 3 counts the products
    forward, for the weights and for the layer below. seconds adds the calls and the element-wise passes.
    Raises InvalidExperiment.
    """
    checked = as_experiment(experiment)
    task, layout = shape_of(checked.task), layout_of(checked)
    network, width = checked.network, np.dtype(checked.dtype).itemsize
    rows = checked.batch_size * (task.length or 1)
    units = rows * network.width * network.depth
    loops = network.depth * (task.length or 1)
    update_flops = 6 * rows * layout.size
    machine, precision = _machine(), width / 4
    seconds = checked.steps * (
        machine.call * (CALLS_PER_UPDATE + CALLS_PER_LAYER * loops)
        + machine.flop * update_flops * precision
        + machine.element * precision * (PASSES_PER_UNIT * units + PASSES_PER_PARAMETER * layout.size)
    )
    hidden_arrays = 2 if isinstance(network, MlpSettings) else 3
    numbers = 4 * layout.size + hidden_arrays * units + rows * (task.features + 3 * task.outputs)
    columns = len(STEP_COLUMNS) + len(LAYER_COLUMNS) * len(layout.layer_names)
    columns += 0 if isinstance(network, MlpSettings) else task.length or 0
    recorded = 8 * checked.steps * columns
    return Cost(checked.steps * update_flops, numbers * width + 2 * recorded, seconds)


@cache
def _machine() -> Machine:
    small, large = np.zeros((1, 4, 4), np.float32), np.ones((1, 64, 64), np.float32)
    long = np.ones(65_536, np.float32)
    call = _shortest(lambda: np.add(small, small, out=small), 200)
    out = np.zeros_like(large)
    product = _shortest(lambda: np.matmul(large, large, out=out), 200)
    element = _shortest(lambda: np.multiply(long, long, out=long), 20) / long.size
    return Machine(2 * call, max(product - call, 1e-9) / (2 * 64**3), 4 * element)


def _shortest(work: object, repeats: int) -> float:
    assert callable(work)
    best = np.inf
    for _ in range(5):
        started = time.perf_counter()
        for _ in range(repeats):
            work()
        best = min(best, (time.perf_counter() - started) / repeats)
    return float(best)

"""What a run will cost, before it runs."""

import time
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from simulator.experiment import Experiment
from simulator.network_settings import GATES, AnyNetworkSettings, MlpSettings
from simulator.networks import layout_of
from simulator.probes import LAYER_COLUMNS, STEP_COLUMNS
from simulator.running import ExperimentLike, as_experiment
from simulator.tasks import shape_of

CALLS_PER_UPDATE: Final = 220  # batch, loss, probes, clipping, optimizer


@dataclass(frozen=True)
class Work:
    """What a network does in one update beside its products, and what it keeps.

    calls: NumPy calls per hidden layer and time step, forward and backward; passes: element-wise passes over
    every hidden value; arrays: stored per hidden value, in its dtype. Fitted to 240 random experiments.
    """

    calls: float
    passes: float
    arrays: float


WORK: Final = {
    "mlp": Work(5.5, 11.0, 2.25),
    "rnn": Work(7.0, 14.0, 3.25),
    "lstm": Work(41.0, 62.0, 9.25),
    "gru": Work(49.0, 60.0, 7.25),
}
GELU: Final = Work(0.0, 11.0, 1.0)
RESIDUAL: Final = Work(0.0, 6.5, 1.0)
NORMALIZATION: Final = Work(18.5, 0.0, 1.0)
# Passes over every parameter in an update, and arrays as large as the parameters that the optimizer keeps.
PASSES_OF_OPTIMIZER: Final = {"sgd": 6.5, "rmsprop": 8.0, "adam": 10.0}
ARRAYS_OF_OPTIMIZER: Final = {"sgd": 2, "rmsprop": 3, "adam": 4}
ARRAYS_PER_PARAMETER: Final = 4  # parameters, gradients, squares of units, the gradient before clipping
PASSES_PER_INPUT: Final = 10
PASSES_PER_OUTPUT: Final = 24
BYTES_OF_OBJECTS: Final = 50_000
BYTES_OF_VIEWS: Final = {"mlp": 1500, "rnn": 500, "lstm": 2500, "gru": 1700}  # per layer and time step
EIGENVALUE_FLOPS: Final = 60  # times n^3: eigenvalues and singular values, at LAPACK's speed


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
    network, itemsize = checked.network, np.dtype(checked.dtype).itemsize
    rows = checked.batch_size * (task.length or 1)
    outputs = task.outputs * (rows if task.has_target_per_step else checked.batch_size)
    units = rows * network.width * network.depth
    work = [WORK[network.kind], *_extras(network)]
    update_flops = 6 * rows * layout.size
    machine, precision = _machine(), itemsize / 4
    calls = CALLS_PER_UPDATE + sum(part.calls for part in work) * network.depth * (task.length or 1)
    passes = units * sum(part.passes for part in work)
    passes += layout.size * PASSES_OF_OPTIMIZER[checked.optimizer.kind]
    elements = precision * passes + rows * task.features * PASSES_PER_INPUT + outputs * PASSES_PER_OUTPUT
    flops = precision * update_flops + 2 * _spectrum_flops(checked)
    seconds = checked.steps * (machine.call * calls + machine.flop * flops + machine.element * elements)
    kept = units * sum(part.arrays for part in work) + rows * task.features + 2 * outputs
    kept += layout.size * (ARRAYS_PER_PARAMETER + ARRAYS_OF_OPTIMIZER[checked.optimizer.kind])
    drawn = 8 * (rows + getattr(checked.task, "samples", 0)) * task.features  # float64, before it is rounded
    drawn += 8 * layout.size  # as the initial parameters are
    objects = BYTES_OF_OBJECTS + BYTES_OF_VIEWS[network.kind] * network.depth * (task.length or 1)
    recorded = 8 * checked.steps * _columns(checked, len(layout.layer_names), task.length)
    return Cost(checked.steps * update_flops, int(kept * itemsize) + drawn + objects + 2 * recorded, seconds)


def _extras(network: AnyNetworkSettings) -> list[Work]:
    if not isinstance(network, MlpSettings):
        return []
    found = [GELU] if network.activation == "gelu" else []
    found += [RESIDUAL] if network.residual else []
    return found + ([NORMALIZATION] if network.normalization != "none" else [])


def _spectrum_flops(experiment: Experiment) -> float:
    """Of the recurrent matrices' spectra, per update, in float64."""
    network, stride = experiment.network, experiment.probes.recurrent_every
    if isinstance(network, MlpSettings) or stride is None:
        return 0.0
    matrices = len(GATES[network.kind]) * network.depth
    return EIGENVALUE_FLOPS * matrices * network.width**3 / min(stride, experiment.steps)


def _columns(experiment: Experiment, layers: int, length: int | None) -> int:
    """Numbers recorded per update."""
    probes, network = experiment.probes, experiment.network
    count: int = len(STEP_COLUMNS) + layers * sum(
        getattr(probes, switch) for switch in LAYER_COLUMNS.values()
    )
    count += int(probes.clipping) + (length or 0) * probes.time
    if not isinstance(network, MlpSettings) and probes.recurrent_every is not None:
        count += 2 * len(GATES[network.kind]) * network.depth
    return count


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

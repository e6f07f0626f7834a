"""The estimated cost of a run."""

from dataclasses import dataclass

import numpy as np

from simulator.cost.machine import measure_machine
from simulator.cost.memory import bytes_of
from simulator.cost.work import seconds_of
from simulator.kernels import layout_of
from simulator.settings.experiment import ExperimentLike, as_experiment
from simulator.tasks import shape_of


@dataclass(frozen=True)
class Cost:
    """flops: of the products of all updates; bytes: peak allocation; seconds: on this machine."""

    flops: int
    bytes: int
    seconds: float


def estimate_cost(experiment: ExperimentLike) -> Cost:
    """Floating-point operations, bytes, and seconds of one run; measures this machine at the first call.

    flops = steps * 2 * 3 * rows * weights, where rows is batch (times time steps) and 3 counts the products
    forward, for the weights and for the layer below. bytes: the peak of arrays and objects, including the trace.
    seconds: for a run whose weights stay finite, on an idle core. Raises InvalidExperiment.
    """
    checked = as_experiment(experiment)
    rows = checked.batch_size * (shape_of(checked.task).length or 1)
    return Cost(
        flops=checked.steps * 6 * rows * layout_of(checked).size,
        bytes=bytes_of(checked),
        seconds=seconds_of(checked, measure_machine(np.dtype(checked.dtype))),
    )

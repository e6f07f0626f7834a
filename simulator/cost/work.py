"""The work of a run, part by part, in seconds from the primitives of this machine.

A part is counted by hand: NumPy calls, passes over arrays, transcendental functions, products. The rest (Python
between the calls, strides, buffers) is in FACTORS, one for each part, fitted by least squares of the logarithms to
random experiments: `python -m tests.benchmarks.cost --fit` repeats the fit.
"""

from math import ceil
from typing import Final

import numpy as np

from simulator.cost.machine import Machine
from simulator.cost.memory import DOUBLE, Sizes, bytes_of, joined_rows
from simulator.kernels.layer_kind import layer_kind
from simulator.settings.experiment import Experiment
from simulator.settings.networks import AnyNetworkSettings, MlpSettings
from simulator.settings.updates import SgdSettings
from simulator.tasks import task_of

Parts = dict[str, float]

FACTORS: Final[Parts] = {  # except those of recurrent layers, which are in `kernels`
    "activations": 1.43,
    "batch": 2.05,
    "data": 1.13,
    "drawn parameters": 1.07,
    "exact norms": 1.21,
    "exp": 0.84,
    "fresh": 0.63,
    "loss": 1.17,
    "mlp calls": 1.20,
    "mlp passes": 0.54,
    "objects": 1.84,
    "operands": 1.26,
    "orthogonal": 0.42,
    "parameters": 0.80,
    "penalty": 0.62,
    "products": 0.96,
    "spectra": 2.27,
    "start": 1.31,
    "tanh": 1.04,
    "update": 0.98,
}
# Calls per layer, then passes and tanh per value: of an activation, and of its derivative (for all layers at once).
ACTIVATIONS: Final = {
    "identity": (0, 0.5, 0),
    "sigmoid": (8, 5, 1),
    "tanh": (3, 2, 1),
    "relu": (7, 3, 0),
    "leaky_relu": (4, 6, 0),
    "gelu": (16, 30, 2),
}
PERCEPTRON_VIEWS: Final = 10  # created per layer
OPTIMIZERS: Final = {
    "sgd": (0, 2),
    "adam": (74, 16),
    "rmsprop": (25, 11),
}  # calls; passes over the parameters
EIGENVALUE_PRODUCTS: Final = 40  # times n^3, eigenvalues and singular values


def seconds_of(experiment: Experiment, machine: Machine) -> float:
    """The parts of the whole run: its start, and its updates."""
    sizes = Sizes.of(experiment)
    start, update = start_parts(experiment, sizes, machine), update_parts(experiment, sizes, machine)
    factors = factors_of(experiment.network)
    return weighed(start, factors) + experiment.steps * weighed(update, factors)


def factors_of(network: AnyNetworkSettings) -> Parts:
    """By part of an experiment with this network."""
    if isinstance(network, MlpSettings):
        return FACTORS
    work = layer_kind(network).work
    return FACTORS | {
        f"{network.kind} calls": work.call_factor,
        f"{network.kind} passes": work.pass_factor,
    }


def weighed(parts: Parts, factors: Parts) -> float:
    """Seconds of all parts, each times its factor."""
    return sum(factors[name] * seconds for name, seconds in parts.items())


def update_parts(experiment: Experiment, sizes: Sizes, machine: Machine) -> Parts:
    """The parts of one update, without factors."""
    call, network, probes = machine.call, experiment.network, experiment.probes
    layers, size = len(sizes.layout.layers), sizes.layout.size
    itemsize = np.dtype(experiment.dtype).itemsize
    element = machine.element_among(itemsize * sizes.kept)
    parameter = machine.element_among(itemsize * size * 5)
    units = sizes.rows * network.width * network.depth
    of_network = _perceptron if isinstance(network, MlpSettings) else _recurrent
    parts = of_network(experiment, sizes, machine, element)
    shapes = len({(layer.rows, layer.columns) for layer in sizes.layout.layers})
    calls, _ = OPTIMIZERS[experiment.optimizer.kind]
    parts["update"] = call * (200 + 47 * shapes + calls + 70 * (experiment.clip is not None))
    parts["parameters"] = parameter * size * _parameter_passes(experiment)
    if experiment.penalty is not None:
        matrices = layers if isinstance(network, MlpSettings) else 2 * layers - 1
        parts["penalty"] = 25 * call * matrices + 7 * parameter * size
    if probes.activations:
        parts["activations"] = call * (130 + 3 * layers) + 3 * element * units
    outputs = sizes.output_rows * sizes.task.outputs
    if sizes.task.is_classification:
        parts["loss"] = (
            58 * call + 3 * machine.drawn * sizes.output_rows + (machine.exp + 12 * element) * outputs
        )
    else:
        parts["loss"] = 4 * element * outputs
    parts |= _batch(experiment, sizes, machine, element)
    return parts


def _perceptron(experiment: Experiment, sizes: Sizes, machine: Machine, element: float) -> Parts:
    """element: seconds of one number in a pass."""
    network = experiment.network
    assert isinstance(network, MlpSettings)
    width, depth, features, outputs = network.width, network.depth, sizes.task.features, sizes.task.outputs
    calls, passes, tanh = ACTIVATIONS[network.activation]
    has_norm = network.normalization != "none"
    units = sizes.rows * width * depth
    ends = [(features, width), *[(width, width)] * (depth - 1), (width, outputs)]
    operands = sum(3 * (rows * columns + sizes.rows * (rows + columns)) for rows, columns in ends)
    return {
        "mlp calls": machine.call * depth * (8 + calls + 33 * has_norm + 2 * network.residual),
        "mlp passes": element * units * (2 + passes + 2 * 12 * has_norm + 2 * network.residual),
        "tanh": machine.tanh * units * tanh,
        "products": machine.product * sizes.rows * (3 * sizes.layout.size - features * width),
        "operands": machine.operand * operands,
    }


def _recurrent(experiment: Experiment, sizes: Sizes, machine: Machine, element: float) -> Parts:
    """element: seconds of one number in a pass."""
    network, task = experiment.network, sizes.task
    assert not isinstance(network, MlpSettings)
    kind, width, depth, rows, batch = network.kind, network.width, network.depth, sizes.rows, sizes.batch
    gates, work = len(network.gates), layer_kind(network).work
    columns = gates * width
    products = 3 * sizes.output_rows * width * task.outputs
    operands = 3 * (width * task.outputs + sizes.output_rows * (width + task.outputs))
    for layer in range(depth):
        below, is_upper = width if layer else task.features, layer > 0
        joined = joined_rows(below, width) if work.joins_matrices else below + width
        products += rows * columns * (2 * joined + width + below * is_upper)
        operands += (2 + is_upper) * (joined * columns + rows * (joined + columns))
        operands += sizes.length * 2 * (joined * columns + batch * (joined + columns))
    states = rows * width * depth
    fed = depth - 1 + task.has_target_per_step  # layers with a gradient from above at every time step
    parts = {
        f"{kind} calls": machine.call * sizes.length * (work.calls * depth + 3 * fed),
        f"{kind} passes": element * states * (work.passes + fed / depth + experiment.probes.time / 2),
        "tanh": machine.tanh * states * work.tanh * (network.activation == "tanh"),
        "exp": machine.exp * states * work.exp,
        "products": machine.product * products,
        "operands": machine.operand * operands,
    }
    if experiment.probes.time and not task.has_target_per_step and experiment.truncate is not None:
        # Before the last window no gradient arrives: zeros, whose norms are taken a second time, exactly.
        numbers = batch * width * depth * (sizes.length - experiment.truncate)
        parts["exact norms"] = machine.call * (50 * depth + numbers / 800) + 10 * element * numbers
    stride = experiment.probes.recurrent_every
    if stride is not None:
        share = ceil(experiment.steps / stride) / experiment.steps
        matrices = gates * depth
        each = (
            3 * machine.drawn * width**2
            + EIGENVALUE_PRODUCTS * _double_product(experiment, machine) * width**3
        )
        parts["spectra"] = share * (100 * machine.call + matrices * each)
    return parts


def _parameter_passes(experiment: Experiment) -> float:
    """Work over all parameters: optimizer, norms, clipping; copies of the matrices of gates."""
    optimizer, clip, probes = experiment.optimizer, experiment.clip, experiment.probes
    passes: float = OPTIMIZERS[optimizer.kind][1] + 3 + probes.updates / 2
    if isinstance(optimizer, SgdSettings) and optimizer.momentum:
        passes += 2
    if clip is not None:
        passes += 1 if clip.kind == "norm" else 1.5 + 2.5 * probes.clipping
    network = experiment.network
    return passes + (0 if isinstance(network, MlpSettings) else layer_kind(network).work.matrix_passes)


def _batch(experiment: Experiment, sizes: Sizes, machine: Machine, element: float) -> Parts:
    """Drawing a batch and storing it."""
    numbers = element * sizes.rows * (3 * sizes.task.features + sizes.task.outputs)
    if isinstance(experiment.network, MlpSettings):
        is_shuffled = sizes.samples > 10_000 and sizes.batch > sizes.samples // 20
        return {"batch": numbers + machine.drawn * (2 * sizes.batch + 0.1 * sizes.samples * is_shuffled)}
    return {"batch": numbers + machine.drawn * sizes.rows}


def _double_product(experiment: Experiment, machine: Machine) -> float:
    """Seconds per multiplication of a float64 product, in which spectra and initial matrices are computed."""
    return machine.product * DOUBLE / np.dtype(experiment.dtype).itemsize


def start_parts(experiment: Experiment, sizes: Sizes, machine: Machine) -> Parts:
    """Everything except the updates, without factors: drawing, building, first access to memory, the trace."""
    call, network, samples = machine.call, experiment.network, sizes.samples
    gates, views, size = 1, float(PERCEPTRON_VIEWS), sizes.layout.size
    if not isinstance(network, MlpSettings):
        gates, views = len(network.gates), layer_kind(network).work.views
    triangles = 0
    for layer in range(network.depth):
        below = network.width if layer else sizes.task.features
        if network.init.scheme == "orthogonal":
            triangles += gates * max(below, network.width) * min(below, network.width) ** 2
        if getattr(network.init, "recurrent_scheme", "") == "orthogonal":
            triangles += gates * network.width**3
    matrices = gates * network.depth * (1 if isinstance(network, MlpSettings) else 2)
    parts = {
        "start": 1600 * call,
        "objects": call * (20 * matrices + network.depth * (20 + views * sizes.length / 2)),
        "drawn parameters": size * (machine.drawn + 10 * machine.streamed),
        "orthogonal": 10 * triangles * _double_product(experiment, machine),
        "fresh": machine.fresh * bytes_of(experiment),
    }
    if samples:
        parts["data"] = samples * sizes.task.features * (machine.drawn + 8 * machine.streamed)
        parts["data"] += machine.drawn * task_of(experiment.task).data_draws(experiment.task)
    return parts

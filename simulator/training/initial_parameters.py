"""The initial parameters of a network."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.parameters import Layout, Matrix
from simulator.settings.experiment import Experiment
from simulator.settings.networks import MlpSettings, Scheme
from simulator.training.initializers import INITIALIZERS, normal

Array: TypeAlias = NDArray[Any]


def initial_row(experiment: Experiment, layout: Layout, generator: np.random.Generator) -> Array:
    """All initial parameters of a run, float64 (size,), drawn in the order in which they are stored.

    Weights of hidden layers follow `init`; biases of hidden layers are N(0, bias_std^2). The output layer has
    no activation: its weights are N(0, 1 / fan_in) whatever the scheme, its bias is 0. The matrix of each gate is
    drawn separately, in the order of the gates: each gate is a layer of the given width.
    """
    row = np.zeros(layout.size)
    for matrix, offset in layout.placed():
        values = _initial(experiment, matrix, generator)
        row[offset : offset + values.size] = values.reshape(-1)
    return row


def _initial(experiment: Experiment, matrix: Matrix, generator: np.random.Generator) -> Array:
    network = experiment.network
    match matrix.role:
        case "input":
            return _by_gate(experiment, matrix, generator, network.init.scheme, network.init.gain)
        case "recurrent":
            assert not isinstance(network, MlpSettings)
            scheme, gain = network.init.recurrent_scheme, network.init.recurrent_gain
            return _by_gate(experiment, matrix, generator, scheme, gain)
        case "bias":
            bias = generator.standard_normal(matrix.columns) * network.bias_std
            if not isinstance(network, MlpSettings):
                for gate, offset in network.bias_offsets.items():
                    start = network.gates.index(gate) * network.width
                    bias[start : start + network.width] += offset
            return bias
        case "output":
            return normal(generator, matrix.rows, matrix.columns, 1.0)
        case "output_bias":
            return np.zeros(matrix.columns)


def _by_gate(
    experiment: Experiment, matrix: Matrix, generator: np.random.Generator, scheme: Scheme, gain: float
) -> Array:
    gates = 1 if isinstance(experiment.network, MlpSettings) else len(experiment.network.gates)
    size = (generator, matrix.rows, matrix.columns // gates)
    return np.concatenate([INITIALIZERS[scheme](*size, gain) for _ in range(gates)], axis=1)

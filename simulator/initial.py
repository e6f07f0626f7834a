"""The parameters a network starts from."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.experiment import Experiment
from simulator.initializers import INITIALIZERS, normal
from simulator.network_settings import RnnSettings
from simulator.parameters import Layout, Matrix

Array: TypeAlias = NDArray[Any]


def initial_row(experiment: Experiment, layout: Layout, generator: np.random.Generator) -> Array:
    """All initial parameters of a run, float64 (size,), drawn in the order in which they are stored.

    Weights of hidden layers follow `init`; biases of hidden layers are N(0, bias_std^2). The output layer has
    no activation: its weights are N(0, 1 / fan_in) whatever the scheme, its bias is 0.
    """
    row = np.zeros(layout.size)
    for matrix, offset in layout.placed():
        values = _initial(experiment, matrix, generator)
        row[offset : offset + values.size] = values.reshape(-1)
    return row


def _initial(experiment: Experiment, matrix: Matrix, generator: np.random.Generator) -> Array:
    network = experiment.network
    size = (generator, matrix.rows, matrix.columns)
    match matrix.role:
        case "input":
            return INITIALIZERS[network.init.scheme](*size, network.init.gain)
        case "recurrent":
            assert isinstance(network, RnnSettings)
            scheme, gain = network.init.recurrent_scheme, network.init.recurrent_gain
            return INITIALIZERS[scheme](*size, gain)
        case "bias":
            return generator.standard_normal(matrix.columns) * network.bias_std
        case "output":
            return normal(*size, 1.0)
        case "output_bias":
            return np.zeros(matrix.columns)

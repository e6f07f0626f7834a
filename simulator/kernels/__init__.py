"""The networks as they train: the `equations` made fast, for a whole stack of runs, and tested equal to them.

Each file says in its first lines what it does differently from the equations, and why.
"""

from functools import partial
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.layer_kind import layer_kind
from simulator.kernels.mlp import Mlp, mlp_layout
from simulator.kernels.parameters import Layout
from simulator.kernels.recurrent import Recurrent, recurrent_layout
from simulator.settings.experiment import Experiment
from simulator.settings.networks import MlpSettings
from simulator.tasks import shape_of

Array: TypeAlias = NDArray[Any]


class Network(Protocol):
    """What the training loop needs from a network. All arrays have a leading runs axis.

    An update is forward, then backward. The arrays are the network's own: `hidden_values` hold from forward to the next
    one, `hidden_derivatives` only until backward, which writes over them, `state_gradients` after it.

    hidden_values: of the hidden units, (runs, layers, samples, width), bottom to top. hidden_derivatives: in the same
    shapes, of the function that makes a unit's value, at its pre-activation: of an LSTM unit tanh at c_t, of a GRU unit
    that of its candidate. state_gradients: dLoss/ds per stacked layer, (runs, time, batch, width), where there is time.
    """

    layout: Layout
    hidden_values: list[Array]
    hidden_derivatives: list[Array]
    state_gradients: list[Array]

    def forward(self, inputs: Array) -> Array:
        """Outputs ([time,] batch, outputs) of the inputs."""

    def backward(self, inputs: Array, d_outputs: Array) -> None:
        """Write the gradient of every parameter, given the gradient of the outputs."""

    def input_gradient(self) -> Array:
        """dLoss/dx in the shape of the inputs, after backward."""


def layout_of(experiment: Experiment) -> Layout:
    """The parameters of an experiment's network."""
    task = shape_of(experiment.task)
    if isinstance(experiment.network, MlpSettings):
        return mlp_layout(experiment.network, task)
    return recurrent_layout(experiment.network, task)


def network_of(experiment: Experiment, parameters: Array, gradients: Array) -> Network:
    """A network over flat (runs, size) parameters, which writes into flat gradients of the same shape."""
    task = shape_of(experiment.task)
    dtype = np.dtype(experiment.dtype)
    layout = layout_of(experiment)
    if isinstance(experiment.network, MlpSettings):
        return Mlp(experiment.network, task, layout, experiment.batch_size, dtype, parameters, gradients)
    kind = layer_kind(experiment.network)
    make_layer = partial(kind.make_layer, experiment.network)
    return Recurrent(
        make_layer, task, layout, experiment.batch_size, parameters, gradients, experiment.truncate
    )

"""The networks: forward and backward over a leading runs axis, beside their equations."""

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.activations import ACTIVATIONS
from simulator.experiment import Experiment
from simulator.kernels.gru import GruLayer
from simulator.kernels.lstm import LstmLayer
from simulator.kernels.mlp import Mlp, mlp_layout
from simulator.kernels.recurrent import LayerPlan, Recurrent, RecurrentLayer, recurrent_layout
from simulator.kernels.rnn import RnnLayer
from simulator.network_settings import GruSettings, LstmSettings, MlpSettings, RecurrentSettings
from simulator.parameters import Layout
from simulator.tasks import shape_of

Array: TypeAlias = NDArray[Any]


class Network(Protocol):
    """What the training loop asks of a network. All arrays have a leading runs axis.

    A step is forward, then slopes, then backward; `slopes` may be read only between the last two, since
    backward turns them into the gradients of the drives.
    """

    layout: Layout

    def forward(self, inputs: Array) -> Array:
        """Outputs ([time,] batch, outputs) of the inputs."""

    def evaluate_slopes(self) -> None:
        """The activation's slope at every unit, for all layers at once."""

    def backward(self, inputs: Array, d_outputs: Array) -> None:
        """Write the gradient of every parameter, given the gradient of the outputs."""

    def input_gradient(self) -> Array:
        """dLoss/dx in the shape of the inputs, after backward."""

    def hidden_values(self) -> list[Array]:
        """Values of the hidden units: arrays (runs, layers, samples, width), bottom to top."""

    def hidden_slopes(self) -> list[Array]:
        """Slopes of the hidden units, in the same shapes."""

    def state_gradients(self) -> list[Array]:
        """dLoss/ds per stacked layer, (runs, time, batch, width); empty without a time axis."""


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
    make_layer = layer_maker(experiment.network)
    truncate = experiment.truncate
    return Recurrent(make_layer, task, layout, experiment.batch_size, parameters, gradients, truncate)


def layer_maker(settings: RecurrentSettings) -> Callable[[LayerPlan], RecurrentLayer]:
    """What builds one layer of a recurrent network."""
    match settings:
        case LstmSettings():
            return LstmLayer
        case GruSettings():
            return GruLayer
        case _:
            return partial(RnnLayer, ACTIVATIONS[settings.activation])

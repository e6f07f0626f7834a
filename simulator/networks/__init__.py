"""The networks: forward and backward over a leading runs axis, beside their equations."""

from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.experiment import Experiment
from simulator.network_settings import MlpSettings
from simulator.networks.mlp import Mlp, mlp_layout
from simulator.networks.rnn import Rnn, rnn_layout
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
    return rnn_layout(experiment.network, task)


def network_of(experiment: Experiment, parameters: Array, gradients: Array) -> Network:
    """A network over flat (runs, size) parameters, which writes into flat gradients of the same shape."""
    task = shape_of(experiment.task)
    dtype = np.dtype(experiment.dtype)
    layout = layout_of(experiment)
    if isinstance(experiment.network, MlpSettings):
        return Mlp(experiment.network, task, layout, experiment.batch_size, dtype, parameters, gradients)
    return Rnn(
        experiment.network,
        task,
        layout,
        experiment.batch_size,
        dtype,
        parameters,
        gradients,
        experiment.truncate,
    )

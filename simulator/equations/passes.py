"""One forward and one backward pass of a whole network, by the equations; every intermediate value is kept.

This is the readable form of what `kernels` compute fast: slow, one network at a time, tested equal to them. It works
in the dtype of the parameters and inputs it is given.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulator.equations import mlp
from simulator.equations.activations import ACTIVATIONS
from simulator.equations.losses import (
    loss_of,
    output_gradients,
    penalized_names,
    penalty_gradient,
    penalty_of,
)
from simulator.equations.recurrent import Array
from simulator.equations.sequence import NamedArrays, Rows, read_out, walk_back, walk_forward
from simulator.settings.experiment import Experiment, ExperimentLike, as_experiment
from simulator.settings.networks import MlpSettings
from simulator.tasks import shape_of


@dataclass(frozen=True, eq=False)
class ForwardPass:
    """Everything that a network makes of a batch.

    parameters: by name, as in `initial_parameters`, one mapping for each time step, whose copy that step reads.
    inputs: ([time,] batch, features). outputs: (batch, outputs), or (time, batch, outputs) where every state is read.
    steps: by time step, by layer from the bottom, what it made (`rnn.RnnStep`, `lstm.LstmStep`, `gru.GruStep`). An mlp
    has one row, of its hidden layers (`mlp.LayerStep`).
    """

    experiment: Experiment
    parameters: tuple[NamedArrays, ...]
    inputs: Array
    steps: Rows
    outputs: Array

    @property
    def hidden_states(self) -> Array:
        """s_t of the top layer of a recurrent network, (time, batch, width)."""
        return np.stack([row[-1].state.hidden_state for row in self.steps])


@dataclass(frozen=True, eq=False)
class BackwardPass:
    """Everything computed in the backward pass of a network.

    steps: in the order of the forward pass, what each step back made (`rnn.RnnStepBack`, …, `mlp.LayerStepBack`).
    d_states: what it began from: a `State` with all of dLoss/ds_t, or dLoss/dh_l of an mlp. d_inputs: in the shape of
    the inputs. gradients: of every parameter, by name, without a penalty; with a copy of the parameters for each time
    step, the sum of the copies' gradients, which are `terms`, by time step.
    """

    steps: Rows
    d_states: Rows
    d_inputs: Array
    terms: tuple[dict[str, Array], ...]

    @property
    def gradients(self) -> dict[str, Array]:
        found: dict[str, Array] = {}
        for term in reversed(self.terms):
            for name, values in term.items():
                found[name] = found[name] + values if name in found else values
        return found


def forward_pass(
    experiment: ExperimentLike, parameters: NamedArrays | Sequence[NamedArrays], inputs: Array
) -> ForwardPass:
    """The outputs of a batch, one step after the other, by the equations of the experiment's network.

    parameters: by name, as in `initial_parameters`; or one such mapping for each time step, if each
    step has its own: the unrolled network is a deep one with a layer for each step (an mlp has one).
    inputs: ([time,] batch, features). Nothing is random.
    Raises InvalidExperiment; KeyError where a parameter is missing, ValueError where a shape does not fit.
    Sources: see `equations.mlp`, `equations.rnn`, `equations.lstm` and `equations.gru`.
    """
    checked = as_experiment(experiment)
    network = checked.network
    count = 1 if isinstance(network, MlpSettings) else len(inputs)
    copies = (parameters,) * count if isinstance(parameters, Mapping) else tuple(parameters)
    with np.errstate(all="ignore"):
        if isinstance(network, MlpSettings):
            steps, outputs = _go_up(network, copies[0], inputs)
        else:
            steps = walk_forward(network, copies, inputs)
            outputs = read_out(copies, steps, shape_of(checked.task).has_target_per_step)
    return ForwardPass(checked, copies, inputs, steps, outputs)


def backward_pass(forward: ForwardPass, d_outputs: Array) -> BackwardPass:
    """The gradient of the loss with respect to everything, from that of the outputs, d_outputs, in their shape.

    In a recurrent network this is backpropagation through time, truncated as the experiment says.
    d_outputs: (batch, outputs) or (time, batch, outputs); `output_gradients` computes those of the loss.
    Raises ValueError if the shape does not fit. Sources: as of `forward_pass`; Werbos 1990.
    """
    experiment, network = forward.experiment, forward.experiment.network
    with np.errstate(all="ignore"):
        if isinstance(network, MlpSettings):
            return _go_down(network, forward, d_outputs)
        rows = walk_back(
            network, forward.parameters, forward.inputs, forward.steps, d_outputs, experiment.truncate
        )
    return BackwardPass(
        steps=tuple(row.steps for row in rows),
        d_states=tuple(row.d_states for row in rows),
        d_inputs=np.stack([row.d_inputs for row in rows]),
        terms=tuple(row.terms for row in rows),
    )


def loss_and_gradients(
    experiment: Experiment, parameters: NamedArrays, inputs: Array, targets: Array
) -> tuple[float, dict[str, Array]]:
    """Loss and gradient of a batch, penalty included, as `gradients` of the package root gives them.

    parameters, inputs: as in `forward_pass`. targets: as `first_batch` gives them. Returns the loss in the
    experiment's reduction, and by name the gradient of every parameter, in its shape.
    """
    forward = forward_pass(experiment, parameters, inputs)
    with np.errstate(all="ignore"):
        loss = loss_of(forward.outputs, targets, experiment.reduction)
        d_outputs = output_gradients(forward.outputs, targets, experiment.reduction)
        gradients = backward_pass(forward, d_outputs).gradients
        if experiment.penalty is not None:
            for name in penalized_names(experiment.penalty, parameters):
                loss += penalty_of(experiment.penalty, parameters[name])
                gradients[name] = gradients[name] + penalty_gradient(experiment.penalty, parameters[name])
    return loss, gradients


def _layer_of(network: MlpSettings, below: Array, W: Array) -> mlp.Layer:
    """A residual connection needs an input as wide as the layer."""
    has_residual = network.residual and below.shape[-1] == W.shape[-1]
    return mlp.Layer(ACTIVATIONS[network.activation], network.normalization, has_residual)


def _go_up(network: MlpSettings, named: NamedArrays, inputs: Array) -> tuple[Rows, Array]:
    row: list[mlp.LayerStep] = []
    below = inputs
    for number in range(1, network.depth + 1):
        W, b = named[f"W{number}"], named[f"b{number}"]
        row.append(mlp.step(_layer_of(network, below, W), W, b, below))
        below = row[-1].hidden
    last = network.depth + 1
    return (tuple(row),), below @ named[f"W{last}"] + named[f"b{last}"]


def _go_down(network: MlpSettings, forward: ForwardPass, d_outputs: Array) -> BackwardPass:
    named, row, last = forward.parameters[0], forward.steps[0], network.depth + 1
    terms = {f"W{last}": row[-1].hidden.mT @ d_outputs, f"b{last}": d_outputs.sum(axis=-2)}
    back: list[Any] = []
    d_layers: list[Array] = []
    d_hidden = d_outputs @ named[f"W{last}"].mT
    for number in range(network.depth, 0, -1):
        W, below = named[f"W{number}"], row[number - 2].hidden if number > 1 else forward.inputs
        made = mlp.step_back(_layer_of(network, below, W), W, below, row[number - 1], d_hidden)
        terms |= {f"W{number}": made.d_W, f"b{number}": made.d_b}
        back.insert(0, made)
        d_layers.insert(0, d_hidden)
        d_hidden = made.d_below
    return BackwardPass((tuple(back),), (tuple(d_layers),), d_hidden, (terms,))

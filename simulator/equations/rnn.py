"""One step of the simple recurrent network of Elman.

    z_t = x_t U + s_{t-1} W + b                     pre-activation
    s_t = f(z_t)                                    hidden state

Back, d_ being the gradient of the loss; d_s_t is the sum of what comes from above and from step t + 1:

    d_z_t = d_s_t * f'(z_t)
    d_x_t = d_z_t U^T                               d_s_{t-1} = d_z_t W^T
    d_U = x_t^T d_z_t      d_W = s_{t-1}^T d_z_t    d_b = d_z_t, summed over the batch

f is tanh or ReLU. Shapes: see `recurrent`.
Sources: Elman 1990; Werbos 1990 (backpropagation through time).
"""

from functools import partial
from typing import NamedTuple

from simulator.equations.activations import Activation
from simulator.equations.recurrent import Array, Cell, Parameters, State


class RnnStep(NamedTuple):
    """pre_activation: z_t, (batch, width). state: s_t."""

    pre_activation: Array
    state: State


class RnnStepBack(NamedTuple):
    """derivative: f'(z_t). d_pre_activation: d_z_t. Both (batch, width). The rest as in `recurrent.StepBack`."""

    derivative: Array
    d_pre_activation: Array
    d_inputs: Array
    d_state_before: State
    d_parameters: Parameters


def step(parameters: Parameters, inputs: Array, before: State, activation: Activation) -> RnnStep:
    """z_t and s_t from x_t (batch, features) and s_{t-1} (batch, width)."""
    U, W, b = parameters
    pre_activation = inputs @ U + before.hidden_state @ W + b
    return RnnStep(pre_activation, State(activation.function(pre_activation)))


def step_back(
    parameters: Parameters,
    inputs: Array,
    before: State,
    made: RnnStep,
    d_state: State,
    activation: Activation,
) -> RnnStepBack:
    """From d_s_t (batch, width) to the gradients of all that the step read. made: what it made."""
    U, W, _ = parameters
    derivative = activation.derivative(made.pre_activation)
    d_pre_activation = d_state.hidden_state * derivative
    return RnnStepBack(
        derivative,
        d_pre_activation,
        d_inputs=d_pre_activation @ U.mT,
        d_state_before=State(d_pre_activation @ W.mT),
        d_parameters=Parameters(
            U=inputs.mT @ d_pre_activation,
            W=before.hidden_state.mT @ d_pre_activation,
            b=d_pre_activation.sum(axis=-2),
        ),
    )


def cell(activation: Activation) -> Cell:
    """The equations of a layer whose f is this activation."""
    return Cell(partial(step, activation=activation), partial(step_back, activation=activation))

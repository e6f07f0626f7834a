"""One step of long short-term memory.

    z_t = x_t U + s_{t-1} W + b = [z_i, z_f, z_g, z_o]    pre-activations, in blocks
    i = sigma(z_i)    f = sigma(z_f)                      input gate, forget gate
    g = tanh(z_g)     o = sigma(z_o)                      candidate, output gate
    c_t = f * c_{t-1} + i * g                             cell state
    s_t = o * tanh(c_t)                                   hidden state

Back, d_ being the gradient of the loss. d_s_t is the sum of what comes from above and from z_{t+1}; what flows on
inside the cell, f_{t+1} * d_c_{t+1}, is in d_c_t alone:

    d_c_t = f_{t+1} * d_c_{t+1} + d_s_t * o * (1 - tanh(c_t)^2)
    d_i = d_c_t * g    d_f = d_c_t * c_{t-1}    d_g = d_c_t * i    d_o = d_s_t * tanh(c_t)
    d_z_t = [d_i * i (1 - i), d_f * f (1 - f), d_g * (1 - g^2), d_o * o (1 - o)]
    d_x_t = d_z_t U^T      d_s_{t-1} = d_z_t W^T
    d_U = x_t^T d_z_t      d_W = s_{t-1}^T d_z_t          d_b = d_z_t, summed over the batch

Shapes: see `recurrent`; there are four blocks of columns, of three gates and a candidate.
Sources: Hochreiter & Schmidhuber 1997; Gers, Schmidhuber, Cummins 2000 (the forget gate).
"""

from typing import NamedTuple

import numpy as np

from simulator.equations.activations import Activation, sigmoid
from simulator.equations.recurrent import Array, Cell, Parameters, State


class LstmStep(NamedTuple):
    """pre_activation: z_t, (batch, 4 * width). The gates: (batch, width) each. state: s_t and c_t."""

    pre_activation: Array
    input_gate: Array
    forget_gate: Array
    candidate: Array
    output_gate: Array
    state: State


class LstmStepBack(NamedTuple):
    """d_cell_state: d_c_t, and of the gates' values, (batch, width) each. d_pre_activation: d_z_t,
    (batch, 4 * width). The rest as in `recurrent.StepBack`.
    """

    d_cell_state: Array
    d_input_gate: Array
    d_forget_gate: Array
    d_candidate: Array
    d_output_gate: Array
    d_pre_activation: Array
    d_inputs: Array
    d_state_before: State
    d_parameters: Parameters


def step(parameters: Parameters, inputs: Array, before: State) -> LstmStep:
    """The gates, c_t and s_t from x_t (batch, features), s_{t-1} and c_{t-1} (batch, width)."""
    U, W, b = parameters
    pre_activation = inputs @ U + before.hidden_state @ W + b
    z_i, z_f, z_g, z_o = np.split(pre_activation, 4, axis=-1)
    input_gate = sigmoid(z_i)
    forget_gate = sigmoid(z_f)
    candidate = np.tanh(z_g)
    output_gate = sigmoid(z_o)
    cell_state = forget_gate * before.cell_state + input_gate * candidate
    hidden_state = output_gate * np.tanh(cell_state)
    state = State(hidden_state, cell_state)
    return LstmStep(pre_activation, input_gate, forget_gate, candidate, output_gate, state)


def step_back(
    parameters: Parameters, inputs: Array, before: State, made: LstmStep, d_state: State
) -> LstmStepBack:
    """From the gradients of s_t and c_t to those of all that the step read.

    made: what the step made. d_state: d_s_t, and f_{t+1} * d_c_{t+1} (0 at the last step), (batch, width) each.
    """
    U, W, _ = parameters
    _, i, f, g, o, (_, cell_state) = made
    tanh_of_cell_state = np.tanh(cell_state)
    d_cell_state = d_state.cell_state + d_state.hidden_state * o * (1 - tanh_of_cell_state**2)
    d_input_gate = d_cell_state * g
    d_forget_gate = d_cell_state * before.cell_state
    d_candidate = d_cell_state * i
    d_output_gate = d_state.hidden_state * tanh_of_cell_state
    d_z_i = d_input_gate * i * (1 - i)
    d_z_f = d_forget_gate * f * (1 - f)
    d_z_g = d_candidate * (1 - g**2)
    d_z_o = d_output_gate * o * (1 - o)
    d_pre_activation = np.concatenate([d_z_i, d_z_f, d_z_g, d_z_o], axis=-1)
    return LstmStepBack(
        d_cell_state,
        d_input_gate,
        d_forget_gate,
        d_candidate,
        d_output_gate,
        d_pre_activation,
        d_inputs=d_pre_activation @ U.mT,
        d_state_before=State(d_pre_activation @ W.mT, f * d_cell_state),
        d_parameters=Parameters(
            U=inputs.mT @ d_pre_activation,
            W=before.hidden_state.mT @ d_pre_activation,
            b=d_pre_activation.sum(axis=-2),
        ),
    )


def cell(activation: Activation) -> Cell:
    """The equations of a layer, whose activation is always tanh."""
    return Cell(step, step_back)

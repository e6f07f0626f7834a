"""One step of a layer of gated recurrent units. Blocks of U, W and b: [r, z, n].

    a_r = x_t U_r + s_{t-1} W_r + b_r    r = sigma(a_r)    reset gate
    a_z = x_t U_z + s_{t-1} W_z + b_z    z = sigma(a_z)    update gate
    h_n = s_{t-1} W_n                                      what the past offers to the candidate
    a_n = x_t U_n + b_n + r * h_n        n = tanh(a_n)     candidate
    s_t = (1 - z) * n + z * s_{t-1}                        hidden state

Back, d_ being the gradient of the loss; d_s_t is the sum of what comes from above and from step t + 1:

    d_a_n = d_s_t * (1 - z) * (1 - n^2)                    d_h_n = r * d_a_n
    d_a_z = d_s_t * (s_{t-1} - n) * z (1 - z)              d_a_r = d_a_n * h_n * r (1 - r)
    d_x_t = [d_a_r, d_a_z, d_a_n] U^T                      d_s_{t-1} = z * d_s_t + [d_a_r, d_a_z, d_h_n] W^T
    d_U = x_t^T [d_a_r, d_a_z, d_a_n]                      d_W = s_{t-1}^T [d_a_r, d_a_z, d_h_n]
    d_b = [d_a_r, d_a_z, d_a_n], summed over the batch

The reset gate acts on the product s_{t-1} W_n, as in cuDNN, PyTorch and Keras (reset_after), not on s_{t-1} before it.
Shapes: see `recurrent`; there are three blocks. Source: Cho et al. 2014; the place of the reset gate as in cuDNN.
"""

from typing import NamedTuple

import numpy as np

from simulator.equations.activations import Activation, sigmoid
from simulator.equations.recurrent import Array, Cell, Parameters, State


class GruStep(NamedTuple):
    """Pre-activations a_r, a_z, a_n, gates r, z, candidate n and h_n, (batch, width) each. state: s_t."""

    reset_pre_activation: Array
    update_pre_activation: Array
    candidate_pre_activation: Array
    reset_gate: Array
    update_gate: Array
    candidate: Array
    recurrent_candidate: Array
    state: State


class GruStepBack(NamedTuple):
    """Of the pre-activations and of h_n, (batch, width) each. The rest as in `recurrent.StepBack`."""

    d_reset_pre_activation: Array
    d_update_pre_activation: Array
    d_candidate_pre_activation: Array
    d_recurrent_candidate: Array
    d_inputs: Array
    d_state_before: State
    d_parameters: Parameters


def step(parameters: Parameters, inputs: Array, before: State) -> GruStep:
    """The gates, the candidate and s_t from x_t (batch, features) and s_{t-1} (batch, width)."""
    U, W, b = parameters
    r_of_inputs, z_of_inputs, n_of_inputs = np.split(inputs @ U + b, 3, axis=-1)
    r_of_state, z_of_state, recurrent_candidate = np.split(before.hidden_state @ W, 3, axis=-1)
    a_r = r_of_inputs + r_of_state
    a_z = z_of_inputs + z_of_state
    reset_gate = sigmoid(a_r)
    update_gate = sigmoid(a_z)
    a_n = n_of_inputs + reset_gate * recurrent_candidate
    candidate = np.tanh(a_n)
    hidden_state = (1 - update_gate) * candidate + update_gate * before.hidden_state
    state = State(hidden_state)
    return GruStep(a_r, a_z, a_n, reset_gate, update_gate, candidate, recurrent_candidate, state)


def step_back(
    parameters: Parameters, inputs: Array, before: State, made: GruStep, d_state: State
) -> GruStepBack:
    """From d_s_t (batch, width) to the gradients of all that the step read. made: what it made."""
    U, W, _ = parameters
    r, z, n, h_n = made.reset_gate, made.update_gate, made.candidate, made.recurrent_candidate
    d_hidden_state = d_state.hidden_state
    d_a_n = d_hidden_state * (1 - z) * (1 - n**2)
    d_h_n = r * d_a_n
    d_a_z = d_hidden_state * (before.hidden_state - n) * z * (1 - z)
    d_a_r = d_a_n * h_n * r * (1 - r)
    of_input_products = np.concatenate([d_a_r, d_a_z, d_a_n], axis=-1)
    of_state_products = np.concatenate([d_a_r, d_a_z, d_h_n], axis=-1)
    return GruStepBack(
        d_a_r,
        d_a_z,
        d_a_n,
        d_h_n,
        d_inputs=of_input_products @ U.mT,
        d_state_before=State(z * d_hidden_state + of_state_products @ W.mT),
        d_parameters=Parameters(
            U=inputs.mT @ of_input_products,
            W=before.hidden_state.mT @ of_state_products,
            b=of_input_products.sum(axis=-2),
        ),
    )


def cell(activation: Activation) -> Cell:
    """The equations of a layer, whose activation is always tanh."""
    return Cell(step, step_back)

"""The layer of `equations.rnn`, fast.

What differs, and why: x_t U + b is one product over all time steps, made where the states will be; so are d_U, d_W and
d_b over all steps, and f' is one pass over all of them. What remains in the loop over time is one product, one addition
and f. Everything is written into arrays that are kept for the whole training, and d_z takes the place of f'(z).
"""

from collections.abc import Callable
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.activations import ACTIVATIONS, Activation
from simulator.kernels.layer_kind import LayerKind, LayerWork
from simulator.kernels.recurrent import LayerPlan
from simulator.kernels.workspaces import as_rows, row_of_ones, step_views

Array: TypeAlias = NDArray[Any]


class RnnLayer:
    """One recurrent layer of a stack of runs, with its workspaces."""

    def __init__(self, activation: Activation, plan: LayerPlan) -> None:
        self.activation, self.length, self.cuts = activation, plan.length, plan.cuts
        self.U, self.W, self.b = plan.parts(plan.matrix)
        self.d_U, self.d_W, self.d_b = plan.parts(plan.d_matrix)
        runs, length, batch, width = plan.runs, plan.length, plan.batch, plan.width
        dtype = plan.matrix.dtype
        self.states = np.zeros((runs, length + 1, batch, width), dtype)
        self.derivatives = np.zeros((runs, length, batch, width), dtype)  # becomes d_z in its own place
        self.d_states = np.zeros((runs, length, batch, width), dtype)
        self.recurrent = np.zeros((runs, batch, width), dtype)
        self.ones = row_of_ones(length * batch, dtype)
        self.state_at = step_views(self.states)
        self.d_pre_activation_at = step_views(self.derivatives)
        self.d_state_at = step_views(self.d_states)
        self.made_states = self.states[:, 1:]
        self.new_states, self.old_states = as_rows(self.made_states), as_rows(self.states[:, :-1])
        self.d_pre_activations = as_rows(self.derivatives)
        self.W_transposed = np.swapaxes(self.W, -1, -2)
        self.U_transposed = np.swapaxes(self.U, -1, -2)

    def forward(self, inputs: Array) -> None:
        np.matmul(as_rows(inputs), self.U, out=self.new_states)
        self.new_states += self.b
        before = self.state_at[0]
        for state in self.state_at[1:]:
            np.matmul(before, self.W, out=self.recurrent)
            np.add(state, self.recurrent, out=state)
            self.activation.apply(state, state)
            before = state
        self.activation.derivative(self.made_states, self.made_states, self.derivatives)

    def backward(self, inputs: Array, fill: Callable[[Array], None], is_fed_at_every_step: bool) -> None:
        fill(self.d_states)
        later = None
        for time in range(self.length - 1, -1, -1):
            d_state, d_pre_activation = self.d_state_at[time], self.d_pre_activation_at[time]
            if later is not None:
                self._carry_back(time, later, d_state, is_fed_at_every_step)
            np.multiply(d_pre_activation, d_state, out=d_pre_activation)
            later = d_pre_activation
        np.matmul(np.swapaxes(as_rows(inputs), -1, -2), self.d_pre_activations, out=self.d_U)
        np.matmul(np.swapaxes(self.old_states, -1, -2), self.d_pre_activations, out=self.d_W)
        np.matmul(self.ones, self.d_pre_activations, out=self.d_b)

    def _carry_back(self, time: int, later: Array, d_state: Array, is_fed: bool) -> None:
        """Add the gradient from the step after `time`; write it if none came from the layer above."""
        if time + 1 in self.cuts:
            if not is_fed:
                d_state.fill(0.0)
        elif is_fed:
            np.matmul(later, self.W_transposed, out=self.recurrent)
            np.add(d_state, self.recurrent, out=d_state)
        else:
            np.matmul(later, self.W_transposed, out=d_state)

    def input_gradient(self, out: Array) -> None:
        np.matmul(self.d_pre_activations, self.U_transposed, out=as_rows(out))


KIND: Final = LayerKind(
    make_layer=lambda network, plan: RnnLayer(ACTIVATIONS[network.activation], plan),
    work=LayerWork(
        calls=9,
        passes=5,
        exp=0,
        tanh=1,
        matrix_passes=0,
        views=3,
        view_bytes=600,
        step_arrays=3,
        shared_arrays=2,
        joins_matrices=False,
        call_factor=1.44,
        pass_factor=0.69,
    ),
)

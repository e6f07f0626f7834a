"""One layer of the simple recurrent network of Elman.

s_t = f(x_t U + s_{t-1} W + b), s_{-1} = 0.

Backward through time, d_ being the gradient of the loss and z_t the drive inside f:
d_s_t += d_z_{t+1} W^T;  d_z_t = d_s_t * f'(z_t);
d_U = sum_t x_t^T d_z_t;  d_W = sum_t s_{t-1}^T d_z_t;  d_b = sum_t d_z_t (sums over the batch too).
Source: Elman 1990.
"""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.activations import Activation
from simulator.kernels.recurrent import LayerPlan, as_rows, step_views
from simulator.norms import row_of_ones

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
        self.slopes = np.zeros((runs, length, batch, width), dtype)  # becomes d_z in its own place
        self.d_states = np.zeros((runs, length, batch, width), dtype)
        self.recurrent = np.zeros((runs, batch, width), dtype)
        self.keeps_gates = True  # it has none
        self.ones = row_of_ones(length * batch, dtype)
        self.state_at = step_views(self.states)
        self.d_drive_at = step_views(self.slopes)
        self.d_state_at = step_views(self.d_states)
        self.new_states, self.old_states = as_rows(self.states[:, 1:]), as_rows(self.states[:, :-1])
        self.d_drives = as_rows(self.slopes)
        self.W_transposed = np.swapaxes(self.W, -1, -2)
        self.U_transposed = np.swapaxes(self.U, -1, -2)

    def forward(self, inputs: Array) -> None:
        """The input part of every drive is one product, made where the states will be."""
        np.matmul(as_rows(inputs), self.U, out=self.new_states)
        self.new_states += self.b
        before = self.state_at[0]
        for state in self.state_at[1:]:
            np.matmul(before, self.W, out=self.recurrent)
            np.add(state, self.recurrent, out=state)
            self.activation.apply(state, state)
            before = state

    def evaluate_slopes(self) -> None:
        states = self.states[:, 1:]
        self.activation.slope(states, states, self.slopes)

    def weigh_paths(self) -> None:
        """Nothing to do: the only factor of a step is its slope."""

    def backward(self, inputs: Array, is_fed_at_every_step: bool) -> None:
        later = None
        for time in range(self.length - 1, -1, -1):
            d_state, d_drive = self.d_state_at[time], self.d_drive_at[time]
            if later is not None:
                self._carry_back(time, later, d_state, is_fed_at_every_step)
            np.multiply(d_drive, d_state, out=d_drive)
            later = d_drive
        np.matmul(np.swapaxes(as_rows(inputs), -1, -2), self.d_drives, out=self.d_U)
        np.matmul(np.swapaxes(self.old_states, -1, -2), self.d_drives, out=self.d_W)
        np.matmul(self.ones, self.d_drives, out=self.d_b)

    def _carry_back(self, time: int, later: Array, d_state: Array, is_fed: bool) -> None:
        """Add what comes back from the step after `time`; write it where nothing came from above."""
        if time + 1 in self.cuts:
            if not is_fed:
                d_state.fill(0.0)
        elif is_fed:
            np.matmul(later, self.W_transposed, out=self.recurrent)
            np.add(d_state, self.recurrent, out=d_state)
        else:
            np.matmul(later, self.W_transposed, out=d_state)

    def input_gradient(self, out: Array) -> None:
        np.matmul(self.d_drives, self.U_transposed, out=out)

    def drive_gradients(self) -> list[Array]:
        return [self.slopes]

    def gate_values(self) -> list[Array]:
        return []

    def cell_values(self) -> Array | None:
        return None

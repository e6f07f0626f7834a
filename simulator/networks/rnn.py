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
from simulator.networks.recurrent import LayerPlan, as_rows, step_views

Array: TypeAlias = NDArray[Any]


class RnnLayer:
    """One recurrent layer of a stack of runs, with its workspaces."""

    def __init__(self, activation: Activation, plan: LayerPlan) -> None:
        self.activation, self.length, self.cuts = activation, plan.length, plan.cuts
        self.U, self.W, self.b = plan.weights
        self.d_U, self.d_W, self.d_b = plan.d_weights
        runs, length, batch, width, dtype = plan.runs, plan.length, plan.batch, plan.width, self.W.dtype
        self.states = np.zeros((runs, length + 1, batch, width), dtype)
        self.slopes = np.zeros((runs, length, batch, width), dtype)
        self.d_states = np.zeros((runs, length, batch, width), dtype)
        self.recurrent = np.zeros((runs, batch, width), dtype)
        self.ones = np.ones((1, length * batch), dtype)
        self.state_at = step_views(self.states)
        self.slope_at = step_views(self.slopes)
        self.d_state_at = step_views(self.d_states)
        self.new_states = as_rows(self.states[:, 1:])
        self.old_states = as_rows(self.states[:, :-1])
        self.d_drives = self.unit_slopes = as_rows(self.slopes)
        self.W_transposed = np.swapaxes(self.W, -1, -2)
        self.U_transposed = np.swapaxes(self.U, -1, -2)

    def forward(self, inputs: Array) -> None:
        """inputs: (runs, time * batch, features). The input part of every drive is one product."""
        np.matmul(inputs, self.U, out=self.new_states)
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

    def backward(self, inputs: Array) -> None:
        """d_states holds what comes from above; on return, all of dLoss/ds."""
        last = self.length - 1
        np.multiply(self.slope_at[last], self.d_state_at[last], out=self.slope_at[last])
        for time in range(last - 1, -1, -1):
            d_state, slope = self.d_state_at[time], self.slope_at[time]
            if time + 1 not in self.cuts:
                np.matmul(self.slope_at[time + 1], self.W_transposed, out=self.recurrent)
                np.add(d_state, self.recurrent, out=d_state)
            np.multiply(slope, d_state, out=slope)  # f'(z) becomes d_z in its own place
        np.matmul(np.swapaxes(inputs, -1, -2), self.d_drives, out=self.d_U)
        np.matmul(np.swapaxes(self.old_states, -1, -2), self.d_drives, out=self.d_W)
        np.matmul(self.ones, self.d_drives, out=self.d_b)

    def gate_values(self) -> Array:
        return self.slopes[..., :0]

    def cell_values(self) -> Array | None:
        return None

"""One layer of gated recurrent units.

r, z = sigma of the blocks of x_t U + s_{t-1} W + b;  n = tanh(x_t U_n + b_n + r * (s_{t-1} W_n));
s_t = (1 - z) * n + z * s_{t-1};  s_{-1} = 0.

Backward through time, d_ being the gradient of the loss, a the drive of a block and h_n = s_{t-1} W_n:
d_s_t += z_{t+1} * d_s_{t+1} + d_h_{t+1} W^T, where d_h = [d_a_r, d_a_z, r * d_a_n];
d_a_n = d_s (1 - z) (1 - n^2);  d_a_z = d_s (s_{t-1} - n) z(1-z);  d_a_r = d_a_n h_n r(1-r);
d_U = sum_t x_t^T d_a_t;  d_W = sum_t s_{t-1}^T d_h_t;  d_b = sum_t d_a_t (sums over the batch too).

The reset gate acts on the product s W_n, as in cuDNN, PyTorch and Keras (reset_after), not on s before it.
Source: Cho et al. 2014; the place of the reset gate as in cuDNN.
"""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.networks.recurrent import LayerPlan, as_rows, step_views

Array: TypeAlias = NDArray[Any]


class GruLayer:
    """One layer of a stack of runs. The gates are one block: drives, then gates, then d_h, then d_a."""

    def __init__(self, plan: LayerPlan) -> None:
        self.length, self.cuts = plan.length, plan.cuts
        self.U, self.W, self.b = plan.weights
        self.d_U, self.d_W, self.d_b = plan.d_weights
        runs, length, batch, width, dtype = plan.runs, plan.length, plan.batch, plan.width, self.W.dtype
        self.gates = np.zeros((runs, length, batch, 3 * width), dtype)
        self.states = np.zeros((runs, length + 1, batch, width), dtype)
        self.products = np.zeros((runs, length, batch, width), dtype)  # h_n, then d_a_n
        self.slopes = np.zeros((runs, length, batch, width), dtype)  # 1 - n^2
        self.d_states = np.zeros((runs, length, batch, width), dtype)
        self.ones = np.ones((1, length * batch), dtype)
        self.block = np.zeros((runs, batch, 3 * width), dtype)
        self.part, self.d_carried = (np.zeros((runs, batch, width), dtype) for _ in range(2))
        # sigma(a) = (1 + tanh(a/2)) / 2, once the columns of the two sigmoids are halved.
        self.scales = np.repeat(np.array([0.5, 0.5, 1.0], dtype), width)
        self.scaled = [np.zeros_like(matrix) for matrix in plan.weights]
        self._keep_views(width)

    def _keep_views(self, width: int) -> None:
        self.gates_at, self.d_state_at = step_views(self.gates), step_views(self.d_states)
        self.state_at, self.slope_at = step_views(self.states), step_views(self.slopes)
        self.product_at = step_views(self.products)
        self.parts_at = [_parts(gates, width) for gates in self.gates_at]
        self.block_parts = _parts(self.block, width)
        self.sigmoids_at = [gates[..., : 2 * width] for gates in self.gates_at]
        self.block_sigmoids = self.block[..., : 2 * width]
        self.candidates = self.gates[..., 2 * width :]
        self.new_states, self.old_states = as_rows(self.states[:, 1:]), as_rows(self.states[:, :-1])
        self.d_drives, self.unit_slopes = as_rows(self.gates), as_rows(self.slopes)
        self.W_transposed = np.swapaxes(self.W, -1, -2)
        self.U_transposed = np.swapaxes(self.U, -1, -2)

    def forward(self, inputs: Array) -> None:
        """inputs: (runs, time * batch, features). The input part of every drive is one product."""
        for matrix, scaled in zip((self.U, self.W, self.b), self.scaled, strict=True):
            np.multiply(matrix, self.scales, out=scaled)
        half_U, half_W, half_b = self.scaled
        np.matmul(inputs, half_U, out=self.d_drives)
        self.d_drives += half_b
        for time in range(self.length):
            before, state = self.state_at[time], self.state_at[time + 1]
            sigmoids, product = self.sigmoids_at[time], self.product_at[time]
            r, z, n = self.parts_at[time]
            np.matmul(before, half_W, out=self.block)
            np.add(sigmoids, self.block_sigmoids, out=sigmoids)
            np.tanh(sigmoids, out=sigmoids)
            np.multiply(sigmoids, 0.5, out=sigmoids)
            np.add(sigmoids, 0.5, out=sigmoids)
            product[...] = self.block_parts[2]
            np.multiply(r, product, out=self.part)
            np.add(n, self.part, out=n)
            np.tanh(n, out=n)
            np.subtract(before, n, out=state)  # s_t = n + z * (s_{t-1} - n)
            np.multiply(state, z, out=state)
            np.add(state, n, out=state)

    def evaluate_slopes(self) -> None:
        np.multiply(self.candidates, self.candidates, out=self.slopes)
        np.subtract(1.0, self.slopes, out=self.slopes)

    def backward(self, inputs: Array) -> None:
        """d_states holds what comes from above; on return, all of dLoss/ds."""
        d_carried, block, sigmoid_slopes = self.d_carried, self.block, self.block_sigmoids
        d_reset, d_update, d_candidate = self.block_parts
        for time in range(self.length - 1, -1, -1):
            d_state, product, sigmoids = self.d_state_at[time], self.product_at[time], self.sigmoids_at[time]
            r, z, n = self.parts_at[time]
            if time + 1 < self.length and time + 1 not in self.cuts:
                np.add(d_state, d_carried, out=d_state)
                np.matmul(self.gates_at[time + 1], self.W_transposed, out=self.part)
                np.add(d_state, self.part, out=d_state)
            np.multiply(d_state, z, out=d_carried)
            np.multiply(sigmoids, sigmoids, out=sigmoid_slopes)
            np.subtract(sigmoids, sigmoid_slopes, out=sigmoid_slopes)
            np.subtract(d_state, d_carried, out=d_candidate)
            np.multiply(d_candidate, self.slope_at[time], out=d_candidate)
            np.subtract(self.state_at[time], n, out=self.part)
            np.multiply(d_update, self.part, out=d_update)
            np.multiply(d_update, d_state, out=d_update)
            np.multiply(d_reset, product, out=d_reset)
            np.multiply(d_reset, d_candidate, out=d_reset)
            product[...] = d_candidate
            np.multiply(d_candidate, r, out=d_candidate)
            self.gates_at[time][...] = block  # the gates have become d_h
        np.matmul(np.swapaxes(self.old_states, -1, -2), self.d_drives, out=self.d_W)
        self.candidates[...] = self.products  # and d_h has become d_a
        np.matmul(np.swapaxes(inputs, -1, -2), self.d_drives, out=self.d_U)
        np.matmul(self.ones, self.d_drives, out=self.d_b)

    def gate_values(self) -> Array:
        return self.gates

    def cell_values(self) -> Array | None:
        return None


def _parts(block: Array, width: int) -> list[Array]:
    """Views of the reset gate, update gate and candidate of (runs, batch, 3 * width)."""
    return [block[..., part * width : (part + 1) * width] for part in range(3)]

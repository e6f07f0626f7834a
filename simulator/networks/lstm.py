"""One layer of long short-term memory.

i, f, g, o = sigma, sigma, tanh, sigma of the four blocks of z_t = x_t U + s_{t-1} W + b;
c_t = f * c_{t-1} + i * g;  s_t = o * tanh(c_t);  c_{-1} = s_{-1} = 0.

Backward through time, d_ being the gradient of the loss:
d_s_t += d_z_{t+1} W^T;  d_c_t = f_{t+1} * d_c_{t+1} + d_s_t * o * (1 - tanh(c_t)^2);
d_z_t = [d_c g i(1-i),  d_c c_{t-1} f(1-f),  d_c i (1-g^2),  d_s tanh(c_t) o(1-o)];
d_U = sum_t x_t^T d_z_t;  d_W = sum_t s_{t-1}^T d_z_t;  d_b = sum_t d_z_t (sums over the batch too).

dLoss/ds_t counts the paths that leave the layer at s_t; what flows on inside c_t is in d_c_t.
Sources: Hochreiter & Schmidhuber 1997; Gers, Schmidhuber, Cummins 2000 (the forget gate).
"""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.networks.recurrent import LayerPlan, as_rows, step_views

Array: TypeAlias = NDArray[Any]


class LstmLayer:
    """One layer of a stack of runs. The four gates are one block: drives, then gates, then d_z, in one place."""

    def __init__(self, plan: LayerPlan) -> None:
        self.length, self.cuts = plan.length, plan.cuts
        self.U, self.W, self.b = plan.weights
        self.d_U, self.d_W, self.d_b = plan.d_weights
        runs, length, batch, width, dtype = plan.runs, plan.length, plan.batch, plan.width, self.W.dtype
        self.gates = np.zeros((runs, length, batch, 4 * width), dtype)
        self.states = np.zeros((runs, length + 1, batch, width), dtype)
        self.cells = np.zeros((runs, length + 1, batch, width), dtype)
        self.squashed = np.zeros((runs, length, batch, width), dtype)  # tanh(c_t)
        self.slopes = np.zeros((runs, length, batch, width), dtype)  # 1 - tanh(c_t)^2
        self.d_states = np.zeros((runs, length, batch, width), dtype)
        self.ones = np.ones((1, length * batch), dtype)
        self.block = np.zeros((runs, batch, 4 * width), dtype)
        self.part, self.d_cell, self.d_cell_before = (np.zeros((runs, batch, width), dtype) for _ in range(3))
        # sigma(z) = (1 + tanh(z/2)) / 2: one tanh serves all gates, once the sigmoids' columns are halved.
        self.scales = np.repeat(np.array([0.5, 0.5, 1.0, 0.5], dtype), width)
        self.shifts = np.repeat(np.array([0.5, 0.5, 0.0, 0.5], dtype), width)
        self.scaled = [np.zeros_like(matrix) for matrix in plan.weights]
        self._keep_views(width)

    def _keep_views(self, width: int) -> None:
        self.gates_at, self.d_state_at = step_views(self.gates), step_views(self.d_states)
        self.state_at, self.cell_at = step_views(self.states), step_views(self.cells)
        self.squashed_at, self.slope_at = step_views(self.squashed), step_views(self.slopes)
        self.parts_at = [_parts(gates, width) for gates in self.gates_at]
        self.block_parts = _parts(self.block, width)
        self.inner_at = [_through_the_cell(gates, width) for gates in self.gates_at]
        self.block_inner = _through_the_cell(self.block, width)
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
        for time, gates in enumerate(self.gates_at):
            np.matmul(self.state_at[time], half_W, out=self.block)
            np.add(gates, self.block, out=gates)
            np.tanh(gates, out=gates)
            np.multiply(gates, self.scales, out=gates)
            np.add(gates, self.shifts, out=gates)
            i, f, g, o = self.parts_at[time]
            cell, squashed = self.cell_at[time + 1], self.squashed_at[time]
            np.multiply(f, self.cell_at[time], out=cell)
            np.multiply(i, g, out=self.part)
            np.add(cell, self.part, out=cell)
            np.tanh(cell, out=squashed)
            np.multiply(o, squashed, out=self.state_at[time + 1])

    def evaluate_slopes(self) -> None:
        np.multiply(self.squashed, self.squashed, out=self.slopes)
        np.subtract(1.0, self.slopes, out=self.slopes)

    def backward(self, inputs: Array) -> None:
        """d_states holds what comes from above; on return, all of dLoss/ds."""
        d_cell, d_cell_before, block = self.d_cell, self.d_cell_before, self.block
        slope_i, slope_f, slope_g, slope_o = self.block_parts
        for time in range(self.length - 1, -1, -1):
            gates, d_state, slope = self.gates_at[time], self.d_state_at[time], self.slope_at[time]
            i, f, g, o = self.parts_at[time]
            if time + 1 == self.length or time + 1 in self.cuts:
                d_cell.fill(0.0)
            else:
                np.matmul(self.gates_at[time + 1], self.W_transposed, out=self.part)
                np.add(d_state, self.part, out=d_state)
            np.multiply(slope, o, out=slope)
            np.multiply(slope, d_state, out=slope)
            np.add(d_cell, slope, out=d_cell)
            np.multiply(d_cell, f, out=d_cell_before)
            np.multiply(gates, gates, out=block)
            np.subtract(gates, block, out=block)  # x(1-x), right for the sigmoids
            np.multiply(g, g, out=slope_g)
            np.subtract(1.0, slope_g, out=slope_g)
            np.multiply(slope_i, g, out=slope_i)
            np.multiply(slope_f, self.cell_at[time], out=slope_f)
            np.multiply(slope_g, i, out=slope_g)
            np.multiply(slope_o, self.squashed_at[time], out=slope_o)
            np.multiply(self.block_inner, d_cell[:, :, None], out=self.inner_at[time])
            np.multiply(slope_o, d_state, out=o)  # the gates have become d_z
            d_cell, d_cell_before = d_cell_before, d_cell
        np.matmul(np.swapaxes(inputs, -1, -2), self.d_drives, out=self.d_U)
        np.matmul(np.swapaxes(self.old_states, -1, -2), self.d_drives, out=self.d_W)
        np.matmul(self.ones, self.d_drives, out=self.d_b)

    def gate_values(self) -> Array:
        return self.gates

    def cell_values(self) -> Array | None:
        return self.cells


def _parts(block: Array, width: int) -> list[Array]:
    """Views of the input gate, forget gate, candidate and output gate of (runs, batch, 4 * width)."""
    return [block[..., part * width : (part + 1) * width] for part in range(4)]


def _through_the_cell(block: Array, width: int) -> Array:
    """The first three of them as one view (runs, batch, 3, width)."""
    return block[..., : 3 * width].reshape(*block.shape[:-1], 3, width)

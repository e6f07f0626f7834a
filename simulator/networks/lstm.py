"""One layer of long short-term memory.

i, f, g, o = sigma, sigma, tanh, sigma of the four blocks of z_t = x_t U + s_{t-1} W + b;
c_t = f * c_{t-1} + i * g;  s_t = o * tanh(c_t);  c_{-1} = s_{-1} = 0.

Backward through time, d_ being the gradient of the loss:
d_s_t += d_z_{t+1} W^T;  d_c_t = f_{t+1} * d_c_{t+1} + d_s_t * o * (1 - tanh(c_t)^2);
d_z_t = [d_c g i(1-i),  d_c c_{t-1} f(1-f),  d_c i (1-g^2),  d_s tanh(c_t) o(1-o)];
d_U = sum_t x_t^T d_z_t;  d_W = sum_t s_{t-1}^T d_z_t;  d_b = sum_t d_z_t (sums over the batch too).

dLoss/ds_t counts the paths that leave the layer at s_t; what flows on inside c_t is in d_c_t.

How it is laid out. z_t is one product, [x_t, s_{t-1}, 1] times the layer's matrix U over W over b, and all weight
gradients are one product over time. A step's gates are four blocks (batch, width), each contiguous, since NumPy
takes three times as long over columns of a wider array. All that the backward pass multiplies d_s and d_c by is
known before it starts, so it is computed for all steps at once, in the places of the gates.
Sources: Hochreiter & Schmidhuber 1997; Gers, Schmidhuber, Cummins 2000 (the forget gate).
"""

from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.networks.joined import JoinedInputs, blocks_of
from simulator.networks.recurrent import LayerPlan, as_rows, step_views

Array: TypeAlias = NDArray[Any]

# Where the blocks of the matrix, i, f, g, o, stand in a step: the sigmoids first, those through the cell last.
PLACES: Final = (1, 2, 3, 0)
# sigma(z) = 1 / (1 + exp(-z)): the sigmoids' columns are negated in a copy of the matrix.
SIGNS: Final = (-1.0, -1.0, 1.0, -1.0)


class LstmLayer:
    """One layer of a stack of runs.

    gates: (runs, time + 1, 4, batch, width), at t the gates o, i, f, g of step t, then the factors of d_z. d_z_t
    itself, (batch, 4 * width) in the order of the matrix, takes the place of t + 1, whose factors are used up.
    """

    def __init__(self, plan: LayerPlan) -> None:
        self.length, self.cuts, width = plan.length, plan.cuts, plan.width
        runs, length, batch, dtype = plan.runs, plan.length, plan.batch, plan.matrix.dtype
        self.matrix_blocks, self.d_matrix = blocks_of(plan.matrix, width), plan.d_matrix
        self.blocks = np.zeros((runs, 4, plan.matrix.shape[1], width), dtype)
        self.joined = JoinedInputs(plan)
        self.states = self.joined.states
        self.gates = np.zeros((runs, length + 1, 4, batch, width), dtype)
        self.cells = np.zeros((runs, length + 1, batch, width), dtype)  # c_{t-1} at t, then f_t
        self.d_states = self.squashed = np.zeros((runs, length, batch, width), dtype)  # tanh(c_t) at first
        self.slopes = np.zeros((runs, length, batch, width), dtype)  # 1 - tanh(c_t)^2, then times o
        self.part, self.d_cell = (np.zeros((runs, batch, width), dtype) for _ in range(2))
        self._keep_views(plan)

    def _keep_views(self, plan: LayerPlan) -> None:
        d_drives = self.gates.reshape(plan.runs, self.length + 1, plan.batch, 4 * plan.width)[:, 1:]
        self.d_drives, self.d_drive_at = as_rows(d_drives), step_views(d_drives)
        d_gates_at = [blocks_of(d_drive, plan.width) for d_drive in self.d_drive_at]
        self.d_inner_at, self.d_output_at = zip(*((d[:, :3], d[:, 3]) for d in d_gates_at), strict=True)
        self.gates_at = step_views(self.gates)[:-1]
        self.sigmoids_at, self.inner_at = zip(*((step[:, :3], step[:, 1:]) for step in self.gates_at), strict=True)
        self.parts_at = [[step[:, block] for block in range(4)] for step in self.gates_at]
        self.o, self.i, self.f, self.g = (self.gates[:, :-1, block] for block in range(4))
        self.cell_at, self.squashed_at = step_views(self.cells), step_views(self.squashed)
        self.slope_at, self.d_state_at = step_views(self.slopes), step_views(self.d_states)
        U, W, _ = plan.parts(plan.matrix)
        self.U_transposed, self.W_transposed = np.swapaxes(U, -1, -2), np.swapaxes(W, -1, -2)

    def forward(self, inputs: Array) -> None:
        self.joined.take(inputs)
        self.cells[:, 0] = 0.0
        for block, place, sign in zip(range(4), PLACES, SIGNS, strict=True):
            np.multiply(self.matrix_blocks[:, block], sign, out=self.blocks[:, place])
        state_at = self.joined.state_at
        for time, joined in enumerate(self.joined.at[:-1]):
            sigmoids, (o, i, f, g) = self.sigmoids_at[time], self.parts_at[time]
            cell, squashed = self.cell_at[time + 1], self.squashed_at[time]
            np.matmul(joined, self.blocks, out=self.gates_at[time])
            np.exp(sigmoids, out=sigmoids)
            np.add(sigmoids, 1.0, out=sigmoids)
            np.reciprocal(sigmoids, out=sigmoids)
            np.tanh(g, out=g)
            np.multiply(f, self.cell_at[time], out=cell)
            np.multiply(i, g, out=self.part)
            np.add(cell, self.part, out=cell)
            np.tanh(cell, out=squashed)
            np.multiply(o, squashed, out=state_at[time + 1])

    def evaluate_slopes(self) -> None:
        np.multiply(self.squashed, self.squashed, out=self.slopes)
        np.subtract(1.0, self.slopes, out=self.slopes)

    def weigh_paths(self) -> None:
        """The gates become the factors of d_z; slopes that of d_s in d_c; the cells those of d_c one step back."""
        o, i, f, g, work = self.o, self.i, self.f, self.g, self.squashed
        np.multiply(self.slopes, o, out=self.slopes)
        np.multiply(work, o, out=work)
        np.subtract(1.0, o, out=o)
        np.multiply(o, work, out=o)  # tanh(c) o (1-o)
        np.multiply(g, g, out=work)
        np.subtract(1.0, work, out=work)
        np.multiply(work, i, out=work)
        np.multiply(g, i, out=g)
        np.subtract(1.0, i, out=i)
        np.multiply(i, g, out=i)  # g i (1-i)
        np.copyto(g, work)  # i (1-g^2)
        np.subtract(1.0, f, out=work)
        np.multiply(work, f, out=work)
        np.multiply(work, self.cells[:, :-1], out=work)
        np.copyto(self.cells[:, :-1], f)
        np.copyto(f, work)  # c_{t-1} f (1-f)

    def backward(self, inputs: Array, is_fed_at_every_step: bool) -> None:
        d_cell = self.d_cell
        for time in range(self.length - 1, -1, -1):
            d_state = self.d_state_at[time]
            if time + 1 == self.length or time + 1 in self.cuts:
                d_cell.fill(0.0)
                if not (is_fed_at_every_step or time + 1 == self.length):
                    d_state.fill(0.0)
            elif is_fed_at_every_step:
                np.matmul(self.d_drive_at[time + 1], self.W_transposed, out=self.part)
                np.add(d_state, self.part, out=d_state)
            else:
                np.matmul(self.d_drive_at[time + 1], self.W_transposed, out=d_state)
            np.multiply(self.slope_at[time], d_state, out=self.part)
            np.add(d_cell, self.part, out=d_cell)
            np.multiply(self.inner_at[time], d_cell[:, None], out=self.d_inner_at[time])
            np.multiply(self.parts_at[time][0], d_state, out=self.d_output_at[time])
            np.multiply(d_cell, self.cell_at[time], out=d_cell)
        np.matmul(self.joined.transposed, self.d_drives, out=self.d_matrix)

    def input_gradient(self, out: Array) -> None:
        np.matmul(self.d_drives, self.U_transposed, out=out)

    def gate_values(self) -> list[Array]:
        return [self.i, self.f, self.g, self.o]

    def cell_values(self) -> Array | None:
        return self.cells

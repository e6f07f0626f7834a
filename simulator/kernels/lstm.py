"""One layer of long short-term memory.

i, f, g, o = sigma, sigma, tanh, sigma of the four blocks of z_t = x_t U + s_{t-1} W + b;
c_t = f * c_{t-1} + i * g;  s_t = o * tanh(c_t);  c_{-1} = s_{-1} = 0.

Backward through time, d_ being the gradient of the loss:
d_s_t += d_z_{t+1} W^T;  d_c_t = f_{t+1} * d_c_{t+1} + d_s_t * o * (1 - tanh(c_t)^2);
d_z_t = [d_c g i(1-i),  d_c c_{t-1} f(1-f),  d_c i (1-g^2),  d_s tanh(c_t) o(1-o)];
d_U = sum_t x_t^T d_z_t;  d_W = sum_t s_{t-1}^T d_z_t;  d_b = sum_t d_z_t (sums over the batch too).

dLoss/ds_t counts the paths that leave the layer at s_t; what flows on inside c_t is in d_c_t.

All that the backward pass multiplies d_s and d_c by is known once a step's gates are: the forward pass computes it
while they are in the cache, and keeps it in their places.
Sources: Hochreiter & Schmidhuber 1997; Gers, Schmidhuber, Cummins 2000 (the forget gate).
"""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.gate_products import GateProducts
from simulator.kernels.recurrent import LayerPlan, step_views

Array: TypeAlias = NDArray[Any]


class LstmLayer:
    """One layer of a stack of runs. Its products have the gates in the order o, i, f, g: sigmoids first."""

    def __init__(self, plan: LayerPlan) -> None:
        self.length, self.cuts, self.width = plan.length, plan.cuts, plan.width
        runs, length, batch, width, dtype = plan.runs, plan.length, plan.batch, plan.width, plan.matrix.dtype
        self.rows = plan.features + width + 1
        self.matrix, self.d_matrix = plan.matrix, plan.d_matrix
        self.products = GateProducts(plan, gates=4)
        self.states = self.products.states
        self.cells = np.zeros((runs, length + 1, batch, width), dtype)  # c_{t-1} at t, then f_t
        self.slopes = np.zeros((runs, length, batch, width), dtype)  # 1 - tanh(c_t)^2
        self.cell_factors = np.zeros((runs, length, batch, width), dtype)  # o (1 - tanh(c_t)^2)
        self.d_states = self.slopes  # which are measured by the time that d_s comes
        self.squashed, self.part, self.d_cell = (np.zeros((runs, batch, width), dtype) for _ in range(3))
        self.terms, self.complements = (np.zeros((runs, 3, batch, width), dtype) for _ in range(2))
        self.one = np.array(1.0, dtype)  # a Python number would be made an array in every call
        self.d_cell_block = self.d_cell[:, None]
        self.keeps_gates = False  # as they are, for those who want to see them; then there is no way back
        self._keep_views()

    def _keep_views(self) -> None:
        gates_at = self.products.gates_at
        self.sigmoids_at, self.inner_at = (
            [step[:, :3] for step in gates_at],
            [step[:, 1:] for step in gates_at],
        )
        self.gate_at = [[step[:, gate] for gate in range(4)] for step in gates_at]
        self.term_parts = [self.terms[:, gate] for gate in range(3)]
        self.cell_at, self.cell_factor_at = step_views(self.cells), step_views(self.cell_factors)
        self.slope_at = self.d_state_at = step_views(self.slopes)

    def forward(self, inputs: Array) -> None:
        """sigma(z) = 1 / (1 + exp(-z)): the sigmoids' columns are negated in the products."""
        self._copy_matrix()
        self.products.inputs[...] = inputs
        self.cells[:, 0] = 0.0
        squashed, state_at = self.squashed, self.products.state_at
        output, entering, remaining = self.term_parts
        for time, sigmoids in enumerate(self.sigmoids_at):
            (o, i, f, g), cell = self.gate_at[time], self.cell_at[time + 1]
            self.products.make_drives(time)
            np.exp(sigmoids, out=sigmoids)
            np.add(sigmoids, self.one, out=sigmoids)
            np.reciprocal(sigmoids, out=sigmoids)
            np.tanh(g, out=g)
            np.multiply(i, g, out=entering)
            np.multiply(f, self.cell_at[time], out=remaining)
            np.add(entering, remaining, out=cell)
            np.tanh(cell, out=squashed)
            np.multiply(o, squashed, out=output)
            np.copyto(state_at[time + 1], output)
            if not self.keeps_gates:
                self._weigh_paths(time, sigmoids)

    def _weigh_paths(self, time: int, sigmoids: Array) -> None:
        """The gates become the factors of d_z, negated as the sigmoids' drives are:

        o: -s (1-o);  i: -i g (1-i);  f: -f c_{t-1} (1-f);  g: i (1-g^2). f itself goes where c_{t-1} was.
        """
        (o, i, f, g), slope = self.gate_at[time], self.slope_at[time]
        np.multiply(self.squashed, self.squashed, out=slope)
        np.subtract(self.one, slope, out=slope)
        np.multiply(o, slope, out=self.cell_factor_at[time])
        np.copyto(self.cell_at[time], f)
        np.multiply(g, g, out=g)
        np.subtract(self.one, g, out=g)
        np.multiply(g, i, out=g)
        np.subtract(sigmoids, self.one, out=self.complements)
        np.multiply(self.terms, self.complements, out=sigmoids)

    def _copy_matrix(self) -> None:
        """i, f, g, o become -o, -i, -f, g. (`np.negative` of NumPy 2.4 reads a strided column as if it were dense.)"""
        matrix, width = self.products.matrix[:, : self.rows], self.width
        np.multiply(self.matrix[..., 3 * width :], -1.0, out=matrix[..., :width])
        np.multiply(self.matrix[..., : 2 * width], -1.0, out=matrix[..., width : 3 * width])
        np.copyto(matrix[..., 3 * width :], self.matrix[..., 2 * width : 3 * width])

    def _copy_gradient(self) -> None:
        d_matrix, width = self.products.d_matrix[:, : self.rows], self.width
        np.multiply(d_matrix[..., :width], -1.0, out=self.d_matrix[..., 3 * width :])
        np.multiply(d_matrix[..., width : 3 * width], -1.0, out=self.d_matrix[..., : 2 * width])
        np.copyto(self.d_matrix[..., 2 * width : 3 * width], d_matrix[..., 3 * width :])

    def evaluate_slopes(self) -> None:
        """Nothing is left to do after the forward pass."""

    def weigh_paths(self) -> None:
        """Nothing is left to do after the forward pass."""

    def backward(self, inputs: Array, is_fed_at_every_step: bool) -> None:
        d_cell, gates_at, d_gates_at = self.d_cell, self.products.gates_at, self.products.d_gates_at
        d_cell.fill(0.0)
        for time in range(self.length - 1, -1, -1):
            d_state, o = self.d_state_at[time], self.gate_at[time][0]
            if time + 1 < self.length:
                self._carry_back(time, d_state, is_fed_at_every_step)
            np.multiply(self.cell_factor_at[time], d_state, out=self.part)
            np.add(d_cell, self.part, out=d_cell)
            np.multiply(self.inner_at[time], self.d_cell_block, out=self.inner_at[time])
            np.multiply(o, d_state, out=o)
            np.copyto(d_gates_at[time], gates_at[time])
            np.multiply(d_cell, self.cell_at[time], out=d_cell)
        self.products.make_matrix_gradient()
        self._copy_gradient()

    def _carry_back(self, time: int, d_state: Array, is_fed: bool) -> None:
        """Add what comes back from the step after `time`; write it where nothing came from above."""
        if time + 1 in self.cuts:
            self.d_cell.fill(0.0)
            if not is_fed:
                d_state.fill(0.0)
        elif is_fed:
            self.products.carry_back(time, self.part)
            np.add(d_state, self.part, out=d_state)
        else:
            self.products.carry_back(time, d_state)

    def input_gradient(self, out: Array) -> None:
        np.matmul(self.products.d_drives, self.products.U_transposed, out=out)

    def drive_gradients(self) -> list[Array]:
        """The sigmoids' drives are negated in the products."""
        o, i, f, g = self.products.drive_gradients()
        return [-i, -f, g, -o]

    def gate_values(self) -> list[Array]:
        o, i, f, g = (self.products.gates[:, :-1, gate] for gate in range(4))
        return [i, f, g, o]

    def cell_values(self) -> Array | None:
        return self.cells

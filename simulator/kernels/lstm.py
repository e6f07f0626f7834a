"""The layer of `equations.lstm`, fast.

What differs, and why:
- The gates are in the order o, i, f, g and the matrix is copied accordingly: the three sigmoids lie side by side, and
  one call computes them. All pre-activations of a step are one product: see `gate_products`.
- The sigmoids' columns of the copy are negated: sigma(z) = 1 / (1 + exp(-z)) then needs no pass that negates z. So
  their gradients come out negated, and are turned back where they are copied.
- All that the backward pass multiplies d_s and d_c by is known once a step's gates are. The forward pass computes these
  factors while the gates are in the cache, and writes them into the gates' places; f_t goes where c_{t-1} was.
- d_s shares its memory with 1 - tanh(c)^2, which is measured before d_s comes.
"""

from collections.abc import Callable
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.gate_products import GateProducts
from simulator.kernels.layer_kind import LayerKind, LayerWork
from simulator.kernels.recurrent import LayerPlan
from simulator.kernels.workspaces import as_rows, step_views

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
        self.derivatives = np.zeros((runs, length, batch, width), dtype)  # 1 - tanh(c_t)^2
        self.cell_factors = np.zeros((runs, length, batch, width), dtype)  # o (1 - tanh(c_t)^2)
        self.d_states = self.derivatives
        self.tanh_of_cell, self.part, self.d_cell = (np.zeros((runs, batch, width), dtype) for _ in range(3))
        self.terms, self.complements = (np.zeros((runs, 3, batch, width), dtype) for _ in range(2))
        self.one = np.array(1.0, dtype)  # a Python number would be made an array in every call
        self.d_cell_block = self.d_cell[:, None]
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
        self.derivative_at = self.d_state_at = step_views(self.derivatives)

    def forward(self, inputs: Array) -> None:
        self._copy_matrix()
        self.products.inputs[...] = inputs
        self.cells[:, 0] = 0.0
        tanh_of_cell, state_at = self.tanh_of_cell, self.products.state_at
        output, entering, remaining = self.term_parts
        for time, sigmoids in enumerate(self.sigmoids_at):
            (o, i, f, g), cell = self.gate_at[time], self.cell_at[time + 1]
            self.products.make_pre_activations(time)
            np.exp(sigmoids, out=sigmoids)
            np.add(sigmoids, self.one, out=sigmoids)
            np.reciprocal(sigmoids, out=sigmoids)
            np.tanh(g, out=g)
            np.multiply(i, g, out=entering)
            np.multiply(f, self.cell_at[time], out=remaining)
            np.add(entering, remaining, out=cell)
            np.tanh(cell, out=tanh_of_cell)
            np.multiply(o, tanh_of_cell, out=output)
            np.copyto(state_at[time + 1], output)
            self._make_backward_factors(time, sigmoids)

    def _make_backward_factors(self, time: int, sigmoids: Array) -> None:
        """The gates become the factors of d_z, negated as the sigmoids' pre-activations are:

        o: -s (1-o);  i: -i g (1-i);  f: -f c_{t-1} (1-f);  g: i (1-g^2). f itself goes where c_{t-1} was.
        """
        (o, i, f, g), derivative = self.gate_at[time], self.derivative_at[time]
        np.multiply(self.tanh_of_cell, self.tanh_of_cell, out=derivative)
        np.subtract(self.one, derivative, out=derivative)
        np.multiply(o, derivative, out=self.cell_factor_at[time])
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

    def backward(self, inputs: Array, fill: Callable[[Array], None], is_fed_at_every_step: bool) -> None:
        fill(self.d_states)
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
        """Add the gradient from the step after `time`; write it if none came from the layer above."""
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
        np.matmul(self.products.d_pre_activations, self.products.U_transposed, out=as_rows(out))


KIND: Final = LayerKind(
    make_layer=lambda network, plan: LstmLayer(plan),
    work=LayerWork(
        calls=38,
        passes=37,
        exp=3,
        tanh=2,
        matrix_passes=6,
        views=25,
        view_bytes=2600,
        step_arrays=7,
        shared_arrays=14,
        joins_matrices=True,
        call_factor=1.07,
        pass_factor=1.86,
    ),
)

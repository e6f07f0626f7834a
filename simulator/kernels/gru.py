"""The layer of `equations.gru`, fast.

What differs, and why:
- a_r, a_z and h_n of a step are one product (see `gate_products`), whose third block has zeros where U_n and b_n would
  be; x_t U_n + b_n is one product over all steps.
- The sigmoids' columns are negated in a copy of the matrix: sigma(a) = 1 / (1 + exp(-a)) then needs no pass that
  negates a. So their gradients come out negated, and are turned back where they are copied.
- s_t = n + z (s_{t-1} - n): a pass less than (1 - z) n + z s_{t-1}.
- Each gradient of a step is d_s_t times a factor that is known before the backward pass starts. These factors are
  computed for many steps at once, just before it, in the places of the gates, the candidates and the derivatives.
"""

from collections.abc import Callable
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.gate_products import GateProducts, time_chunks
from simulator.kernels.layer_kind import LayerKind, LayerWork
from simulator.kernels.recurrent import LayerPlan
from simulator.kernels.workspaces import as_rows, row_of_ones, step_views

Array: TypeAlias = NDArray[Any]


class GruLayer:
    """One layer of a stack of runs. Its products have the blocks r, z and h_n."""

    def __init__(self, plan: LayerPlan) -> None:
        self.length, self.cuts, self.width, self.features = plan.length, plan.cuts, plan.width, plan.features
        runs, length, batch, width, dtype = plan.runs, plan.length, plan.batch, plan.width, plan.matrix.dtype
        self.rows, self.sigmoid_columns = plan.features + width + 1, 2 * width
        self.matrix, self.d_matrix = plan.matrix, plan.d_matrix
        self.products = GateProducts(plan, gates=3)
        self.states = self.products.states
        self.candidates = np.zeros((runs, length, batch, width), dtype)  # n, then z
        self.derivatives = np.zeros((runs, length, batch, width), dtype)  # 1 - n^2, then the factor of d_a_n
        self.d_states = np.zeros((runs, length, batch, width), dtype)
        self.ones = row_of_ones(length * batch, dtype)
        self.one = np.array(1.0, dtype)  # a Python number would be made an array in every call
        self.part, self.d_carried = (np.zeros((runs, batch, width), dtype) for _ in range(2))
        self._keep_views(plan)

    def _keep_views(self, plan: LayerPlan) -> None:
        gates_at = self.products.gates_at
        self.sigmoids_at = [step[:, :2] for step in gates_at]
        self.gate_at = [[step[:, gate] for gate in range(3)] for step in gates_at]
        self.factors_at = [step[:, ::-1] for step in gates_at]  # kept as h, z, r
        self.candidate_at, self.candidate_rows = step_views(self.candidates), as_rows(self.candidates)
        self.d_state_at, self.d_candidates = step_views(self.d_states), as_rows(self.derivatives)
        r, z, h = (self.products.gates[:, :-1, gate] for gate in range(3))
        by_step = (r, z, h, self.candidates, self.states, self.derivatives, self.d_states)
        self.chunks = [tuple(array[:, chunk] for array in by_step) for chunk in time_chunks(plan)]
        U, _, b = plan.parts(plan.matrix)
        d_U, _, d_b = plan.parts(plan.d_matrix)
        self.U_n, self.b_n, self.d_U_n, self.d_b_n = (
            part[..., self.sigmoid_columns :] for part in (U, b, d_U, d_b)
        )

    def forward(self, inputs: Array) -> None:
        self._copy_matrix()
        self.products.inputs[...] = inputs
        np.matmul(as_rows(inputs), self.U_n, out=self.candidate_rows)
        self.candidate_rows += self.b_n
        state_at, part = self.products.state_at, self.part
        for time, sigmoids in enumerate(self.sigmoids_at):
            (r, z, h), n = self.gate_at[time], self.candidate_at[time]
            self.products.make_pre_activations(time)
            np.exp(sigmoids, out=sigmoids)
            np.add(sigmoids, self.one, out=sigmoids)
            np.reciprocal(sigmoids, out=sigmoids)
            np.multiply(r, h, out=part)
            np.add(n, part, out=n)
            np.tanh(n, out=n)
            np.subtract(state_at[time], n, out=part)  # s_t = n + z * (s_{t-1} - n)
            np.multiply(part, z, out=part)
            np.add(part, n, out=part)
            np.copyto(state_at[time + 1], part)
        np.multiply(self.candidates, self.candidates, out=self.derivatives)
        np.subtract(1.0, self.derivatives, out=self.derivatives)

    def _copy_matrix(self) -> None:
        """Blocks r, z, n become -r, -z and only the W of n."""
        matrix, sigmoids = self.products.matrix[:, : self.rows], self.sigmoid_columns
        np.multiply(self.matrix[..., :sigmoids], -1.0, out=matrix[..., :sigmoids])
        rows = slice(self.features, self.rows - 1)
        np.copyto(matrix[:, rows, sigmoids:], self.matrix[:, rows, sigmoids:])

    def _make_backward_factors(self) -> None:
        """The gates become the factors of d_a_r, d_a_z and d_h_n, negated as the sigmoids' pre-activations are; the
        derivatives that of d_a_n; the candidates, in the end z, that of d_s one step back. d_states is used up.
        """
        for r, z, h, n, state_before, derivative, work in self.chunks:
            np.subtract(n, state_before, out=n)
            np.multiply(n, z, out=n)
            np.subtract(1.0, z, out=work)
            np.multiply(derivative, work, out=derivative)  # (1-z) (1-n^2)
            np.multiply(n, work, out=work)
            np.copyto(n, z)
            np.copyto(z, work)  # -(s_{t-1} - n) z (1-z)
            np.multiply(h, r, out=h)
            np.subtract(r, 1.0, out=work)
            np.multiply(h, work, out=h)
            np.multiply(h, derivative, out=h)  # of d_a_r: -(1-z) (1-n^2) h_n r (1-r)
            np.multiply(r, derivative, out=r)  # of d_h_n: (1-z) (1-n^2) r

    def backward(self, inputs: Array, fill: Callable[[Array], None], is_fed_at_every_step: bool) -> None:
        self._make_backward_factors()
        fill(self.d_states)
        gates_at, d_gates_at = self.products.gates_at, self.products.d_gates_at
        for time in range(self.length - 1, -1, -1):
            d_state, gates = self.d_state_at[time], gates_at[time]
            if time + 1 < self.length:
                self._carry_back(time, d_state, is_fed_at_every_step)
            np.multiply(d_state, self.candidate_at[time], out=self.d_carried)
            np.multiply(gates, d_state[:, None], out=gates)
            np.copyto(d_gates_at[time], self.factors_at[time])
        np.multiply(self.derivatives, self.d_states, out=self.derivatives)  # d_a_n
        self.products.make_matrix_gradient()
        self._copy_gradient(as_rows(inputs))

    def _carry_back(self, time: int, d_state: Array, is_fed: bool) -> None:
        """Add the gradient from the step after `time`; write it if the state has no other gradient yet."""
        if time + 1 in self.cuts:
            if not is_fed:
                d_state.fill(0.0)
            return
        self.products.carry_back(time, self.part)
        if is_fed:
            np.add(d_state, self.d_carried, out=d_state)
            np.add(d_state, self.part, out=d_state)
        else:
            np.add(self.d_carried, self.part, out=d_state)

    def _copy_gradient(self, input_rows: Array) -> None:
        """The products give all of it but the candidate's U and b, which act outside the reset gate."""
        d_matrix, sigmoids = self.products.d_matrix[:, : self.rows], self.sigmoid_columns
        np.multiply(d_matrix[..., :sigmoids], -1.0, out=self.d_matrix[..., :sigmoids])
        np.copyto(self.d_matrix[..., sigmoids:], d_matrix[..., sigmoids:])
        np.matmul(np.swapaxes(input_rows, -1, -2), self.d_candidates, out=self.d_U_n)
        np.matmul(self.ones, self.d_candidates, out=self.d_b_n)

    def input_gradient(self, out: Array) -> None:
        rows = as_rows(out)
        np.matmul(self.products.d_pre_activations, self.products.U_transposed, out=rows)
        rows += self.d_candidates @ np.swapaxes(self.U_n, -1, -2)


KIND: Final = LayerKind(
    make_layer=lambda network, plan: GruLayer(plan),
    work=LayerWork(
        calls=28,
        passes=35,
        exp=2,
        tanh=1,
        matrix_passes=6,
        views=25,
        view_bytes=2900,
        step_arrays=6,
        shared_arrays=6,
        joins_matrices=True,
        call_factor=1.38,
        pass_factor=1.63,
    ),
)

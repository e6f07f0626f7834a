"""One layer of gated recurrent units.

r, z = sigma of the blocks of x_t U + s_{t-1} W + b;  n = tanh(x_t U_n + b_n + r * (s_{t-1} W_n));
s_t = (1 - z) * n + z * s_{t-1};  s_{-1} = 0.

Backward through time, d_ being the gradient of the loss, a the drive of a block and h_n = s_{t-1} W_n:
d_s_t += z_{t+1} * d_s_{t+1} + d_h_{t+1} W^T, where d_h = [d_a_r, d_a_z, r * d_a_n];
d_a_n = d_s (1 - z) (1 - n^2);  d_a_z = d_s (s_{t-1} - n) z(1-z);  d_a_r = d_a_n h_n r(1-r);
d_U = sum_t x_t^T d_a_t;  d_W = sum_t s_{t-1}^T d_h_t;  d_b = sum_t d_a_t (sums over the batch too).

The reset gate acts on the product s W_n, as in cuDNN, PyTorch and Keras (reset_after), not on s before it.

One product gives the drives of r and z, and h_n: where U_n and b_n would be, its third block has zeros;
x_t U_n + b_n is one product over all steps. Each of d_a and d_h is d_s_t times a factor that is known before the
backward pass starts, so the factors are computed for many steps at once.
Source: Cho et al. 2014; the place of the reset gate as in cuDNN.
"""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.gate_products import GateProducts, time_chunks
from simulator.kernels.recurrent import LayerPlan, as_rows, step_views
from simulator.norms import row_of_ones

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
        self.slopes = np.zeros((runs, length, batch, width), dtype)  # 1 - n^2, then the factor of d_a_n
        self.d_states = np.zeros((runs, length, batch, width), dtype)
        self.ones = row_of_ones(length * batch, dtype)
        self.one = np.array(1.0, dtype)  # a Python number would be made an array in every call
        self.keeps_gates = True  # until the backward pass
        self.part, self.d_carried = (np.zeros((runs, batch, width), dtype) for _ in range(2))
        self._keep_views(plan)

    def _keep_views(self, plan: LayerPlan) -> None:
        gates_at = self.products.gates_at
        self.sigmoids_at = [step[:, :2] for step in gates_at]
        self.gate_at = [[step[:, gate] for gate in range(3)] for step in gates_at]
        self.factors_at = [step[:, ::-1] for step in gates_at]  # kept as h, z, r
        self.candidate_at, self.candidate_rows = step_views(self.candidates), as_rows(self.candidates)
        self.d_state_at, self.d_candidates = step_views(self.d_states), as_rows(self.slopes)
        self.r, self.z, h = (self.products.gates[:, :-1, gate] for gate in range(3))
        by_step = (self.r, self.z, h, self.candidates, self.states, self.slopes, self.d_states)
        self.chunks = [tuple(array[:, chunk] for array in by_step) for chunk in time_chunks(plan)]
        U, _, b = plan.parts(plan.matrix)
        d_U, _, d_b = plan.parts(plan.d_matrix)
        self.U_n, self.b_n, self.d_U_n, self.d_b_n = (
            part[..., self.sigmoid_columns :] for part in (U, b, d_U, d_b)
        )

    def forward(self, inputs: Array) -> None:
        """sigma(a) = 1 / (1 + exp(-a)): the sigmoids' columns are negated in the products."""
        self._copy_matrix()
        self.products.inputs[...] = inputs
        np.matmul(as_rows(inputs), self.U_n, out=self.candidate_rows)
        self.candidate_rows += self.b_n
        state_at, part = self.products.state_at, self.part
        for time, sigmoids in enumerate(self.sigmoids_at):
            (r, z, h), n = self.gate_at[time], self.candidate_at[time]
            self.products.make_drives(time)
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

    def _copy_matrix(self) -> None:
        """Blocks r, z, n become -r, -z and only the W of n."""
        matrix, sigmoids = self.products.matrix[:, : self.rows], self.sigmoid_columns
        np.multiply(self.matrix[..., :sigmoids], -1.0, out=matrix[..., :sigmoids])
        rows = slice(self.features, self.rows - 1)
        np.copyto(matrix[:, rows, sigmoids:], self.matrix[:, rows, sigmoids:])

    def evaluate_slopes(self) -> None:
        np.multiply(self.candidates, self.candidates, out=self.slopes)
        np.subtract(1.0, self.slopes, out=self.slopes)

    def weigh_paths(self) -> None:
        """The gates become the factors of d_h, negated as the sigmoids' drives are; slopes that of d_a_n; the
        candidates, in the end z, that of d_s one step back.
        """
        for r, z, h, n, state_before, slope, work in self.chunks:
            np.subtract(n, state_before, out=n)
            np.multiply(n, z, out=n)
            np.subtract(1.0, z, out=work)
            np.multiply(slope, work, out=slope)  # (1-z) (1-n^2)
            np.multiply(n, work, out=work)
            np.copyto(n, z)
            np.copyto(z, work)  # -(s_{t-1} - n) z (1-z)
            np.multiply(h, r, out=h)
            np.subtract(r, 1.0, out=work)
            np.multiply(h, work, out=h)
            np.multiply(h, slope, out=h)  # of d_a_r: -(1-z) (1-n^2) h_n r (1-r)
            np.multiply(r, slope, out=r)  # of d_h_n: (1-z) (1-n^2) r

    def backward(self, inputs: Array, is_fed_at_every_step: bool) -> None:
        gates_at, d_gates_at = self.products.gates_at, self.products.d_gates_at
        for time in range(self.length - 1, -1, -1):
            d_state, gates = self.d_state_at[time], gates_at[time]
            if time + 1 < self.length:
                self._carry_back(time, d_state, is_fed_at_every_step)
            np.multiply(d_state, self.candidate_at[time], out=self.d_carried)
            np.multiply(gates, d_state[:, None], out=gates)
            np.copyto(d_gates_at[time], self.factors_at[time])
        np.multiply(self.slopes, self.d_states, out=self.slopes)  # d_a_n
        self.products.make_matrix_gradient()
        self._copy_gradient(as_rows(inputs))

    def _carry_back(self, time: int, d_state: Array, is_fed: bool) -> None:
        """Add what comes back from the step after `time`; nothing else is there where it is not fed."""
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
        """d_h gives all of it but the candidate's U and b, which act outside the reset gate."""
        d_matrix, sigmoids = self.products.d_matrix[:, : self.rows], self.sigmoid_columns
        np.multiply(d_matrix[..., :sigmoids], -1.0, out=self.d_matrix[..., :sigmoids])
        np.copyto(self.d_matrix[..., sigmoids:], d_matrix[..., sigmoids:])
        np.matmul(np.swapaxes(input_rows, -1, -2), self.d_candidates, out=self.d_U_n)
        np.matmul(self.ones, self.d_candidates, out=self.d_b_n)

    def input_gradient(self, out: Array) -> None:
        np.matmul(self.products.d_drives, self.products.U_transposed, out=out)
        out += self.d_candidates @ np.swapaxes(self.U_n, -1, -2)

    def drive_gradients(self) -> list[Array]:
        """The sigmoids' drives are negated in the products; the candidate's acts outside the reset gate."""
        r, z, _ = self.products.drive_gradients()
        return [-r, -z, self.slopes]

    def gate_values(self) -> list[Array]:
        return [self.r, self.z, self.candidates]

    def cell_values(self) -> Array | None:
        return None

"""One layer of gated recurrent units.

r, z = sigma of the blocks of x_t U + s_{t-1} W + b;  n = tanh(x_t U_n + b_n + r * (s_{t-1} W_n));
s_t = (1 - z) * n + z * s_{t-1};  s_{-1} = 0.

Backward through time, d_ being the gradient of the loss, a the drive of a block and h_n = s_{t-1} W_n:
d_s_t += z_{t+1} * d_s_{t+1} + d_h_{t+1} W^T, where d_h = [d_a_r, d_a_z, r * d_a_n];
d_a_n = d_s (1 - z) (1 - n^2);  d_a_z = d_s (s_{t-1} - n) z(1-z);  d_a_r = d_a_n h_n r(1-r);
d_U = sum_t x_t^T d_a_t;  d_W = sum_t s_{t-1}^T d_h_t;  d_b = sum_t d_a_t (sums over the batch too).

The reset gate acts on the product s W_n, as in cuDNN, PyTorch and Keras (reset_after), not on s before it.

How it is laid out: as in `lstm`. One product gives the drives of r and z, and h_n: its third block has only W_n
and, where U_n and b_n would be, zeros; x_t U_n + b_n is one product over all steps. d_s_t times a factor that is
known before the backward pass starts gives each of d_a and d_h.
Source: Cho et al. 2014; the place of the reset gate as in cuDNN.
"""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.networks.joined import JoinedInputs, blocks_of
from simulator.networks.recurrent import LayerPlan, as_rows, step_views

Array: TypeAlias = NDArray[Any]


class GruLayer:
    """One layer of a stack of runs.

    gates: (runs, time + 1, 3, batch, width), at t r, z and h_n of step t, then the factors of d_h in the order
    h, z, r. d_h_t itself, (batch, 3 * width), takes the place of t + 1, whose factors are used up.
    """

    def __init__(self, plan: LayerPlan) -> None:
        self.length, self.cuts, self.width, self.features = plan.length, plan.cuts, plan.width, plan.features
        runs, length, batch, width, dtype = plan.runs, plan.length, plan.batch, plan.width, plan.matrix.dtype
        self.matrix, self.d_matrix = plan.matrix, plan.d_matrix
        self.blocks = np.zeros((runs, 3, plan.matrix.shape[1], width), dtype)
        self.joined = JoinedInputs(plan)
        self.states = self.joined.states
        self.gates = np.zeros((runs, length + 1, 3, batch, width), dtype)
        self.candidates = np.zeros((runs, length, batch, width), dtype)  # n, then z
        self.slopes = np.zeros((runs, length, batch, width), dtype)  # 1 - n^2, then the factor of d_a_n
        self.d_states = np.zeros((runs, length, batch, width), dtype)
        self.ones = np.ones((1, length * batch), dtype)
        self.part, self.d_carried = (np.zeros((runs, batch, width), dtype) for _ in range(2))
        self._keep_views(plan)

    def _keep_views(self, plan: LayerPlan) -> None:
        d_blocks = self.gates.reshape(plan.runs, self.length + 1, plan.batch, 3 * plan.width)[:, 1:]
        self.d_blocks, self.d_block_at = as_rows(d_blocks), step_views(d_blocks)
        self.d_parts_at = [blocks_of(d_block, plan.width) for d_block in self.d_block_at]
        self.gates_at = step_views(self.gates)[:-1]
        self.sigmoids_at = [step[:, :2] for step in self.gates_at]
        self.parts_at = [[step[:, block] for block in range(3)] for step in self.gates_at]
        self.factors_at = [step[:, ::-1] for step in self.gates_at]
        self.r, self.z, self.h = (self.gates[:, :-1, block] for block in range(3))
        self.candidate_at, self.candidate_rows = step_views(self.candidates), as_rows(self.candidates)
        self.d_state_at, self.d_candidates = step_views(self.d_states), as_rows(self.slopes)
        self.U, self.W, self.b = plan.parts(plan.matrix)
        self.d_U, self.d_W, self.d_b = plan.parts(plan.d_matrix)
        self.W_transposed = np.swapaxes(self.W, -1, -2)

    def forward(self, inputs: Array) -> None:
        self.joined.take(inputs)
        features, last = self.features, 2 * self.width
        matrix = blocks_of(self.matrix, self.width)
        # sigma(a) = 1 / (1 + exp(-a)): the sigmoids' columns are negated.
        np.negative(matrix[:, :2], out=self.blocks[:, :2])
        np.copyto(self.blocks[:, 2, features:-1], matrix[:, 2, features:-1])
        np.matmul(as_rows(inputs), self.U[..., last:], out=self.candidate_rows)
        self.candidate_rows += self.b[..., last:]
        for time, joined in enumerate(self.joined.at[:-1]):
            sigmoids, (r, z, h), n = self.sigmoids_at[time], self.parts_at[time], self.candidate_at[time]
            np.matmul(joined, self.blocks, out=self.gates_at[time])
            np.exp(sigmoids, out=sigmoids)
            np.add(sigmoids, 1.0, out=sigmoids)
            np.reciprocal(sigmoids, out=sigmoids)
            np.multiply(r, h, out=self.part)
            np.add(n, self.part, out=n)
            np.tanh(n, out=n)
            np.subtract(self.joined.state_at[time], n, out=self.part)  # s_t = n + z * (s_{t-1} - n)
            np.multiply(self.part, z, out=self.part)
            np.add(self.part, n, out=self.joined.state_at[time + 1])

    def evaluate_slopes(self) -> None:
        np.multiply(self.candidates, self.candidates, out=self.slopes)
        np.subtract(1.0, self.slopes, out=self.slopes)

    def weigh_paths(self) -> None:
        """The gates become the factors of d_h, slopes that of d_a_n, candidates that of d_s one step back."""
        r, z, h, n, work = self.r, self.z, self.h, self.candidates, self.d_states
        np.subtract(self.states[:, :-1], n, out=n)
        np.multiply(n, z, out=n)
        np.subtract(1.0, z, out=work)
        np.multiply(self.slopes, work, out=self.slopes)  # (1-z) (1-n^2)
        np.multiply(n, work, out=work)
        np.copyto(n, z)
        np.copyto(z, work)  # (s_{t-1} - n) z (1-z)
        np.multiply(h, r, out=h)
        np.subtract(1.0, r, out=work)
        np.multiply(h, work, out=h)
        np.multiply(h, self.slopes, out=h)  # of d_a_r: (1-z) (1-n^2) h_n r (1-r)
        np.multiply(r, self.slopes, out=r)  # of d_h_n: (1-z) (1-n^2) r

    def backward(self, inputs: Array, is_fed_at_every_step: bool) -> None:
        for time in range(self.length - 1, -1, -1):
            d_state = self.d_state_at[time]
            if time + 1 < self.length:
                self._carry_back(time, d_state, is_fed_at_every_step)
            np.multiply(d_state, self.candidate_at[time], out=self.d_carried)
            np.multiply(self.factors_at[time], d_state[:, None], out=self.d_parts_at[time])
        np.multiply(self.slopes, self.d_states, out=self.slopes)  # d_a_n
        self._matrix_gradient(as_rows(inputs))

    def _carry_back(self, time: int, d_state: Array, is_fed: bool) -> None:
        """Add what comes back from the step after `time`; nothing else is there where it is not fed."""
        if time + 1 in self.cuts:
            if not is_fed:
                d_state.fill(0.0)
            return
        np.matmul(self.d_block_at[time + 1], self.W_transposed, out=self.part)
        if is_fed:
            np.add(d_state, self.d_carried, out=d_state)
            np.add(d_state, self.part, out=d_state)
        else:
            np.add(self.d_carried, self.part, out=d_state)

    def _matrix_gradient(self, input_rows: Array) -> None:
        """d_h gives all of it but the candidate's U and b, which act outside the reset gate."""
        last = 2 * self.width
        np.matmul(self.joined.transposed, self.d_blocks, out=self.d_matrix)
        np.matmul(np.swapaxes(input_rows, -1, -2), self.d_candidates, out=self.d_U[..., last:])
        np.matmul(self.ones, self.d_candidates, out=self.d_b[..., last:])

    def input_gradient(self, out: Array) -> None:
        U_transposed, gates = np.swapaxes(self.U, -1, -2), 2 * self.width
        np.matmul(self.d_blocks[..., :gates], U_transposed[:, :gates], out=out)
        out += self.d_candidates @ U_transposed[:, gates:]

    def gate_values(self) -> list[Array]:
        return [self.r, self.z, self.candidates]

    def cell_values(self) -> Array | None:
        return None

"""The products that layers with gates have in common, and how their arrays lie in memory.

What differs from the equations, and why: all pre-activations of a step are one product, [x_t, s_{t-1}, 1] times U over
W over b, and the gradient of U, W and b is one product over all steps. A step's gates are blocks (batch, width), each
contiguous, since NumPy takes three times as long over columns of a wider array; the gradients of the pre-activations
are such columns, since products need them so.
"""

from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.recurrent import LayerPlan
from simulator.kernels.workspaces import as_rows, step_views

Array: TypeAlias = NDArray[Any]

ROW_MULTIPLE: Final = 8  # rows of a multiple of 8 numbers are multiplied a seventh faster
CHUNK_VALUES: Final = 16_384  # of one gate: what an element-wise pass of several arrays keeps in the cache


class GateProducts:
    """Workspaces of a layer's products.

    matrix: (runs, rows, gates * width), a copy of U over W over b that the layer fills, columns in its own order;
    d_matrix likewise. rows = features + width + 1, and zeros up to a multiple of ROW_MULTIPLE.
    gates: (runs, time + 1, gates, batch, width). At t the gates of step t, then what its gradients need; the
    gradient of the pre-activations itself, (batch, gates * width), takes the place of t + 1, which is used up by then.
    """

    def __init__(self, plan: LayerPlan, gates: int) -> None:
        runs, batch, width, dtype = plan.runs, plan.batch, plan.width, plan.matrix.dtype
        self.length, first, last = plan.length, plan.features, plan.features + plan.width
        rows = -(-(last + 1) // ROW_MULTIPLE) * ROW_MULTIPLE
        joined = np.zeros((runs, plan.length + 1, batch, rows), dtype)
        joined[..., last] = 1.0
        self.inputs, self.states = joined[:, :-1, :, :first], joined[..., first:last]  # s_{t-1} at t
        self.state_at = step_views(self.states)
        self.joined_at = [step[:, None] for step in step_views(joined[:, :-1])]
        self.joined_transposed = np.swapaxes(as_rows(joined[:, :-1]), -1, -2)

        self.matrix, self.d_matrix = (np.zeros((runs, rows, gates * width), dtype) for _ in range(2))
        self.blocks = blocks_of(self.matrix, width)
        self.U_transposed = np.swapaxes(self.matrix[:, :first], -1, -2)
        self.W_transposed = np.swapaxes(self.matrix[:, first:last], -1, -2)

        self.gates = np.zeros((runs, plan.length + 1, gates, batch, width), dtype)
        self.gates_at = step_views(self.gates)[:-1]
        d_pre_activations = self.gates.reshape(runs, plan.length + 1, batch, gates * width)[:, 1:]
        self.d_pre_activations = as_rows(d_pre_activations)
        self.d_pre_activation_at = step_views(d_pre_activations)
        self.d_gates_at = [blocks_of(columns, width) for columns in self.d_pre_activation_at]

    def make_pre_activations(self, time: int) -> None:
        """Those of a step, in the places of its gates."""
        np.matmul(self.joined_at[time], self.blocks, out=self.gates_at[time])

    def carry_back(self, time: int, out: Array) -> None:
        """What the pre-activations of the step after `time` give to dLoss/ds_t: d_z_{t+1} W^T, (runs, batch, width)."""
        np.matmul(self.d_pre_activation_at[time + 1], self.W_transposed, out=out)

    def make_matrix_gradient(self) -> None:
        """d_matrix, from the gradients of all pre-activations."""
        np.matmul(self.joined_transposed, self.d_pre_activations, out=self.d_matrix)


def blocks_of(rows: Array, width: int) -> Array:
    """Columns in blocks of `width` as an axis of their own: a view (…, blocks, rows, width)."""
    return np.swapaxes(rows.reshape(*rows.shape[:-1], -1, width), -2, -3)


def time_chunks(plan: LayerPlan) -> list[slice]:
    """Stretches of steps, short enough that an element-wise pass over several arrays stays in the cache."""
    steps = max(1, CHUNK_VALUES // (plan.runs * plan.batch * plan.width))
    return [slice(start, min(start + steps, plan.length)) for start in range(0, plan.length, steps)]

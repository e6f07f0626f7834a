"""The input, the state before and a one in one row, [x_t, s_{t-1}, 1]: a layer's drives are one product with it."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.networks.recurrent import LayerPlan, as_rows, step_views

Array: TypeAlias = NDArray[Any]


class JoinedInputs:
    """Rows (runs, time + 1, batch, features + width + 1) for a layer's matrix U over W over b.

    The gradient of the whole matrix is one product of their transpose with the gradient of the drives.
    """

    def __init__(self, plan: LayerPlan) -> None:
        shape = (plan.runs, plan.length + 1, plan.batch, plan.features + plan.width + 1)
        joined = np.zeros(shape, plan.matrix.dtype)
        joined[..., -1] = 1.0
        self.inputs = joined[:, :-1, :, : plan.features]
        self.states = joined[..., plan.features : -1]  # s_{t-1} at t; s_{-1} stays 0
        self.at = [step[:, None] for step in step_views(joined)]  # one axis more, for the blocks of a matrix
        self.state_at = step_views(self.states)
        self.transposed = np.swapaxes(as_rows(joined[:, :-1]), -1, -2)

    def take(self, inputs: Array) -> None:
        """inputs: (runs, time, batch, features)."""
        self.inputs[...] = inputs


def blocks_of(rows: Array, width: int) -> Array:
    """Columns in blocks of `width` as an axis of their own: a view (…, blocks, rows, width)."""
    return np.swapaxes(rows.reshape(*rows.shape[:-1], -1, width), -2, -3)

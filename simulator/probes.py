"""What is measured in every update, for a whole stack of runs: the columns of a trace."""

from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.networks import Network
from simulator.norms import largest_column_norm, root_sum_square

Array: TypeAlias = NDArray[Any]
Float64: TypeAlias = NDArray[np.float64]

STEP_COLUMNS: Final = ("loss", "metric", "gradient_norm", "applied_norm")
LAYER_COLUMNS: Final = (
    "layer_gradient_norm",
    "unit_gradient_max",
    "weight_norm",
    "activation_mean",
    "activation_std",
    "activation_saturation",
    "activation_dead",
)
TIME_COLUMN: Final = "time_gradient_norm"
FLAT_SLOPE_SHARE: Final = 0.1  # a unit is saturated where its slope is below a tenth of the largest slope


class Recorder:
    """Writes one row per update of every column; one row index at a time, all runs at once."""

    def __init__(
        self,
        network: Network,
        parameters: Array,
        gradients: Array,
        steps: int,
        length: int | None,
        largest_slope: float,
    ) -> None:
        runs, layers = len(parameters), len(network.layout.layer_names)
        self.network, self.flat_slope = network, FLAT_SLOPE_SHARE * largest_slope
        self.columns: dict[str, Float64] = {name: np.zeros((runs, steps)) for name in STEP_COLUMNS}
        self.columns.update({name: np.zeros((runs, steps, layers)) for name in LAYER_COLUMNS})
        if length is not None:
            self.columns[TIME_COLUMN] = np.zeros((runs, steps, length))
        self.gradient_blocks = network.layout.blocks(gradients)
        self.weight_rows = [_as_rows(block) for block in network.layout.blocks(parameters)]
        self.gradient_rows = [_as_rows(block) for block in self.gradient_blocks]
        self.squares = [np.zeros(block.shape, block.dtype) for block in self.gradient_blocks]
        self.ones = [np.ones((1, block.shape[2]), block.dtype) for block in self.gradient_blocks]
        self.is_flat = [np.zeros(block.shape, bool) for block in network.hidden_slopes()]

    def record_activations(self, row: int, outputs: Array) -> None:
        """Mean, standard deviation, saturated share and dead share of every layer's units; after the slopes.

        Saturated: a unit on a sample whose slope is below a tenth of the activation's largest slope. Dead: a
        unit whose slope is exactly zero on every sample (and time step) of the batch. The output layer is
        linear: it has neither.
        """
        layer = 0
        for values in self.network.hidden_values():
            layer = self._record_moments(row, layer, values.reshape(*values.shape[:2], -1))
        self._record_moments(row, layer, outputs.reshape(len(outputs), 1, -1))
        layer = 0
        for slopes, is_flat in zip(self.network.hidden_slopes(), self.is_flat, strict=True):
            np.less(slopes, self.flat_slope, out=is_flat)
            end = layer + slopes.shape[1]
            saturated = self.columns["activation_saturation"][:, row, layer:end]
            for run, number in np.ndindex(*saturated.shape):
                flat = is_flat[run, number]
                saturated[run, number] = np.count_nonzero(flat) / flat.size
            has_slope = slopes.max(axis=2) != 0.0
            self.columns["activation_dead"][:, row, layer:end] = 1.0 - has_slope.mean(axis=-1)
            layer = end

    def _record_moments(self, row: int, layer: int, values: Array) -> int:
        """values: (runs, layers, samples * units)."""
        end: int = layer + values.shape[1]
        count = values.shape[2]
        mean = values.sum(axis=-1).astype(np.float64) / count
        mean_square = root_sum_square(values) ** 2 / count
        variance = np.maximum(mean_square - mean**2, 0.0)
        self.columns["activation_mean"][:, row, layer:end] = mean
        self.columns["activation_std"][:, row, layer:end] = np.sqrt(variance)
        return end

    def record_gradients(self, row: int) -> Float64:
        """Gradient norms before clipping, per layer, unit and time step; returns the global norm (runs,)."""
        layer = 0
        for block, rows, squares, ones in zip(
            self.gradient_blocks, self.gradient_rows, self.squares, self.ones, strict=True
        ):
            end = layer + block.shape[1]
            self.columns["layer_gradient_norm"][:, row, layer:end] = root_sum_square(rows)
            largest = largest_column_norm(block, squares, ones)
            self.columns["unit_gradient_max"][:, row, layer:end] = largest
            layer = end
        states = self.network.state_gradients()
        if states:
            norms = [root_sum_square(state.reshape(*state.shape[:2], -1)) for state in states]
            self.columns[TIME_COLUMN][:, row] = norms[0] if len(norms) == 1 else np.hypot.reduce(norms)
        total = root_sum_square(self.columns["layer_gradient_norm"][:, row])
        self.columns["gradient_norm"][:, row] = total
        return total

    def record_weights(self, row: int) -> NDArray[np.bool_]:
        """Norms of the weights after the update; returns per run whether all weights are finite."""
        layer = 0
        norms = self.columns["weight_norm"][:, row]
        for rows in self.weight_rows:
            end = layer + rows.shape[1]
            norms[:, layer:end] = root_sum_square(rows)
            layer = end
        return np.asarray(np.isfinite(norms).all(axis=-1))


def _as_rows(block: Array) -> Array:
    """(runs, layers, rows, columns) as (runs, layers, rows * columns), the same memory."""
    return block.reshape(*block.shape[:2], -1)

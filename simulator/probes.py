"""What is measured in every update, for a whole stack of runs: the columns of a trace.

A probe that is off leaves its column out. Norms that the training itself needs (of the gradient's layers for
clipping, of the weights to see that they are finite) are always taken, so no result depends on a probe.
"""

from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.experiment import Experiment
from simulator.layer_measures import FlatUnits, LargestColumns, LayerNorms, Moments
from simulator.networks import Network
from simulator.norms import cosine, root_sum_square
from simulator.spectra import RecurrentMatrices

Array: TypeAlias = NDArray[Any]
Float64: TypeAlias = NDArray[np.float64]

STEP_COLUMNS: Final = ("loss", "metric", "gradient_norm", "applied_norm")
# By column, the switch in `probes` that it hangs on.
LAYER_COLUMNS: Final = {
    "layer_gradient_norm": "layers",
    "unit_gradient_max": "units",
    "weight_norm": "weights",
    "activation_mean": "activations",
    "activation_std": "activations",
    "activation_saturation": "activations",
    "activation_dead": "activations",
    "update_ratio": "updates",
}
TIME_COLUMN: Final = "time_gradient_norm"
COSINE_COLUMN: Final = "clip_cosine"
MATRIX_COLUMNS: Final = ("spectral_radius", "largest_singular_value")
FLAT_SLOPE_SHARE: Final = 0.1  # a unit is saturated where its slope is below a tenth of the largest slope


class Recorder:
    """Writes one row per update of every column; one row index at a time, all runs at once."""

    def __init__(
        self,
        network: Network,
        parameters: Array,
        gradients: Array,
        plan: Experiment,
        length: int | None,
        largest_slope: float,
    ) -> None:
        runs, layers = len(parameters), len(network.layout.layer_names)
        self.network, self.gradients, self.probes = network, gradients, plan.probes
        self.flat_slope = FLAT_SLOPE_SHARE * largest_slope
        gradient_blocks = network.layout.blocks(gradients)
        self.layer_gradients = LayerNorms(gradient_blocks)
        self.unit_gradients = LargestColumns(gradient_blocks) if plan.probes.units else None
        self.weights = LayerNorms(network.layout.blocks(parameters))
        self.weight_norms = self.weights.measure()
        self.changes: LayerNorms | None = None
        self.moments: Moments | None = None
        self.flat_units: FlatUnits | None = None
        self.unclipped: Array | None = None
        self.matrices = RecurrentMatrices(network.layout, parameters)
        self.columns = self._empty_columns(runs, plan.steps, layers, length)

    def _empty_columns(self, runs: int, steps: int, layers: int, length: int | None) -> dict[str, Float64]:
        columns = {name: np.zeros((runs, steps)) for name in STEP_COLUMNS}
        for name, switch in LAYER_COLUMNS.items():
            if getattr(self.probes, switch):
                columns[name] = np.zeros((runs, steps, layers))
        if self.probes.time and length is not None:
            columns[TIME_COLUMN] = np.zeros((runs, steps, length))
        if self.probes.clipping:
            columns[COSINE_COLUMN] = np.zeros((runs, steps))
        if self.probes.recurrent_every and self.matrices.count:
            for name in MATRIX_COLUMNS:
                columns[name] = np.full((runs, steps, self.matrices.count), np.nan)
        return columns

    def record_activations(self, row: int, outputs: Array) -> None:
        """Mean, standard deviation, saturated share and dead share of every layer's units; after the slopes.

        Saturated: a unit on a sample whose slope is below a tenth of the activation's largest slope. Dead: a
        unit whose slope is exactly zero on every sample (and time step) of the batch. The slope of an LSTM
        unit is that of tanh(c), of a GRU unit that of its candidate. The output layer is linear: it has
        neither.
        """
        if not self.probes.activations:
            return
        if self.moments is None or self.flat_units is None:
            outputs_as_layer = outputs.reshape(len(outputs), 1, -1)
            self.moments = Moments([*self.network.hidden_values(), outputs_as_layer])
            self.flat_units = FlatUnits(self.network.hidden_slopes(), self.flat_slope)
        columns = self.columns
        mean, deviation = self.moments.measure()
        columns["activation_mean"][:, row], columns["activation_std"][:, row] = mean, deviation
        saturated, dead = self.flat_units.measure()
        columns["activation_saturation"][:, row, :-1], columns["activation_dead"][:, row, :-1] = (
            saturated,
            dead,
        )

    def record_gradients(self, row: int) -> Float64:
        """Gradient norms before clipping, per layer, unit and time step; returns the global norm (runs,)."""
        layer_norms = self.layer_gradients.measure()
        if self.probes.layers:
            self.columns["layer_gradient_norm"][:, row] = layer_norms
        if self.unit_gradients is not None:
            self.columns["unit_gradient_max"][:, row] = self.unit_gradients.measure()
        states = self.network.state_gradients()
        if states and self.probes.time:
            norms = [root_sum_square(state.reshape(*state.shape[:2], -1)) for state in states]
            self.columns[TIME_COLUMN][:, row] = norms[0] if len(norms) == 1 else np.hypot.reduce(norms)
        total = root_sum_square(layer_norms)
        self.columns["gradient_norm"][:, row] = total
        return total

    def keep_unclipped(self) -> None:
        """Copy the gradient before clipping by value, which may turn it."""
        if self.probes.clipping:
            if self.unclipped is None:
                self.unclipped = np.zeros_like(self.gradients)
            np.copyto(self.unclipped, self.gradients)

    def record_clipping(self, row: int, norms: Float64, applied: Float64) -> None:
        """Cosine between the gradient before and after clipping, whose norms are given (runs,).

        Rescaling turns nothing: without clipping, and by norm, it is 1, or NaN where there is no direction.
        """
        self.columns["applied_norm"][:, row] = applied
        if not self.probes.clipping:
            return
        if self.unclipped is None:
            has_direction = np.isfinite(norms) & (norms > 0.0)
            self.columns[COSINE_COLUMN][:, row] = np.where(has_direction, 1.0, np.nan)
        else:
            self.columns[COSINE_COLUMN][:, row] = cosine(self.unclipped, norms, self.gradients, applied)

    def record_recurrent_matrices(self, row: int) -> None:
        """Spectral radius and largest singular value, before the update, at the stride of the probe."""
        stride = self.probes.recurrent_every
        if stride and self.matrices.count and row % stride == 0:
            for name, values in zip(MATRIX_COLUMNS, self.matrices.spectra(), strict=True):
                self.columns[name][:, row] = values

    def record_weights(self, row: int, change: Array) -> NDArray[np.bool_]:
        """Norms of weights and of the change (runs, size) just made; returns per run whether all is finite."""
        if self.probes.updates:
            if self.changes is None:
                self.changes = LayerNorms(self.network.layout.blocks(change))
            self.columns["update_ratio"][:, row] = self.changes.measure() / self.weight_norms
        self.weight_norms = self.weights.measure()
        if self.probes.weights:
            self.columns["weight_norm"][:, row] = self.weight_norms
        return np.asarray(np.isfinite(self.weight_norms).all(axis=-1))

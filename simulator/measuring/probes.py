"""The measurements in every update, for a whole stack of runs: the columns of a trace.

A probe that is off leaves its column out. Norms that the training itself needs (of the gradient per layer for
clipping, of the weights to check that they are finite) are always computed, so no result depends on a probe.
"""

from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.kernels import Network
from simulator.measuring.layer_measures import (
    ColumnSquares,
    FlatUnits,
    LayerMeans,
    NormTable,
    RowSquares,
    Squares,
)
from simulator.measuring.norms import cosine, root_sum_square
from simulator.measuring.spectra import RecurrentMatrices
from simulator.measuring.trace import COLUMNS, recorded_columns
from simulator.settings.experiment import Experiment

Array: TypeAlias = NDArray[Any]
Float64: TypeAlias = NDArray[np.float64]

SATURATED_SHARE: Final = 0.1  # fraction of the largest derivative below which a unit is saturated


class Recorder:
    """Writes one row per update of every column, all runs at once.

    change: what the optimizer subtracts from the parameters, (runs, size), its own array.
    """

    def __init__(
        self,
        network: Network,
        parameters: Array,
        gradients: Array,
        change: Array,
        plan: Experiment,
        length: int | None,
        largest_derivative: float,
    ) -> None:
        runs, blocks = len(parameters), network.layout.blocks
        self.layers = len(network.layout.layer_names)
        self.network, self.gradients, self.probes = network, gradients, plan.probes
        self.saturated_below = SATURATED_SHARE * largest_derivative
        self.flat_units: FlatUnits | None = None
        self.means: LayerMeans | None = None
        self.backward: NormTable | None = None  # of the results of a backward pass
        weights: dict[str, Squares] = {"weights": RowSquares(blocks(parameters))}
        self.after = NormTable(runs, parameters.dtype, weights)
        self.after.measure()
        self.weights_before = self.after.norms["weights"].copy()
        if plan.probes.updates:
            measures = weights | {"changes": RowSquares(blocks(change))}
            self.after = NormTable(runs, parameters.dtype, measures)
        self.unclipped: Array | None = None
        self.matrices = RecurrentMatrices(network.layout, parameters)
        self.columns = self._empty_columns(runs, plan, length)

    def _empty_columns(self, runs: int, plan: Experiment, length: int | None) -> dict[str, Float64]:
        """Arrays for every recorded column: zeros, or NaN if a stride leaves rows out."""
        sizes = {"layers": self.layers, "time": length or 0, "matrices": self.matrices.count}
        found = {}
        for name in recorded_columns(plan):
            axis = COLUMNS[name].axis
            shape = (runs, plan.steps) if axis is None else (runs, plan.steps, sizes[axis])
            found[name] = np.full(shape, np.nan) if axis == "matrices" else np.zeros(shape)
        return found

    def record_derivatives(self, row: int) -> None:
        """Saturated share and dead share of every hidden layer's units, between forward and backward.

        Saturated: a unit on a sample where its derivative is below a tenth of the activation's largest derivative.
        Dead: a unit whose derivative is exactly zero on every sample (and time step) of the batch. The derivative of
        an LSTM unit is that of tanh(c), of a GRU unit that of its candidate. The output layer is linear: it has
        neither.
        """
        if not self.probes.activations:
            return
        if self.flat_units is None:
            self.flat_units = FlatUnits(self.network.hidden_derivatives, self.saturated_below)
        saturated, dead = self.flat_units.measure()
        self.columns["activation_saturation"][:, row, :-1] = saturated
        self.columns["activation_dead"][:, row, :-1] = dead

    def record_backward(self, row: int, outputs: Array) -> Float64:
        """Moments of every layer's values, and gradient norms before clipping, per layer, unit and time step.

        Returns the global norm (runs,).
        """
        if self.backward is None:
            self.backward = self._backward_table(outputs)
        self.backward.measure()
        norms, columns = self.backward.norms, self.columns
        layer_norms = norms["gradients"][:, : self.layers]
        if self.probes.layers:
            columns["layer_gradient_norm"][:, row] = layer_norms
        if self.probes.units:
            columns["unit_gradient_max"][:, row] = norms["gradients"][:, self.layers :]
        states = [norms[name] for name in norms if name.startswith("states")]
        if states:
            columns["time_gradient_norm"][:, row] = states[0] if len(states) == 1 else np.hypot.reduce(states)
        if self.means is not None:
            mean = self.means.measure()
            variance = norms["values"] ** 2 / self.means.counts - mean**2
            columns["activation_mean"][:, row] = mean
            columns["activation_std"][:, row] = np.sqrt(np.maximum(variance, 0.0))
        total = root_sum_square(layer_norms)
        columns["gradient_norm"][:, row] = total
        return total

    def _backward_table(self, outputs: Array) -> NormTable:
        gradients = ColumnSquares(self.network.layout.blocks(self.gradients))
        measures: dict[str, Squares] = {"gradients": gradients}
        if self.probes.time:
            for number, states in enumerate(self.network.state_gradients):
                measures[f"states {number}"] = RowSquares([states])
        if self.probes.activations:
            outputs_as_layer = outputs.reshape(len(outputs), 1, -1, outputs.shape[-1])
            values = [*self.network.hidden_values, outputs_as_layer]
            measures["values"], self.means = RowSquares(values), LayerMeans(values)
        return NormTable(len(outputs), self.gradients.dtype, measures)

    def keep_unclipped(self) -> None:
        """Copy the gradient before clipping by value, which may change its direction."""
        if self.probes.clipping:
            if self.unclipped is None:
                self.unclipped = np.zeros_like(self.gradients)
            np.copyto(self.unclipped, self.gradients)

    def record_clipping(self, row: int, norms: Float64, applied: Float64) -> None:
        """Cosine between the gradient before and after clipping, whose norms are given (runs,).

        Rescaling keeps the direction: without clipping, and by norm, it is 1, or NaN if there is no direction.
        """
        self.columns["applied_norm"][:, row] = applied
        if not self.probes.clipping:
            return
        if self.unclipped is None:
            self.columns["clip_cosine"][:, row] = norms / norms  # NaN for 0 / 0 and for infinities
        else:
            self.columns["clip_cosine"][:, row] = cosine(self.unclipped, norms, self.gradients, applied)

    def record_recurrent_matrices(self, row: int) -> None:
        """Spectral radius and largest singular value, before the update, at the stride of the probe."""
        stride = self.probes.recurrent_every
        if stride and self.matrices.count and row % stride == 0:
            radius, largest = self.matrices.spectra()
            self.columns["spectral_radius"][:, row] = radius
            self.columns["largest_singular_value"][:, row] = largest

    def record_weights(self, row: int) -> NDArray[np.bool_]:
        """Norms of the weights and of their last change; returns whether all are finite, per run."""
        self.after.measure()
        weights = self.after.norms["weights"]
        if self.probes.updates:
            self.columns["update_ratio"][:, row] = self.after.norms["changes"] / self.weights_before
            np.copyto(self.weights_before, weights)
        if self.probes.weights:
            self.columns["weight_norm"][:, row] = weights
        return np.asarray(np.isfinite(weights).all(axis=-1))

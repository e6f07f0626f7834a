"""Normalization of a layer's products, before bias and activation.

x = (v - mean v) / sqrt(var v + 1e-5), over the units of each sample ("layer") or over the batch for each unit
("batch", always with the statistics of the batch at hand, as in training). There is no gain parameter; the
layer's bias, added afterwards, is the shift.

Backward: d_v = (d_x - mean d_x - x * mean(d_x * x)) / sqrt(var v + 1e-5), the means over the same axis.
Sources: Ba, Kiros, Hinton 2016 (layer); Ioffe & Szegedy 2015 (batch).
"""

from typing import Any, Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
EPSILON: Final = 1e-5


class Normalization:
    """Normalizes the layers of a stack, each (runs, batch, width), and remembers their deviations."""

    def __init__(
        self, kind: Literal["layer", "batch"], runs: int, depth: int, batch: int, width: int, dtype: Any
    ) -> None:
        self.is_over_units = kind == "layer"
        count = width if self.is_over_units else batch
        # A mean is a product with a vector of 1/n: its order of additions does not depend on other runs.
        self.weights = np.full((count, 1) if self.is_over_units else (1, count), 1.0 / count, dtype)
        statistics = (runs, batch, 1) if self.is_over_units else (runs, 1, width)
        self.inverse_deviations = [np.zeros(statistics, dtype) for _ in range(depth)]
        self.mean = np.zeros(statistics, dtype)
        self.work = np.zeros((runs, batch, width), dtype)

    def forward(self, layer: int, values: Array) -> None:
        """v becomes x in its own place."""
        inverse = self.inverse_deviations[layer]
        values -= self._mean_of(values)
        np.multiply(values, values, out=self.work)
        np.add(self._mean_of(self.work), EPSILON, out=inverse)
        np.sqrt(inverse, out=inverse)
        np.divide(1.0, inverse, out=inverse)
        values *= inverse

    def backward(self, layer: int, d_normalized: Array, normalized: Array) -> Array:
        """x becomes d_v in its own place, given d_x, which is kept."""
        np.multiply(d_normalized, normalized, out=self.work)
        normalized *= self._mean_of(self.work)
        normalized += self._mean_of(d_normalized)
        np.subtract(d_normalized, normalized, out=normalized)
        normalized *= self.inverse_deviations[layer]
        return normalized

    def _mean_of(self, values: Array) -> Array:
        left, right = (values, self.weights) if self.is_over_units else (self.weights, values)
        return np.matmul(left, right, out=self.mean)

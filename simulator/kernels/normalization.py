"""The normalization of `equations.mlp`, in place.

What differs, and why: a mean is a product with a vector of 1/n, whose order of additions does not depend on other runs
in the stack; the deviations are kept for the backward pass, and x and then d_v take the place of v.
"""

from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.equations.mlp import EPSILON

Array: TypeAlias = NDArray[Any]


class Normalization:
    """Normalizes the layers of a stack, each (runs, batch, width), and stores their deviations."""

    def __init__(
        self, kind: Literal["layer", "batch"], runs: int, depth: int, batch: int, width: int, dtype: Any
    ) -> None:
        self.is_over_units = kind == "layer"
        count = width if self.is_over_units else batch
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

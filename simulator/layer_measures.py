"""Norms, moments and shares of whole networks: one number per run and layer.

A probe runs in every update, and in a small network a NumPy call costs as much as a layer. So the layers of
one shape are measured by one call, straight into their columns, and what is done to the results is done once.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.norms import SAFE_SQUARES, largest_column_norm, root_sum_square

Array: TypeAlias = NDArray[Any]
Float64: TypeAlias = NDArray[np.float64]


def _columns(blocks: Sequence[Array], dtype: Any) -> tuple[Array, list[Array]]:
    """An array (runs, layers) for the results, and the columns of it that belong to each block."""
    ends = np.cumsum([block.shape[1] for block in blocks]).tolist()
    results = np.zeros((len(blocks[0]), ends[-1]), dtype)
    starts = [0, *ends[:-1]]
    return results, [results[:, start:end] for start, end in zip(starts, ends, strict=True)]


class LayerNorms:
    """Euclidean norm of every layer, as `norms.root_sum_square`; blocks are (runs, layers, …) of one dtype."""

    def __init__(self, blocks: Sequence[Array]) -> None:
        self.rows = [block.reshape(*block.shape[:2], -1) for block in blocks]
        self.squares, self.columns = _columns(blocks, blocks[0].dtype)
        self.low, self.high = SAFE_SQUARES[blocks[0].itemsize]

    def measure(self) -> Float64:
        """Norms (runs, layers), in float64."""
        for rows, column in zip(self.rows, self.columns, strict=True):
            np.vecdot(rows, rows, out=column)
        squares = self.squares.astype(np.float64)
        if squares.min() > self.low and squares.max() < self.high:
            return np.asarray(np.sqrt(squares))
        return np.concatenate([root_sum_square(rows) for rows in self.rows], axis=1)


class LargestColumns:
    """Largest norm among the columns of every layer; blocks are (runs, layers, rows, columns)."""

    def __init__(self, blocks: Sequence[Array]) -> None:
        self.blocks = blocks
        self.workspaces = [np.zeros_like(block) for block in blocks]
        self.sums = [np.zeros((*block.shape[:2], 1, block.shape[3]), block.dtype) for block in blocks]
        self.ones = [np.ones((1, block.shape[2]), block.dtype) for block in blocks]
        self.largest, self.columns = _columns(blocks, blocks[0].dtype)
        self.low, self.high = SAFE_SQUARES[blocks[0].itemsize]

    def measure(self) -> Float64:
        """Norms (runs, layers), in float64; NaN if any entry of the layer is."""
        parts = zip(self.blocks, self.workspaces, self.sums, self.ones, self.columns, strict=True)
        for block, squares, sums, ones, column in parts:
            np.multiply(block, block, out=squares)
            np.matmul(ones, squares, out=sums)
            np.max(sums[:, :, 0], axis=-1, out=column)
        largest = self.largest.astype(np.float64)
        if largest.min() > self.low and largest.max() < self.high:
            return np.asarray(np.sqrt(largest))
        parts_again = zip(self.blocks, self.workspaces, self.ones, strict=True)
        return np.concatenate([largest_column_norm(*part) for part in parts_again], axis=1)


class Moments:
    """Mean and standard deviation of every layer's values; blocks are (runs, layers, …)."""

    def __init__(self, blocks: Sequence[Array]) -> None:
        self.norms = LayerNorms(blocks)
        self.sums, self.columns = _columns(blocks, blocks[0].dtype)
        counts = [np.full(block.shape[1], float(block[0, 0].size)) for block in blocks]
        self.counts = np.concatenate(counts)

    def measure(self) -> tuple[Float64, Float64]:
        """Means and standard deviations (runs, layers), in float64."""
        for rows, column in zip(self.norms.rows, self.columns, strict=True):
            np.add.reduce(rows, axis=-1, out=column)
        mean = self.sums.astype(np.float64) / self.counts
        mean_square = self.norms.measure() ** 2 / self.counts
        variance = np.maximum(mean_square - mean**2, 0.0)
        return mean, np.sqrt(variance)


class FlatUnits:
    """Shares of saturated and of dead units; blocks are slopes (runs, layers, samples, width)."""

    def __init__(self, blocks: Sequence[Array], limit: float) -> None:
        self.blocks, self.limit = blocks, limit
        self.is_flat = [np.zeros(block.shape, bool) for block in blocks]
        self.layers = [[list(run) for run in is_flat] for is_flat in self.is_flat]  # views, made once

    def measure(self) -> tuple[Float64, Float64]:
        """Saturated: (unit, sample) pairs whose slope is below the limit. Dead: units whose slope is zero on
        every sample. Both (runs, hidden layers).
        """
        saturated, dead = [], []
        for slopes, is_flat, layers in zip(self.blocks, self.is_flat, self.layers, strict=True):
            np.less(slopes, self.limit, out=is_flat)
            counts = [[np.count_nonzero(layer) for layer in run] for run in layers]
            saturated.append(np.array(counts) / is_flat[0, 0].size)
            width = slopes.shape[-1]
            alive = np.count_nonzero(np.maximum.reduce(slopes, axis=2), axis=-1)
            dead.append(1.0 - alive / width)
        if len(saturated) == 1:
            return saturated[0], dead[0]
        return np.concatenate(saturated, axis=1), np.concatenate(dead, axis=1)

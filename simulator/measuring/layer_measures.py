"""Norms, sums, and shares of whole networks: one number per run and layer, unit, or time step.

A probe runs in every update, and in a small network a NumPy call costs as much as a layer. So arrays of one shape are
measured by one call, directly into a table, and the results are processed once for the whole table.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.workspaces import row_of_ones
from simulator.measuring.norms import SAFE_SQUARES, root_sum_square

Array: TypeAlias = NDArray[Any]
Float64: TypeAlias = NDArray[np.float64]


COMPARED_TOGETHER: Final = 32_768  # numbers


class Squares(Protocol):
    """Sums of squares that a table converts to norms."""

    count: int  # of norms, for each run

    def sum_into(self, columns: Array) -> None:
        """Write the sums of squares, (runs, count), in the dtype of the measured arrays."""

    def exact_norms(self) -> Float64:
        """The norms (runs, count), for sums of squares that may have left the range of their dtype."""


class RowSquares:
    """One number for each layer of blocks (runs, layers, …)."""

    def __init__(self, blocks: Sequence[Array]) -> None:
        self.rows = [_rows_of(block) for block in blocks]
        self.ends = np.cumsum([block.shape[1] for block in blocks]).tolist()
        self.starts = [0, *self.ends[:-1]]
        self.count = self.ends[-1]

    def sum_into(self, columns: Array) -> None:
        for rows, start, end in zip(self.rows, self.starts, self.ends, strict=True):
            _sum_products(rows, rows, columns[:, start:end])

    def exact_norms(self) -> Float64:
        norms = [root_sum_square(rows) for rows in self.rows]
        return np.concatenate([each if each.ndim == 2 else root_sum_square(each) for each in norms], axis=1)


class ColumnSquares:
    """For each layer of blocks (runs, layers, rows, columns): the whole layer, then its largest column."""

    def __init__(self, blocks: Sequence[Array]) -> None:
        self.blocks = blocks
        self.squares = [np.zeros_like(block) for block in blocks]
        self.sums = ColumnSums(self.squares)
        self.ends = np.cumsum([block.shape[1] for block in blocks]).tolist()
        self.starts = [0, *self.ends[:-1]]
        self.layers = self.ends[-1]
        self.count = 2 * self.layers

    def sum_into(self, columns: Array) -> None:
        for block, squares in zip(self.blocks, self.squares, strict=True):
            np.multiply(block, block, out=squares)
        for sums, start, end in zip(self.sums.measure(), self.starts, self.ends, strict=True):
            np.add.reduce(sums, axis=-1, out=columns[:, start:end])
            np.maximum.reduce(sums, axis=-1, out=columns[:, self.layers + start : self.layers + end])

    def exact_norms(self) -> Float64:
        layers = [root_sum_square(block.reshape(*block.shape[:2], -1)) for block in self.blocks]
        units = [root_sum_square(np.swapaxes(block, -1, -2)).max(axis=-1) for block in self.blocks]
        return np.concatenate([*layers, *units], axis=1)


class NormTable:
    """Euclidean norms by name, all finished at once: `measure`, then read `norms`.

    A norm is the float64 square root of a sum of squares in the dtype of the arrays or, if that sum leaves the safe
    range, of the exact sum: the same rule for every number, so no run depends on others in its stack.
    """

    def __init__(self, runs: int, dtype: np.dtype[Any], measures: Mapping[str, Squares]) -> None:
        self.measures = list(measures.values())
        ends = np.cumsum([measure.count for measure in self.measures]).tolist()
        self.places = [slice(start, end) for start, end in zip([0, *ends[:-1]], ends, strict=True)]
        self.squares = np.zeros((runs, ends[-1]), dtype)
        self.roots = np.zeros((runs, ends[-1]))
        self.columns = [self.squares[:, place] for place in self.places]
        self.norms = {name: self.roots[:, place] for name, place in zip(measures, self.places, strict=True)}
        self.low, self.high = SAFE_SQUARES[dtype.itemsize]

    def measure(self) -> None:
        for measure, columns in zip(self.measures, self.columns, strict=True):
            measure.sum_into(columns)
        np.sqrt(self.squares, out=self.roots, dtype=np.float64)
        if not (np.minimum.reduce(self.squares, axis=None) > self.low) or not (
            np.maximum.reduce(self.squares, axis=None) < self.high
        ):
            self._measure_exactly()

    def _measure_exactly(self) -> None:
        is_doubtful = ~((self.squares > self.low) & (self.squares < self.high))
        for measure, place in zip(self.measures, self.places, strict=True):
            if is_doubtful[:, place].any():
                exact = measure.exact_norms()
                np.copyto(self.roots[:, place], exact, where=is_doubtful[:, place])


class ColumnSums:
    """Sums over the samples, by a product with ones, which reads the values only once.

    blocks: (runs, layers, samples, width); each sum is (runs, layers, width).
    """

    def __init__(self, blocks: Sequence[Array]) -> None:
        self.blocks = blocks
        self.ones = [row_of_ones(block.shape[2], block.dtype) for block in blocks]
        self.products = [np.zeros((*block.shape[:2], 1, block.shape[3]), block.dtype) for block in blocks]
        self.sums = [product[:, :, 0] for product in self.products]

    def measure(self) -> list[Array]:
        for ones, block, product in zip(self.ones, self.blocks, self.products, strict=True):
            np.matmul(ones, block, out=product)
        return self.sums


class LayerMeans:
    """Mean over every layer's values; blocks are (runs, layers, samples, width)."""

    def __init__(self, blocks: Sequence[Array]) -> None:
        self.sums, self.counts = (
            ColumnSums(blocks),
            _per_layer(blocks, [block[0, 0].size for block in blocks]),
        )

    def measure(self) -> Float64:
        """(runs, layers), in float64."""
        sums = [np.add.reduce(columns, axis=-1) for columns in self.sums.measure()]
        return np.asarray(np.concatenate(sums, axis=1) / self.counts)


class FlatUnits:
    """Shares of saturated and of dead units; blocks are derivatives (runs, layers, samples, width)."""

    def __init__(self, blocks: Sequence[Array], limit: float) -> None:
        self.limit = limit
        self.sizes = _per_layer(blocks, [block[0, 0].size for block in blocks])
        self.runs, self.layers = len(blocks[0]), sum(block.shape[1] for block in blocks)
        self.sums, self.width = ColumnSums(blocks), blocks[0].shape[-1]
        self.comparisons = list(_comparisons(blocks))

    def measure(self) -> tuple[Float64, Float64]:
        """Saturated: (unit, sample) pairs whose derivative is below the limit. Dead: units whose derivative is zero on
        every sample. Both (runs, hidden layers).
        """
        counts = [[0] * self.layers for _ in range(self.runs)]
        for derivatives, is_flat, rows in self.comparisons:
            np.less(derivatives, self.limit, out=is_flat)
            for run, layer, row in rows:
                counts[run][layer] += int(np.count_nonzero(row))
        shares = np.array(counts) / self.sizes
        if (
            np.maximum.reduce(shares, axis=None) * self.width < 0.999
        ):  # no unit has zero derivative on all samples
            return shares, np.zeros_like(shares)
        dead = [np.add.reduce(columns == 0.0, axis=-1) for columns in self.sums.measure()]
        return shares, np.concatenate(dead, axis=1) / self.width


def _comparisons(blocks: Sequence[Array]) -> Iterator[tuple[Array, Array, list[tuple[int, int, Array]]]]:
    """Chunks of derivatives that are compared in one call and fit the cache: several small layers, or a part of a
    large one. Each comes with a buffer for the result, and the run and layer of its rows.
    """
    before = 0  # layers of the blocks before
    for block in blocks:
        runs, layers = block.shape[:2]
        flat = block.reshape(runs * layers, -1, copy=False)
        size = flat.shape[1]
        together, stretch = max(1, COMPARED_TOGETHER // size), min(size, COMPARED_TOGETHER)
        is_flat = np.zeros((min(together, runs * layers), stretch), bool)
        for first in range(0, runs * layers, together):
            for start in range(0, size, stretch):
                derivatives = flat[first : first + together, start : start + stretch]
                place = is_flat[: derivatives.shape[0], : derivatives.shape[1]]
                numbers = [divmod(first + row, layers) for row in range(len(place))]
                yield (
                    derivatives,
                    place,
                    [(run, before + n, row) for (run, n), row in zip(numbers, place, strict=True)],
                )
        before += layers


def _per_layer(blocks: Sequence[Array], numbers: Sequence[float]) -> Float64:
    """A number of each block, repeated for each of its layers."""
    return np.repeat(np.array(numbers, float), [block.shape[1] for block in blocks])


def _rows_of(block: Array) -> Array:
    """(runs, layers, n), or, where the layer is not contiguous, (runs, layers, samples, width); always a view."""
    try:
        return block.reshape(*block.shape[:2], -1, copy=False)
    except ValueError:
        return block


def _sum_products(rows: Array, others: Array, out: Array) -> None:
    """Dot product of every layer, from rows as `_rows_of` gives them, into out (runs, layers)."""
    if rows.ndim == 3:
        np.vecdot(rows, others, out=out)
    else:
        np.add.reduce(np.vecdot(rows, others), axis=-1, out=out)

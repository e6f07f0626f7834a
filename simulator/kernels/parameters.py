"""The parameters of a network in memory: one flat row per run, and views into it.

All parameters of a run are one row of a (runs, size) array, layer after layer; a layer's matrices are stacked on
each other, the bias last, so that a layer is also one matrix (rows, columns) and equal layers are one block
(runs, layers, rows, columns). An update, a clipping or a norm is then one call for the whole network.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.errors import ShapeMismatch

Array: TypeAlias = NDArray[Any]
Role: TypeAlias = Literal["input", "recurrent", "bias", "output", "output_bias"]
BIASES = ("bias", "output_bias")


@dataclass(frozen=True)
class Matrix:
    """One named parameter: a weight matrix (rows, columns), or a bias as a matrix of one row."""

    name: str
    role: Role
    rows: int
    columns: int


@dataclass(frozen=True)
class Layer:
    """The parameters that make one layer, in the order in which they are stored."""

    name: str
    matrices: tuple[Matrix, ...]

    @property
    def rows(self) -> int:
        return sum(matrix.rows for matrix in self.matrices)

    @property
    def columns(self) -> int:
        return self.matrices[0].columns


class Layout:
    """The plan of a network's parameters. Sizes only; it holds no numbers."""

    def __init__(self, layers: Sequence[Layer]) -> None:
        self.layers = tuple(layers)
        self.layer_names = tuple(layer.name for layer in layers)
        self.size = sum(layer.rows * layer.columns for layer in layers)

    def placed(self) -> Iterator[tuple[Matrix, int]]:
        """Every matrix with its offset in the flat row."""
        offset = 0
        for layer in self.layers:
            for matrix in layer.matrices:
                yield matrix, offset
                offset += matrix.rows * matrix.columns

    def views(self, flat: Array) -> dict[str, Array]:
        """Named views (runs, rows, columns) into flat (runs, size); a bias has one row."""
        return {
            matrix.name: flat[:, offset : offset + matrix.rows * matrix.columns].reshape(
                len(flat), matrix.rows, matrix.columns
            )
            for matrix, offset in self.placed()
        }

    def blocks(self, flat: Array) -> list[Array]:
        """Views (runs, layers, rows, columns), one per group of adjacent layers of equal shape."""
        stretches: list[list[int]] = []  # rows, columns, layers
        for layer in self.layers:
            if stretches and stretches[-1][:2] == [layer.rows, layer.columns]:
                stretches[-1][2] += 1
            else:
                stretches.append([layer.rows, layer.columns, 1])
        views, offset = [], 0
        for rows, columns, count in stretches:
            end = offset + rows * columns * count
            views.append(flat[:, offset:end].reshape(len(flat), count, rows, columns))
            offset = end
        return views

    def to_dict(self, flat_row: Array) -> dict[str, Array]:
        """One run's parameters by name, copied: matrices (rows, columns), biases (columns,)."""
        views = self.views(flat_row[None])
        return {
            matrix.name: views[matrix.name][0, 0].copy()
            if matrix.role in BIASES
            else views[matrix.name][0].copy()
            for matrix, _ in self.placed()
        }

    def from_dict(self, named: dict[str, Array], flat_row: Array) -> None:
        """Write one run's named parameters into its flat row; raises ShapeMismatch."""
        views = self.views(flat_row[None])
        if set(named) != set(views):
            raise ShapeMismatch(f"parameters are {', '.join(views)}; got {', '.join(named)}")
        for matrix, _ in self.placed():
            expected = (matrix.columns,) if matrix.role in BIASES else (matrix.rows, matrix.columns)
            given = np.asarray(named[matrix.name])
            if given.shape != expected:
                raise ShapeMismatch(f"{matrix.name} has shape {expected}; got {given.shape}")
            views[matrix.name][0] = given

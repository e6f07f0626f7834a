"""Penalties on weight matrices (never on biases), added to the loss and to the gradient."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
Float64: TypeAlias = NDArray[np.float64]


def add_l1(weights: list[Array], d_weights: list[Array], strengths: Float64) -> Float64:
    """strength * sum |w| per run; its gradient strength * sign(w) is added to d_weights.

    weights, d_weights: views (runs, rows, columns); strengths: (runs,). Returns (runs,).
    """
    totals = np.zeros(len(strengths))
    for matrix, d_matrix in zip(weights, d_weights, strict=True):
        scale = strengths[:, None, None].astype(matrix.dtype)
        totals += np.abs(matrix).reshape(len(matrix), -1).sum(axis=-1)
        d_matrix += scale * np.sign(matrix)
    return strengths * totals


def add_l2(weights: list[Array], d_weights: list[Array], strengths: Float64) -> Float64:
    """strength * sum w^2 per run; its gradient 2 * strength * w is added to d_weights. Shapes as above."""
    totals = np.zeros(len(strengths))
    for matrix, d_matrix in zip(weights, d_weights, strict=True):
        scale = strengths[:, None, None].astype(matrix.dtype)
        totals += np.square(matrix).reshape(len(matrix), -1).sum(axis=-1)
        d_matrix += (2.0 * scale) * matrix
    return strengths * totals


PENALTIES = {"l1": add_l1, "l2": add_l2}

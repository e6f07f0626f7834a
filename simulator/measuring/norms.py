"""Norms that neither overflow nor underflow, and that are the same for one run alone and in a stack.

A sum of squares of float32 numbers overflows at a norm of 1.8e19 and loses its digits below 1e-19, and both
happen in the networks this package is about. So the sum is computed by one fast dot product per row, and the rare row
whose sum leaves the safe range is computed again in float64 after scaling by its largest entry. Each row is treated
separately: a NaN or overflow in another row never changes it.
"""

from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]

SCALED_TOGETHER: Final = 16_384  # numbers
SAFE_SQUARES: Final = {4: (1e-28, 1e36), 8: (1e-280, 1e300)}  # by the bytes of a number


def root_sum_square(rows: Array) -> NDArray[np.float64]:
    """Euclidean norm of every row, in float64. rows: (..., n) float; returns (...)."""
    with np.errstate(all="ignore"):
        squares = np.vecdot(rows, rows).astype(np.float64)
        low, high = SAFE_SQUARES[rows.itemsize]
        doubtful = ~((squares > low) & (squares < high))
        norms = np.sqrt(squares)
        if doubtful.any():
            norms[doubtful] = _scaled_norms(rows, np.argwhere(doubtful))
    return np.asarray(norms)


def _scaled_norms(rows: Array, places: NDArray[np.int64]) -> NDArray[np.float64]:
    """Norms of the rows at `places` (n, axes), a group of rows at a time, since each is copied as float64."""
    group = max(1, SCALED_TOGETHER // rows.shape[-1])
    parts = [places[start : start + group] for start in range(0, len(places), group)]
    return np.concatenate([_scaled_norm(rows[tuple(part.T)].astype(np.float64)) for part in parts])


def sum_square(rows: Array) -> NDArray[np.float64]:
    """Sum of squares of every row, in float64. rows: (..., n) float; returns (...)."""
    with np.errstate(all="ignore"):
        squares = np.vecdot(rows, rows).astype(np.float64)
        low, high = SAFE_SQUARES[rows.itemsize]
        is_safe = (squares > low) & (squares < high)
        return (
            squares if is_safe.all() else np.asarray(np.where(is_safe, squares, root_sum_square(rows) ** 2))
        )


def cosine(rows: Array, norms: NDArray[np.float64], others: Array, other_norms: Array) -> NDArray[np.float64]:
    """Cosine of the angle between the rows of two arrays, given their norms; NaN where it is undefined.

    rows, others: (runs, n); rows is scaled to unit norm in place. Norms: (runs,). Returns (runs,).
    """
    with np.errstate(all="ignore"):
        rows *= (1.0 / norms)[:, None].astype(rows.dtype)
        cosines = np.vecdot(rows, others).astype(np.float64) / other_norms
    return np.asarray(np.clip(cosines, -1.0, 1.0))  # only rounding exceeds 1


def _scaled_norm(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """max |x| * ||x / max |x| ||; zero, infinite, and NaN rows keep their largest entry as the norm.

    rows: (n, size), overwritten.
    """
    largest = np.maximum(rows.max(axis=-1), -rows.min(axis=-1))
    rows /= np.where(largest > 0, largest, 1.0)[..., None]
    norms = largest * np.sqrt(np.vecdot(rows, rows))
    return np.asarray(np.where(np.isinf(largest), largest, norms))

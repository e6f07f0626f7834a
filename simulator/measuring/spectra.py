"""Eigenvalues and singular values of recurrent matrices, for a whole stack of runs."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.parameters import Layout

Array: TypeAlias = NDArray[Any]
Float64: TypeAlias = NDArray[np.float64]


class RecurrentMatrices:
    """Views (runs, width, width) of the recurrent matrix of every gate of every stacked layer, in order."""

    def __init__(self, layout: Layout, parameters: Array) -> None:
        views = layout.views(parameters)
        self.views: list[Array] = []
        for matrix, _ in layout.placed():
            if matrix.role == "recurrent":
                gates = matrix.columns // matrix.rows
                self.views += np.split(views[matrix.name], gates, axis=-1)
        self.count = len(self.views)

    def spectra(self) -> tuple[Float64, Float64]:
        """Spectral radius and largest singular value, both (runs, matrices)."""
        return spectra(np.stack(self.views, axis=1))


def spectra(matrices: Array) -> tuple[Float64, Float64]:
    """Spectral radius max |eigenvalue| and largest singular value of square matrices.

    matrices: (..., n, n), converted to float64. Returns two arrays (...); NaN where an entry is not finite.
    A gradient propagated back through t linear steps eventually grows as radius^t, and by at most (largest singular
    value)^t. Source: Pascanu, Mikolov, Bengio 2013, section 2.1.
    """
    stack = matrices.astype(np.float64)
    is_finite = np.isfinite(stack).all(axis=(-1, -2))
    radius, largest = np.full(is_finite.shape, np.nan), np.full(is_finite.shape, np.nan)
    if is_finite.any():
        finite = stack[is_finite]
        radius[is_finite] = np.abs(np.linalg.eigvals(finite)).max(axis=-1)
        largest[is_finite] = np.linalg.svd(finite, compute_uv=False)[..., 0]
    return radius, largest

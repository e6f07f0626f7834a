"""Gradient clipping, before the optimizer. Source: Pascanu, Mikolov, Bengio 2013, algorithm 1 (by norm)."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.measuring.norms import root_sum_square

Array: TypeAlias = NDArray[Any]
Float64: TypeAlias = NDArray[np.float64]


def clip_by_norm(gradients: Array, norms: Float64, thresholds: Float64) -> Float64:
    """Rescale every run's whole gradient to at most its threshold; the direction is kept.

    g = g * min(1, threshold / ||g||), the norm taken over all parameters of the run.
    gradients: (runs, size), changed in place; norms, thresholds: (runs,). Returns the norms after clipping.
    An infinite norm gives NaN, as in the frameworks, since there is no direction to keep.
    """
    with np.errstate(all="ignore"):
        scales = np.where(norms > thresholds, thresholds / norms, 1.0)
        if np.any(scales != 1.0):
            gradients *= scales[:, None].astype(gradients.dtype)
        return np.where(np.isfinite(norms), norms * scales, np.nan)


def clip_by_value(gradients: Array, thresholds: Float64) -> Float64:
    """Limit every component to plus or minus the threshold; the direction may change.

    gradients: (runs, size), changed in place; thresholds: (runs,). Returns the norms after clipping.
    """
    bounds = thresholds[:, None].astype(gradients.dtype)
    np.clip(gradients, -bounds, bounds, out=gradients)
    return root_sum_square(gradients)

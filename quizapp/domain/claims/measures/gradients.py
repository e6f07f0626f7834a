"""The size of gradients: over training, across layers, over time, and after clipping."""

import math
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

import simulator
from quizapp.domain.claims.measures.losses import at_the_end, largest_rise

Values: TypeAlias = NDArray[np.float64]
FIRST_ROWS = 5
ROUNDING = 1e-5


def first_gradient_norm(trace: simulator.Trace) -> float:
    """Global norm of the first update's gradient, before clipping."""
    return float(trace.gradient_norm[0])


def final_gradient_norm(trace: simulator.Trace) -> float:
    """Mean global norm over the last tenth of the planned steps; NaN if the run overflowed."""
    return at_the_end(trace, trace.gradient_norm)


def largest_gradient_norm(trace: simulator.Trace) -> float:
    """The largest global norm before clipping; infinite if one overflowed."""
    return _largest(trace.gradient_norm)


def largest_applied_norm(trace: simulator.Trace) -> float:
    """The largest global norm after clipping; infinite if one overflowed."""
    return _largest(trace.applied_norm)


def layer_growth(trace: simulator.Trace) -> float:
    """Gradient norm of the second hidden layer divided by that of the last, median over the first five updates.

    The first layer is left out because its inputs have their own scale.
    """
    norms = trace.layer_gradient_norm
    if norms is None or norms.shape[1] < 4:  # with the output layer: two hidden layers to compare
        return math.nan
    return float(np.median(_quotient(norms[:FIRST_ROWS, 1], norms[:FIRST_ROWS, -2])))


def time_growth(trace: simulator.Trace, at_step: int = 0) -> float:
    """Norm of dLoss/ds at the first time step divided by that at the last, in one update."""
    norms = trace.time_gradient_norm
    if norms is None or at_step >= len(norms):
        return math.nan
    return float(_quotient(norms[at_step, 0], norms[at_step, -1]))


def median_time_growth(trace: simulator.Trace) -> float:
    """As `time_growth`, the median over all updates."""
    norms = trace.time_gradient_norm
    return math.nan if norms is None else float(np.nanmedian(_quotient(norms[:, 0], norms[:, -1])))


def time_steps_with_gradient(trace: simulator.Trace) -> float:
    """Number of time steps with a gradient other than zero, at the first update."""
    norms = trace.time_gradient_norm
    return math.nan if norms is None else float(np.count_nonzero(norms[0]))


def output_to_recurrent(trace: simulator.Trace) -> float:
    """Gradient norm of the output layer divided by that of the last recurrent layer, median over all updates."""
    norms = trace.layer_gradient_norm
    return math.nan if norms is None else float(np.nanmedian(_quotient(norms[:, -1], norms[:, -2])))


def largest_rise_of_gradient(trace: simulator.Trace) -> float:
    """The largest factor between the global norms of one update and the one before, of norms that are finite."""
    return largest_rise(trace.gradient_norm)


def share_clipped(trace: simulator.Trace) -> float:
    """The share of updates whose gradient was made smaller by clipping."""
    return float(np.mean(trace.applied_norm < trace.gradient_norm * (1 - ROUNDING)))


def share_above_one(trace: simulator.Trace) -> float:
    """The share of (step, layer) pairs whose gradient norm is above 1."""
    norms = trace.layer_gradient_norm
    return math.nan if norms is None else float(np.mean(~(norms <= 1.0)))


def smallest_clip_cosine(trace: simulator.Trace) -> float:
    """The smallest cosine between a gradient before and after clipping; 1 keeps every direction."""
    cosines = _numbers(trace.clip_cosine)
    return float(cosines.min()) if cosines.size else math.nan


def median_clip_cosine(trace: simulator.Trace) -> float:
    """The median cosine between a gradient before and after clipping."""
    cosines = _numbers(trace.clip_cosine)
    return float(np.median(cosines)) if cosines.size else math.nan


def largest_update_ratio(trace: simulator.Trace) -> float:
    """The largest norm of an update of a layer divided by the norm of its weights before it."""
    return math.nan if trace.update_ratio is None else _largest(trace.update_ratio)


def _largest(values: Values) -> float:
    """NaN counts as overflow, since it results from infinite numbers."""
    return math.inf if np.isnan(values).any() else float(values.max())


def _numbers(values: Values | None) -> Values:
    return np.empty(0) if values is None else values[~np.isnan(values)]


def _quotient(numerator: Values, denominator: Values) -> Values:
    with np.errstate(all="ignore"):
        return np.asarray(numerator / denominator)

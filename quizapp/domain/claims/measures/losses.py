"""Measures of the loss and the metric."""

import math
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

import simulator

Values: TypeAlias = NDArray[np.float64]
WINDOW = 10  # steps: a single good batch is not progress


def weights_nonfinite(trace: simulator.Trace) -> bool:
    """Whether an update made a weight NaN or infinite."""
    return trace.first_nonfinite_step is not None


def loss_nonfinite(trace: simulator.Trace) -> bool:
    """Whether a loss was NaN or infinite. Non-finite weights count, since the next loss would be NaN."""
    return weights_nonfinite(trace) or not bool(np.isfinite(trace.loss).all())


def finite(trace: simulator.Trace) -> bool:
    """Whether the run ended with finite weights and a finite final loss."""
    return not weights_nonfinite(trace) and bool(np.isfinite(trace.loss[-1]))


def first_loss(trace: simulator.Trace) -> float:
    """The loss of the first batch, before any update."""
    return float(trace.loss[0])


def loss_at_step(trace: simulator.Trace, at_step: int) -> float:
    """The loss of batch `at_step`, counted from 0, before that update; NaN if the run ended earlier."""
    return float(trace.loss[at_step]) if at_step < trace.steps_done else math.nan


def largest_loss(trace: simulator.Trace) -> float:
    """The largest loss; infinite if one was NaN or infinite, or the weights overflowed."""
    return math.inf if loss_nonfinite(trace) else float(trace.loss.max())


def largest_rise_of_loss(trace: simulator.Trace) -> float:
    """The largest factor by which one update raised the loss, of losses that are finite."""
    return largest_rise(trace.loss)


def share_of_loss_above(trace: simulator.Trace, level: float) -> float:
    """The share of updates whose loss is above `level`; NaN counts as above."""
    return float(np.mean(~(trace.loss <= level)))


def updates_to_overflow(trace: simulator.Trace) -> float:
    """Number of updates after which a weight is NaN or infinite; infinite if none ever is."""
    return math.inf if trace.first_nonfinite_step is None else float(trace.first_nonfinite_step + 1)


def final_loss(trace: simulator.Trace) -> float:
    """Mean loss over the last tenth of the planned steps; NaN if the run overflowed."""
    return at_the_end(trace, trace.loss)


def final_metric(trace: simulator.Trace) -> float:
    """Mean metric (accuracy, or mean squared error) over the last tenth of the planned steps."""
    return at_the_end(trace, trace.metric)


def best_loss(trace: simulator.Trace) -> float:
    """The lowest mean loss over ten consecutive steps."""
    return _lowest(running_mean(trace.loss))


def best_metric(trace: simulator.Trace) -> float:
    """The best mean metric over ten consecutive steps: the highest accuracy, or the lowest squared error."""
    means = running_mean(trace.metric)
    return -_lowest(-means) if has_accuracy(trace.experiment) else _lowest(means)


def steps_to_loss(trace: simulator.Trace, level: float) -> float:
    """Number of updates until the mean loss over ten steps is first below `level`; infinite if it never is."""
    return _first_step(running_mean(trace.loss) < level)


def steps_to_metric(trace: simulator.Trace, level: float) -> float:
    """As `steps_to_loss`: until accuracy is above `level`, or the squared error below it."""
    means = running_mean(trace.metric)
    return _first_step(means > level if has_accuracy(trace.experiment) else means < level)


def share_of_sign_flips(trace: simulator.Trace) -> float:
    """The share of updates at which the change of the loss flips its sign. (Pure noise gives two thirds.)"""
    rises = np.sign(np.diff(trace.loss))
    if not np.isfinite(trace.loss).all() or len(rises) < 2:
        return math.nan
    return float(np.mean(rises[1:] * rises[:-1] < 0))


def at_the_end(trace: simulator.Trace, values: Values) -> float:
    """Mean over the last tenth of the planned steps, at least one; NaN if the run overflowed."""
    if weights_nonfinite(trace):
        return math.nan
    return float(values[-max(1, trace.experiment.steps // 10) :].mean())


def largest_rise(values: Values) -> float:
    """The largest factor between a finite value and the one before it."""
    finite_ones = values[np.isfinite(values)]
    return float((finite_ones[1:] / finite_ones[:-1]).max()) if len(finite_ones) > 1 else math.nan


def running_mean(values: Values) -> Values:
    """Means over ten consecutive steps, or over all steps of a shorter run; the first ends at step 9."""
    window = min(WINDOW, len(values))
    with np.errstate(all="ignore"):
        return np.asarray(np.lib.stride_tricks.sliding_window_view(values, window).mean(axis=1))


def _lowest(values: Values) -> float:
    comparable = values[~np.isnan(values)]
    return float(comparable.min()) if comparable.size else math.nan


def _first_step(is_reached: NDArray[Any]) -> float:
    steps = np.flatnonzero(is_reached)
    return float(steps[0] + WINDOW) if steps.size else math.inf


def has_accuracy(experiment: simulator.Experiment) -> bool:
    """Whether the metric is accuracy; otherwise, it is the mean squared error."""
    return simulator.metric_of(experiment.task) == "accuracy"

"""Losses and gradients relative to those of a constant prediction, so that larger targets alone raise no alarm."""

from dataclasses import replace
from typing import Final, TypeAlias
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from simulator.measuring.trace import Trace
from simulator.tasks import constant_of, metric_of, task_of
from simulator.training.evaluation import evaluate

Float64: TypeAlias = NDArray[np.float64]

FEWEST_STEPS: Final = 20  # with fewer steps, the course of the loss is not judged
LARGE_UNITS: Final = 5.0  # a gradient of this many units is large
LEARNED_LEVEL: Final = 0.5  # a network that ends below this level has learned
HIGH_LEVEL: Final = 1.1  # above this, a loss is worse than that of a constant prediction
LARGE_BATCH: Final = 32  # whose loss alone says how well the network does
FAR_ABOVE: Final = (
    1.5  # a level that a network does not keep for want of a gradient: its output bias would learn
)

_EVALUATED: Final = WeakKeyDictionary[Trace, float]()


def batch_factor(trace: Trace) -> int:
    """By how much the run's reduction multiplies a mean loss and its gradient."""
    return trace.experiment.batch_size if trace.experiment.reduction == "sum" else 1


def loss_at_level(trace: Trace, level: float) -> float:
    """The loss of a level, in the run's reduction: 0 the best loss that the task's noise allows, 1 the loss of
    the best constant prediction.
    """
    constant, best = constant_of(trace.experiment.task).loss, _best_loss(trace)
    return (best + level * (constant - best)) * batch_factor(trace)


def gradient_unit(trace: Trace) -> float:
    """The unit of gradient sizes: the standard deviation of the targets (times the batch size, if summed)."""
    return float(batch_factor(trace) * np.sqrt(constant_of(trace.experiment.task).loss))


def levels(trace: Trace) -> Float64:
    """Per step, the position of the loss between the best possible (0) and that of a constant prediction (1).

    With a penalty the loss says little about the task: then the metric replaces it, as an error rate between 0 and
    that of a constant prediction if it is an accuracy.
    """
    task = trace.experiment.task
    if trace.experiment.penalty is not None and metric_of(task) == "accuracy":
        return (1.0 - trace.metric) / (1.0 - constant_of(task).metric)
    loss = trace.loss if trace.experiment.penalty is None else trace.metric * batch_factor(trace)
    low, high = loss_at_level(trace, 0.0), loss_at_level(trace, 1.0)
    return np.asarray((loss - low) / (high - low))


def _best_loss(trace: Trace) -> float:
    """Mean loss of the function that generated the targets: the loss due to their noise, as far as known."""
    return task_of(trace.experiment.task).best_loss(trace.experiment.task)


def final_level(trace: Trace) -> float:
    """The level at which the run ends, NaN if its weights are not finite.

    The median of the last 20 batches, if they are large. The losses of small batches are so skewed that a network
    that has learned nothing often has a low median, so there the final network is evaluated on samples drawn for it.
    """
    if trace.first_nonfinite_step is not None:
        return np.nan
    if trace.experiment.batch_size >= LARGE_BATCH:
        return float(np.median(levels(trace)[-FEWEST_STEPS:]))
    if trace not in _EVALUATED:
        _EVALUATED[trace] = _evaluated_level(trace)
    return _EVALUATED[trace]


def _evaluated_level(trace: Trace) -> float:
    loss, metric = evaluate(trace.experiment, trace.final_parameters)
    factor = batch_factor(trace)
    constructed = replace(trace, loss=np.array([loss * factor]), metric=np.array([metric]))
    return float(levels(constructed)[0])


def has_learned(trace: Trace) -> bool:
    """Whether the run ends well below a constant prediction. Then an unusual gradient on the way is not a symptom.

    AutoTrainer (Zhang et al., ICSE 2021) also requires for its symptoms that training does not converge.
    """
    return final_level(trace) < LEARNED_LEVEL


def averaged_together(trace: Trace) -> int:
    """The number of batches that together are a large one."""
    return min(-(-LARGE_BATCH // trace.experiment.batch_size), trace.steps_done)


def averaged(values: Float64, trace: Trace) -> Float64:
    """Running mean over as many rows as make a large batch; of the first rows, over those there are."""
    together = averaged_together(trace)
    if together == 1:
        return values
    beginning = np.cumsum(values[: together - 1]) / np.arange(1, together)
    means = np.lib.stride_tricks.sliding_window_view(values, together).mean(axis=1)
    return np.concatenate([beginning, means])


def smoothed(values: Float64, trace: Trace) -> Float64:
    """Running median over the last 20 rows, so that a single good batch does not count as progress.

    Small batches are averaged first, as many as make a large one, since their losses are skewed.
    """
    values = averaged(values, trace)
    padded = np.concatenate([np.full(FEWEST_STEPS - 1, values[0]), values])
    windows = np.lib.stride_tricks.sliding_window_view(padded, FEWEST_STEPS)
    return np.asarray(np.median(windows, axis=1))

"""What a detector finds, and the few measures that detectors share."""

from dataclasses import dataclass, field
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.measuring.trace import Trace
from simulator.tasks import constant_of, shape_of, task_of

Float64: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]

PERSISTENT_STEPS: Final = 5  # a sign must hold this long, or to the end of a shorter run, …
# … except in the first update, where it is a property of the initialisation
FEWEST_STEPS: Final = 20  # below this nothing is said about how a loss develops
LEARNED_LEVEL: Final = 0.5  # a network that ends below this level has learned: it is not sick


@dataclass(frozen=True)
class Symptom:
    """A sign of trouble. first_step: the row of the trace where it begins, counted from 0.

    evidence: one English sentence, and a second if it follows from another symptom; values: the numbers in it,
    by name; threshold: what was compared with; source: where the threshold comes from; follows: the code of
    the symptom that this one comes with or from, None for one that stands by itself.
    """

    code: str
    first_step: int
    evidence: str
    threshold: float
    source: str
    values: dict[str, float] = field(default_factory=dict)
    follows: str | None = None


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
    """What a gradient's size is measured in: the spread of the targets (times the batch, if summed)."""
    return float(batch_factor(trace) * np.sqrt(constant_of(trace.experiment.task).loss))


def levels(trace: Trace) -> Float64:
    """Per step, where the loss is between the best possible (0) and a constant prediction (1).

    With a penalty the loss says little about the task: there the metric stands for it, an error rate between
    0 and a constant prediction's where it is an accuracy.
    """
    task = trace.experiment.task
    if trace.experiment.penalty is not None and shape_of(task).is_classification:
        return (1.0 - trace.metric) / (1.0 - constant_of(task).metric)
    loss = trace.loss if trace.experiment.penalty is None else trace.metric * batch_factor(trace)
    low, high = loss_at_level(trace, 0.0), loss_at_level(trace, 1.0)
    return np.asarray((loss - low) / (high - low))


def _best_loss(trace: Trace) -> float:
    """Mean loss of the function that made the targets: what their noise leaves, as far as it is known."""
    return task_of(trace.experiment.task).best_loss(trace.experiment.task)


def has_learned(trace: Trace) -> bool:
    """Does the run end well below a constant prediction? Then a strange gradient on the way is no symptom.

    AutoTrainer (Zhang et al., ICSE 2021) asks the same of its signs: that the training does not converge.
    """
    is_broken = trace.first_nonfinite_step is not None
    return not is_broken and bool(np.median(levels(trace)[-FEWEST_STEPS:]) < LEARNED_LEVEL)


def smoothed(values: Float64) -> Float64:
    """Running median over the last 20 rows, so that one lucky batch is no progress."""
    padded = np.concatenate([np.full(FEWEST_STEPS - 1, values[0]), values])
    windows = np.lib.stride_tricks.sliding_window_view(padded, FEWEST_STEPS)
    return np.asarray(np.median(windows, axis=1))


def first_persistent(is_true: Bools, trace: Trace, *, may_end_the_run: bool = False) -> int | None:
    """Start of the first stretch that lasts PERSISTENT_STEPS, or reaches the end of a run that was planned
    shorter; in a run that ended in non-finite weights, of a sign that can end a run.
    """
    count = 0
    for step, flag in enumerate(is_true.tolist()):
        count = count + 1 if flag else 0
        if count == PERSISTENT_STEPS:
            return step - count + 1
    is_broken = trace.first_nonfinite_step is not None
    is_cut_short = may_end_the_run if is_broken else len(is_true) < PERSISTENT_STEPS
    return len(is_true) - count if count and is_cut_short else None


def mostly(is_true: Bools) -> Bools:
    """Per step, whether it is true in most of the five updates that begin there; the last four repeat."""
    if len(is_true) < PERSISTENT_STEPS:
        return is_true
    counts = np.lib.stride_tricks.sliding_window_view(is_true, PERSISTENT_STEPS).sum(axis=1)
    return np.asarray(np.append(counts, [counts[-1]] * (PERSISTENT_STEPS - 1)) > PERSISTENT_STEPS // 2)


def first_sign(is_true: Bools, trace: Trace, *, may_end_the_run: bool = False) -> int | None:
    """0 if the initialisation shows it, or where it becomes persistent; None in a network that learned."""
    if has_learned(trace):
        return None
    return 0 if is_true[0] else first_persistent(is_true, trace, may_end_the_run=may_end_the_run)

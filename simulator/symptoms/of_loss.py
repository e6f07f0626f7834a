"""Detectors that look at the loss and at whether the weights are still numbers."""

from collections.abc import Iterator
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.measuring.trace import Trace
from simulator.symptoms.evidence import (
    FEWEST_STEPS,
    PERSISTENT_STEPS,
    Symptom,
    levels,
    loss_at_level,
    smoothed,
)
from simulator.tasks import shape_of

Float64: TypeAlias = NDArray[np.float64]

STUCK_LEVEL: Final = 0.8
UNSTABLE_LEVEL: Final = 0.85
HIGH_LEVEL: Final = 1.1
UNSTABLE_RISE: Final = 0.25


def loss_nan(trace: Trace) -> Iterator[Symptom]:
    bad = np.flatnonzero(~np.isfinite(trace.loss))
    if bad.size:
        step = int(bad[0])
        evidence = f"The loss of step {step} is not a finite number."
    elif trace.first_nonfinite_step is not None:
        step = trace.first_nonfinite_step + 1
        evidence = f"Update {step - 1} left weights that are not finite, so the loss of step {step} is NaN."
    else:
        return
    yield Symptom("loss_nan", step, evidence, 0.0, "IEEE 754: exact, no threshold", {"step": step})


def weights_nan(trace: Trace) -> Iterator[Symptom]:
    step = trace.first_nonfinite_step
    if step is not None:
        evidence = f"Update {step} left weights that are NaN or infinite."
        yield Symptom("weights_nan", step, evidence, 0.0, "IEEE 754: exact, no threshold", {"step": step})


def loss_not_improving(trace: Trace) -> Iterator[Symptom]:
    """At the end the loss is still near, or above, that of a constant prediction."""
    if trace.steps_done < FEWEST_STEPS or trace.first_nonfinite_step is not None:
        return
    smooth = smoothed(levels(trace))
    if smooth[-1] < STUCK_LEVEL:
        return
    below = np.flatnonzero(smooth < STUCK_LEVEL)
    first = min(int(below[-1]) + 1, trace.steps_done - FEWEST_STEPS) if below.size else 0
    final, constant = float(smoothed(trace.loss)[-1]), loss_at_level(trace, 1.0)
    yield Symptom(
        "loss_not_improving",
        first,
        f"The loss ends at {final:.3g}; predicting a constant gives {constant:.3g}.",
        loss_at_level(trace, STUCK_LEVEL),
        "less than a fifth of the way from a constant prediction to the best loss (this project's choice)",
        {"final_loss": final, "constant_loss": constant},
    )


def loss_unstable(trace: Trace) -> Iterator[Symptom]:
    """Updates that make the loss jump up, while it is not low: a swing alone also fires on healthy noise."""
    if trace.steps_done < FEWEST_STEPS:
        return
    level = levels(trace)
    rises = np.diff(level)
    late = float(np.median(level[trace.steps_done // 2 :]))
    # A loss that stands still, stands at a constant prediction's: there chance has to be ruled out more strictly.
    deviations = 2.0 if late > HIGH_LEVEL else 3.0
    is_large = rises > np.maximum(UNSTABLE_RISE, deviations * _batch_deviation(trace, level[:-1]))
    jumps = np.flatnonzero(is_large & (_largest_effect(trace) >= rises))
    if jumps.size < PERSISTENT_STEPS or not late > UNSTABLE_LEVEL:
        return
    yield Symptom(
        "loss_unstable",
        int(jumps[0]) + 1,
        f"The loss jumped up {jumps.size} times by more than {UNSTABLE_RISE:.0%} of a constant "
        f"prediction's loss, and its median stayed at {late:.2f} of it.",
        UNSTABLE_RISE,
        "this project's choice; the swing alone also fires on healthy runs, so a high level is required too, and, "
        "since batches differ by themselves, jumps of two or three of their standard deviations after updates "
        "that are large enough to be the cause (step length times gradient)",
        {"jumps": float(jumps.size), "largest_rise": float(np.nanmax(rises)), "level": late},
    )


def _batch_deviation(trace: Trace, level: Float64) -> Float64:
    """Standard deviation of the difference between two batches' losses, in levels.

    The squared error of a sample varies by sqrt(2) of its mean if errors are normal; for a cross-entropy 0.7 of it
    is assumed near a constant prediction, twice that where wrong answers are given with confidence.
    """
    is_classification = shape_of(trace.experiment.task).is_classification
    of_a_sample = 0.7 * np.clip(level, 1.0, 2.0) if is_classification else np.sqrt(2.0)
    return np.asarray(of_a_sample * level * np.sqrt(2.0 / trace.experiment.batch_size))


def _largest_effect(trace: Trace) -> Float64:
    """By how many levels each update but the last can have changed the loss of a batch.

    |L(w + d) - L(w)| <= |d| max |g| along the way, the gradient's norm being taken at both ends. A larger
    difference between two batches is the batches' own. Infinite where the probes needed are off.
    """
    if trace.update_ratio is None or trace.weight_norm is None:
        return np.full(trace.steps_done - 1, np.inf)
    before = np.vstack([trace.weight_norm[:1], trace.weight_norm[:-1]])
    lengths = np.sqrt(np.sum((trace.update_ratio * before) ** 2, axis=1))[:-1]
    gradient = np.maximum(trace.gradient_norm[:-1], trace.gradient_norm[1:])
    return np.asarray(lengths * gradient / (loss_at_level(trace, 1.0) - loss_at_level(trace, 0.0)))

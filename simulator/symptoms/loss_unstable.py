"""Updates that make the loss jump up while it is not low; oscillation alone would also report normal noise."""

from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.measuring.trace import Trace
from simulator.symptoms.levels import FEWEST_STEPS, HIGH_LEVEL, levels, loss_at_level
from simulator.symptoms.persistence import PERSISTENT_STEPS
from simulator.symptoms.symptom import N_, Sign, SymptomKind
from simulator.tasks import shape_of

Float64: TypeAlias = NDArray[np.float64]

UNSTABLE_LEVEL: Final = 0.85
UNSTABLE_RISE: Final = 0.25
SOURCE: Final = (
    "this project's choice; oscillation alone is also found in networks that learn, so the loss must be high, too, "
    "and, since the loss also differs between batches, jump by two or three standard deviations after updates "
    "that are large enough to be the cause (update size times gradient)"
)


def _detect(trace: Trace) -> Sign | None:
    if trace.steps_done < FEWEST_STEPS:
        return None
    level = levels(trace)
    rises = np.diff(level)
    late = float(np.median(level[trace.steps_done // 2 :]))
    # A constant loss stays at that of a constant prediction; there, chance must be ruled out more strictly.
    deviations = 2.0 if late > HIGH_LEVEL else 3.0
    is_large = rises > np.maximum(UNSTABLE_RISE, deviations * _batch_deviation(trace, level[:-1]))
    jumps = np.flatnonzero(is_large & (_largest_effect(trace) >= rises))
    if jumps.size < PERSISTENT_STEPS or not late > UNSTABLE_LEVEL:
        return None
    values = {"jumps": float(jumps.size), "largest_rise": float(np.nanmax(rises)), "level": late}
    return Sign(int(jumps[0]) + 1, UNSTABLE_RISE, SOURCE, values)


def _batch_deviation(trace: Trace, level: Float64) -> Float64:
    """Standard deviation of the difference between two batches' losses, in levels.

    The squared error of a sample varies by sqrt(2) of its mean if errors are normal; for cross-entropy, 0.7 of it is
    assumed near a constant prediction, and twice that if wrong answers are confident.
    """
    is_classification = shape_of(trace.experiment.task).is_classification
    of_a_sample = 0.7 * np.clip(level, 1.0, 2.0) if is_classification else np.sqrt(2.0)
    return np.asarray(of_a_sample * level * np.sqrt(2.0 / trace.experiment.batch_size))


def _largest_effect(trace: Trace) -> Float64:
    """The maximum number of levels by which each update but the last can have changed the loss of a batch.

    |L(w + d) - L(w)| <= |d| max |g| along the way, with the gradient norms at both ends. A larger difference between
    two batches is due to the batches. Infinite if the needed probes are off.
    """
    if trace.update_ratio is None or trace.weight_norm is None:
        return np.full(trace.steps_done - 1, np.inf)
    before = np.vstack([trace.weight_norm[:1], trace.weight_norm[:-1]])
    lengths = np.sqrt(np.sum((trace.update_ratio * before) ** 2, axis=1))[:-1]
    gradient = np.maximum(trace.gradient_norm[:-1], trace.gradient_norm[1:])
    return np.asarray(lengths * gradient / (loss_at_level(trace, 1.0) - loss_at_level(trace, 0.0)))


SYMPTOM: Final = SymptomKind(
    code="loss_unstable",
    name=N_("Unstable loss"),
    detect=_detect,
    evidence={
        "": N_(
            "The loss jumped up {jumps} times, and its median stayed at {level} times the loss "
            "of a constant prediction."
        )
    },
    causes=("gradient_growth", "rate_too_high"),
    spread=60,
)

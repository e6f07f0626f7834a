"""Detectors that look at the loss and at whether the weights are still numbers."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from simulator.symptoms.evidence import FEWEST_STEPS, PERSISTENT_STEPS, Symptom, loss_scale, smoothed
from simulator.trace import Trace

STUCK_SHARE: Final = 0.8
UNSTABLE_LEVEL: Final = 0.9
UNSTABLE_SWING: Final = 0.25


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
    smooth, limit = smoothed(trace.loss), STUCK_SHARE * loss_scale(trace)
    below = np.flatnonzero(smooth < limit)
    first = int(below[-1]) + 1 if below.size else 0
    if first > trace.steps_done - FEWEST_STEPS:
        return
    final = float(smooth[-1])
    yield Symptom(
        "loss_not_improving",
        first,
        f"The loss ends at {final:.3g}; predicting a constant gives {loss_scale(trace):.3g}.",
        limit,
        "0.8 of the best constant predictor's loss (this project's choice)",
        {"final_loss": final, "constant_loss": loss_scale(trace)},
    )


def loss_unstable(trace: Trace) -> Iterator[Symptom]:
    """Large jumps up while the loss is not low: the swing alone also fires on healthy noise."""
    if trace.steps_done < FEWEST_STEPS:
        return
    scale = loss_scale(trace)
    rises = np.diff(trace.loss) / scale
    jumps = np.flatnonzero(rises > UNSTABLE_SWING)
    late = trace.loss[trace.steps_done // 2 :]
    level = float(np.median(late)) / scale
    if jumps.size < PERSISTENT_STEPS or not level > UNSTABLE_LEVEL:
        return
    yield Symptom(
        "loss_unstable",
        int(jumps[0]) + 1,
        f"The loss jumped up {jumps.size} times by more than {UNSTABLE_SWING:.0%} of a constant "
        f"predictor's loss, and its median stayed at {level:.2f} of it.",
        UNSTABLE_SWING,
        "this project's choice; the swing alone also fires on healthy runs, so a high level is required too",
        {"jumps": float(jumps.size), "largest_rise": float(np.nanmax(rises)), "level": level},
    )

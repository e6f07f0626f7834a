"""The loss diverges because updates are larger than its curvature allows."""

from typing import Final

import numpy as np

from simulator.measuring.trace import Trace
from simulator.symptoms.levels import (
    HIGH_LEVEL,
    Float64,
    averaged,
    averaged_together,
    has_learned,
    levels,
    loss_at_level,
)
from simulator.symptoms.symptom import N_, Sign, SymptomKind
from simulator.training.stability import Stability, stability_of_updates

RISE: Final = 1.25  # relative to the first loss, and to that of a constant prediction
EXCURSION: Final = 10.0  # the same, of a loss that came down again
WINDOW: Final = 6  # updates on either side of the first rise that can have made it diverge
JUMP: Final = 2.0
SOURCE: Final = (
    "Cohen et al., ICLR 2021: gradient descent on a quadratic loss diverges if learning rate times sharpness "
    "exceeds 2 (with momentum b, 2 + 2b)"
)
SOURCE_OF_JUMP: Final = "an update that doubles the loss of its own batch (this project's choice)"


def _detect(trace: Trace) -> Sign | None:
    """Only where the loss diverges: the network did not learn, and its loss broke, stays high, or made an excursion.

    The course of the loss says when it first rose. The updates around that are then done again, and the first of them
    whose rate exceeds the stability limit, and which raised the loss of its own batch, is the sign.
    """
    if has_learned(trace) or trace.steps_done < 2:
        return None
    level = averaged(levels(trace), trace)
    rise = _first_rise(trace, level)
    if rise is None:
        return None
    start = max(0, rise - WINDOW - averaged_together(trace))
    for update in stability_of_updates(trace.experiment, range(start, rise + WINDOW)):
        is_overflow = not np.isfinite(update.loss_after)
        if not np.isfinite(update.loss_before) or not (is_overflow or update.loss_after > update.loss_before):
            continue
        values = {"loss_before": update.loss_before}
        if not is_overflow:
            values["loss_after"] = update.loss_after
        end = "_overflow" if is_overflow else ""
        if np.isfinite(update.product) and update.product > update.limit:
            values["product"] = update.product
            return Sign(update.step, update.limit, SOURCE, values, f"sharpness{end}")
        if _is_jump(update, trace):
            return Sign(update.step, JUMP, SOURCE_OF_JUMP, values, f"jump{end}")
    return None


def _first_rise(trace: Trace, level: Float64) -> int | None:
    """The first step at which the loss has risen, if it diverges."""
    base = max(1.0, float(level[0]))
    late = float(np.median(level[len(level) // 2 :]))
    is_broken = trace.first_nonfinite_step is not None or not np.isfinite(level).all()
    if not (is_broken or late > HIGH_LEVEL or level.max() > EXCURSION * base):
        return None
    risen = np.flatnonzero(~(level <= RISE * base))
    if not risen.size:
        risen = np.flatnonzero(level > HIGH_LEVEL)
    return int(risen[0]) if risen.size and risen[0] > 0 else None


def _is_jump(update: Stability, trace: Trace) -> bool:
    """Whether the loss rose more than the curvature at the start of the update tells, to far above a constant's."""
    return not update.loss_after <= JUMP * max(update.loss_before, loss_at_level(trace, 1.0))


SYMPTOM: Final = SymptomKind(
    code="rate_too_high",
    name=N_("Learning rate too high"),
    detect=_detect,
    evidence={
        "sharpness": N_(
            "At step {step}, learning rate times sharpness is {product}, above the limit of {threshold}; "
            "the update raised the loss of its own batch from {loss_before} to {loss_after}."
        ),
        "jump": N_(
            "At step {step}, the update raised the loss of its own batch from {loss_before} to {loss_after}."
        ),
        "sharpness_overflow": N_(
            "At step {step}, learning rate times sharpness is {product}, above the limit of {threshold}; "
            "the update turned the loss of its own batch from {loss_before} into a value that is not finite."
        ),
        "jump_overflow": N_(
            "At step {step}, the update turned the loss of its own batch from {loss_before} "
            "into a value that is not finite."
        ),
    },
    causes=("scale_mismatch", "gradient_growth"),  # large data or an exploding gradient make a rate too high
    spread=15,
)

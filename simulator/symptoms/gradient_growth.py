"""The gradient grows: over depth or time (early divided by late), or over training (relative to the first update)."""

from typing import Final

import numpy as np

from simulator.measuring.trace import Trace
from simulator.symptoms.gradient_ratio import gradient_ratio
from simulator.symptoms.levels import LARGE_UNITS, gradient_unit, has_learned
from simulator.symptoms.persistence import first_persistent
from simulator.symptoms.symptom import N_, Sign, SymptomKind

LIMITS: Final = {"layers": 70.0, "time": 10.0}
OVER_TRAINING: Final = 100.0
SOURCES: Final = {
    "layers": "AutoTrainer (Zhang et al., ICSE 2021): kernel-gradient ratio above 70, while training does not converge",
    "time": "ten times (this project's choice); shared weights over 60 time steps gave 300 and more, or below 1",
}


def _detect(trace: Trace) -> Sign | None:
    found = [sign for sign in (_over_depth(trace), _over_training(trace)) if sign is not None]
    return min(found, key=lambda sign: sign.first_step, default=None)


def _over_depth(trace: Trace) -> Sign | None:
    ratio = gradient_ratio(trace)
    is_beyond = ratio.values > LIMITS[ratio.over]
    first = ratio.first_step(is_beyond, trace, may_end_the_run=True)
    if first is None:
        return None
    values = {"ratio": ratio.first_beyond(is_beyond, first)}
    return Sign(first, LIMITS[ratio.over], SOURCES[ratio.over], values, ratio.over)


def _over_training(trace: Trace) -> Sign | None:
    """Large relative to the first update and in itself: a gradient that leaves a plateau also grows, but from almost
    zero.
    """
    if has_learned(trace) or not trace.gradient_norm[0] > 0:
        return None
    growth = trace.gradient_norm / trace.gradient_norm[0]
    is_small = (growth <= OVER_TRAINING) | (trace.gradient_norm <= LARGE_UNITS * gradient_unit(trace))
    step = first_persistent(~is_small, trace, may_end_the_run=True)
    if step is None:
        return None
    return Sign(
        step,
        OVER_TRAINING,
        "100 times the first update, and five times the standard deviation of the targets (this project's choice)",
        {"growth": float(growth[step]), "gradient_norm": float(trace.gradient_norm[step])},
        "training" if np.isfinite(growth[step]) else "overflow",
    )


SYMPTOM: Final = SymptomKind(
    code="gradient_growth",
    name=N_("Gradient grows"),
    detect=_detect,
    evidence={
        "time": N_(
            "Over time, the gradient at the first time step is {ratio} times as large as at the last."
        ),
        "layers": N_(
            "Across the layers, the gradient near the input is {ratio} times as large as near the output."
        ),
        "overflow": N_("At step {step} the gradient norm is no longer finite."),
        "training": N_("At step {step} the gradient norm is {growth} times that of the first update."),
    },
    spread=10,
)

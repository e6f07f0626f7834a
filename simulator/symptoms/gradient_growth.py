"""The gradient grows: over depth or time (early divided by late), or over training (relative to the first update)."""

from typing import Final

import numpy as np

from simulator.measuring.trace import Trace
from simulator.symptoms.gradient_ratio import gradient_ratio
from simulator.symptoms.levels import LARGE_UNITS, gradient_unit, has_learned
from simulator.symptoms.persistence import Bools, first_persistent
from simulator.symptoms.symptom import N_, Sign, Symptom, SymptomKind

LIMITS: Final = {"layers": 70.0, "time": 10.0}
OVER_TRAINING: Final = 100.0
AT_START: Final = 100.0
BURST: Final = 10.0  # times the limits, for a gradient that grows in one step only
SOURCES: Final = {
    "layers": "AutoTrainer (Zhang et al., ICSE 2021): kernel-gradient ratio above 70, while training does not converge",
    "start": "100 times the standard deviation of the targets (this project's choice)",
    "time": "ten times (this project's choice); shared weights over 60 time steps gave 300 and more, or below 1",
}


def _detect(trace: Trace) -> Sign | None:
    signs = (_over_depth(trace), _at_start(trace), _over_training(trace))
    found = [sign for sign in signs if sign is not None]
    return min(found, key=lambda sign: sign.first_step, default=None)


def _at_start(trace: Trace) -> Sign | None:
    """Exploded before the first update: large activations reach the output, so that layers need not differ."""
    size = float(trace.gradient_norm[0] / gradient_unit(trace))
    if size <= AT_START or has_learned(trace):
        return None
    if not np.isfinite(size):
        return Sign(0, AT_START, SOURCES["start"], {}, "overflow")
    return Sign(0, AT_START, SOURCES["start"], {"size": size}, "start")


def _over_depth(trace: Trace) -> Sign | None:
    """Lasting, or so large for once that a batch cannot explain it."""
    ratio = gradient_ratio(trace)
    is_beyond = ratio.values > LIMITS[ratio.over]
    steps = [ratio.first_step(is_beyond, trace, may_end_the_run=True)]
    if not has_learned(trace):
        is_burst = (ratio.values > BURST * LIMITS[ratio.over]) & _is_large(trace, 1.0)
        steps.append(_start_of_burst(is_burst, is_beyond))
    first = min((step for step in steps if step is not None), default=None)
    if first is None:
        return None
    values = {"ratio": float(ratio.values[first])}
    return Sign(first, LIMITS[ratio.over], SOURCES[ratio.over], values, ratio.over)


def _over_training(trace: Trace) -> Sign | None:
    """Large relative to the first update and in itself: a gradient that leaves a plateau also grows, but from almost
    zero. An explosion may last for a few updates only, after which all units are inactive.
    """
    if has_learned(trace) or not trace.gradient_norm[0] > 0:
        return None
    growth = trace.gradient_norm / trace.gradient_norm[0]
    is_beyond = ~(growth <= OVER_TRAINING) & _is_large(trace, 1.0)
    is_burst = ~(growth <= BURST * OVER_TRAINING) & _is_large(trace, BURST)
    steps = (first_persistent(is_beyond, trace, may_end_the_run=True), _start_of_burst(is_burst, is_beyond))
    step = min((each for each in steps if each is not None), default=None)
    if step is None:
        return None
    return Sign(
        step,
        OVER_TRAINING,
        "100 times the first update, and five times the standard deviation of the targets (this project's choice)",
        {"growth": float(growth[step]), "gradient_norm": float(trace.gradient_norm[step])},
        "training" if np.isfinite(growth[step]) else "overflow",
    )


def _is_large(trace: Trace, times: float) -> Bools:
    """Whether the gradient is large in itself; NaN is."""
    return np.asarray(~(trace.gradient_norm <= times * LARGE_UNITS * gradient_unit(trace)))


def _start_of_burst(is_burst: Bools, is_beyond: Bools) -> int | None:
    """Where the stretch of steps beyond the limit begins in which the first burst lies."""
    if not is_burst.any():
        return None
    burst = int(np.argmax(is_burst))
    within = np.flatnonzero(~is_beyond[: burst + 1])
    return int(within[-1]) + 1 if within.size else 0


def _is_excluded(symptom: Symptom, cause: Symptom) -> bool:
    """The scale of the data multiplies the gradients of all layers and time steps alike."""
    return cause.code == "scale_mismatch" and "ratio" in symptom.values


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
        "start": N_(
            "At the first update, the gradient norm is {size} times the standard deviation of the targets."
        ),
        "overflow": N_("At step {step} the gradient norm is no longer finite."),
        "training": N_("At step {step} the gradient norm is {growth} times that of the first update."),
    },
    causes=("rate_too_high", "scale_mismatch"),
    excludes=_is_excluded,
    spread=10,
)

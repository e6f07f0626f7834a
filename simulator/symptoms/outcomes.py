"""The outcome of a run, in one word."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from simulator.measuring.trace import Trace
from simulator.symptoms import gradient_vanishing, loss_nan, loss_unstable
from simulator.symptoms.levels import LEARNED_LEVEL, final_level
from simulator.symptoms.symptom import SymptomKind

OutcomeCode = Literal["healthy", "slow", "oscillating", "vanished", "nan"]


@dataclass(frozen=True)
class Outcome:
    """code: the first of these that holds.

    nan: a loss or a weight stopped being finite.
    healthy: the loss ended below the midpoint between the best one and that of a constant prediction.
    oscillating: the symptom `loss_unstable`.  vanished: the symptom `gradient_vanishing`.
    slow: none of these; the loss is stuck, or has decreased too little within its steps.

    level: the final loss, where 0 is the best that the noise of the task allows and 1 that of a constant prediction:
    the median of the last 20 batches, or, of small batches, the mean over samples drawn for it; infinite for nan.
    first_nonfinite_step: as in the trace.
    """

    code: OutcomeCode
    level: float
    first_nonfinite_step: int | None


def outcome_of(trace: Trace) -> Outcome:
    """The outcome of one run. Its symptoms count only if their probes were on."""
    with np.errstate(all="ignore"):
        if loss_nan.SYMPTOM.detect(trace) is not None:
            return Outcome("nan", np.inf, trace.first_nonfinite_step)
        level = final_level(trace)
        return Outcome(_code(trace, level), level, None)


def _code(trace: Trace, level: float) -> OutcomeCode:
    if level < LEARNED_LEVEL:
        return "healthy"
    return next((code for code, symptom in _SICK.items() if symptom.detect(trace)), "slow")


_SICK: Final[Mapping[OutcomeCode, SymptomKind]] = {
    "oscillating": loss_unstable.SYMPTOM,
    "vanished": gradient_vanishing.SYMPTOM,
}

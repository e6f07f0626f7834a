"""What became of a run, in one word."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from simulator.measuring.trace import Trace
from simulator.symptoms.evidence import LEARNED_LEVEL, Symptom, levels, smoothed
from simulator.symptoms.of_gradients import gradient_vanishing
from simulator.symptoms.of_loss import loss_nan, loss_unstable

OutcomeCode = Literal["healthy", "slow", "oscillating", "vanished", "nan"]


@dataclass(frozen=True)
class Outcome:
    """code: the first of these that holds.

    nan: a loss or a weight stopped being a finite number.
    healthy: the loss ended less than half way up from the best one to that of a constant prediction.
    oscillating: the symptom `loss_unstable`.  vanished: the symptom `gradient_vanishing`.
    slow: none of these; the loss stands still, or has not come far in the steps it had.

    level: where the smoothed loss ended, 0 being the best that the task's noise allows and 1 a constant
    prediction's; infinite for nan. first_nonfinite_step: as in the trace.
    """

    code: OutcomeCode
    level: float
    first_nonfinite_step: int | None


def outcome_of(trace: Trace) -> Outcome:
    """The outcome of one run. Its symptoms count only where their probes were on."""
    with np.errstate(all="ignore"):
        if any(loss_nan(trace)):
            return Outcome("nan", np.inf, trace.first_nonfinite_step)
        level = float(smoothed(levels(trace))[-1])
        return Outcome(_code(trace, level), level, None)


def _code(trace: Trace, level: float) -> OutcomeCode:
    if level < LEARNED_LEVEL:
        return "healthy"
    return next((code for code, detector in _SICK.items() if any(detector(trace))), "slow")


_SICK: Final[Mapping[OutcomeCode, Callable[[Trace], Iterator[Symptom]]]] = {
    "oscillating": loss_unstable,
    "vanished": gradient_vanishing,
}

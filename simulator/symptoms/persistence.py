"""The step since which a symptom persists."""

from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.measuring.trace import Trace
from simulator.symptoms.levels import has_learned

Bools: TypeAlias = NDArray[np.bool_]

PERSISTENT_STEPS: Final = 5  # a symptom must last this long, or to the end of a shorter run,
# except in the first update, where it is a property of the initialization


def first_persistent(is_true: Bools, trace: Trace, *, may_end_the_run: bool = False) -> int | None:
    """Start of the first period that lasts PERSISTENT_STEPS, or that reaches the end of a run that was planned
    shorter, or of a run that ended in non-finite weights if the symptom can end a run.
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
    """0 if present at initialization, else the step where it becomes persistent; None in a network that learned."""
    if has_learned(trace):
        return None
    return 0 if is_true[0] else first_persistent(is_true, trace, may_end_the_run=may_end_the_run)

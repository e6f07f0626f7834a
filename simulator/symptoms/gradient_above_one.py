"""The gradients of most layers stay large."""

from typing import Final

import numpy as np

from simulator.measuring.trace import Trace
from simulator.symptoms.levels import FEWEST_STEPS, LARGE_UNITS, gradient_unit, has_learned
from simulator.symptoms.persistence import first_persistent
from simulator.symptoms.symptom import N_, Sign, SymptomKind

SHARE: Final = 0.8
SOURCE: Final = (
    "the source says 1.0; here five times the standard deviation of the targets, since in this project's trials "
    "networks that learn reached four times, and networks with exploding gradients forty times"
)


def _detect(trace: Trace) -> Sign | None:
    """The source's rule, "error gradient of each node and layer persistently above 1.0", made independent of units.

    A gradient has the units of the loss, so 1.0 alone means nothing: with targets ten times as large, a network that
    learns exceeds it. Here the unit is the standard deviation of the targets (times the batch size, if summed), and
    the median layer must exceed it fivefold.
    """
    if trace.steps_done < FEWEST_STEPS or trace.layer_gradient_norm is None or has_learned(trace):
        return None
    limit = LARGE_UNITS * gradient_unit(trace)
    typical = np.median(trace.layer_gradient_norm, axis=1)
    is_above = np.asarray(~(typical <= limit))  # NaN exceeds every limit
    share = float(is_above.mean())
    first = first_persistent(is_above, trace)
    if share < SHARE or first is None:
        return None
    return Sign(first, limit, SOURCE, {"share": share, "share_above_one": float(np.mean(typical > 1.0))})


SYMPTOM: Final = SymptomKind(
    code="gradient_above_one",
    name=N_("Gradients stay large"),
    detect=_detect,
    evidence={"": N_("In {share} of the steps, the median layer had a gradient norm above {threshold}.")},
    causes=(
        "gradient_growth",
        "rate_too_high",
        "scale_mismatch",
    ),  # the same explosion, without a comparison
    spread=16,
)

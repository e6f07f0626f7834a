"""The loss is not finite."""

from typing import Final

import numpy as np

from simulator.measuring.trace import Trace
from simulator.symptoms.symptom import N_, Sign, SymptomKind

EXACT: Final = "IEEE 754: exact, no threshold"


def _detect(trace: Trace) -> Sign | None:
    """A loss that is not finite, or the next loss after weights that are not finite."""
    bad = np.flatnonzero(~np.isfinite(trace.loss))
    if bad.size:
        step = int(bad[0])
    elif trace.first_nonfinite_step is not None:
        step = trace.first_nonfinite_step + 1
    else:
        return None
    return Sign(step, 0.0, EXACT, {"step": step})


SYMPTOM: Final = SymptomKind(
    code="loss_nan",
    name=N_("Loss is NaN"),
    detect=_detect,
    evidence={"": N_("From step {step} on, the loss is not finite.")},
    causes=("weights_nan", "gradient_growth", "rate_too_high", "scale_mismatch"),
    spread=70,
)

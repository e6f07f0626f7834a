"""At the end, the loss is still near or above that of a constant prediction."""

from typing import Final

import numpy as np

from simulator.measuring.trace import Trace
from simulator.symptoms.levels import FEWEST_STEPS, levels, loss_at_level, smoothed
from simulator.symptoms.symptom import N_, Sign, SymptomKind

STUCK_LEVEL: Final = 0.8


def _detect(trace: Trace) -> Sign | None:
    if trace.steps_done < FEWEST_STEPS or trace.first_nonfinite_step is not None:
        return None
    smooth = smoothed(levels(trace))
    if smooth[-1] < STUCK_LEVEL:
        return None
    below = np.flatnonzero(smooth < STUCK_LEVEL)
    first = min(int(below[-1]) + 1, trace.steps_done - FEWEST_STEPS) if below.size else 0
    final, constant = float(smoothed(trace.loss)[-1]), loss_at_level(trace, 1.0)
    return Sign(
        first,
        loss_at_level(trace, STUCK_LEVEL),
        "less than a fifth of the way from a constant prediction to the best loss (this project's choice)",
        {"final_loss": final, "constant_loss": constant},
    )


SYMPTOM: Final = SymptomKind(
    code="loss_not_improving",
    name=N_("Loss not improving"),
    detect=_detect,
    evidence={
        "": N_("The loss ends at {final_loss}; always predicting the same constant gives {constant_loss}.")
    },
    causes=(
        "dead_units",
        "gradient_vanishing",
        "gradient_growth",
        "saturation",
        "gradient_above_one",
        "loss_unstable",
    ),
    spread=90,
    slack=FEWEST_STEPS,  # it is dated from where the loss should have started to fall
)

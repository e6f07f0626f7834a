"""At the end, the loss is still near or above that of a constant prediction."""

from typing import Final

import numpy as np

from simulator.measuring.trace import Trace
from simulator.symptoms.levels import FAR_ABOVE, FEWEST_STEPS, final_level, levels, loss_at_level, smoothed
from simulator.symptoms.symptom import N_, Sign, Symptom, SymptomKind

STUCK_LEVEL: Final = 0.8


def _detect(trace: Trace) -> Sign | None:
    if trace.steps_done < FEWEST_STEPS or trace.first_nonfinite_step is not None:
        return None
    level = final_level(trace)
    if level < STUCK_LEVEL:
        return None
    smooth = smoothed(levels(trace), trace)
    below = np.flatnonzero(smooth < STUCK_LEVEL)
    first = min(int(below[-1]) + 1, trace.steps_done - FEWEST_STEPS) if below.size else 0
    final, constant = loss_at_level(trace, level), loss_at_level(trace, 1.0)
    is_overflow = not np.isfinite(final)
    return Sign(
        first,
        loss_at_level(trace, STUCK_LEVEL),
        "less than a fifth of the way from a constant prediction to the best loss (this project's choice)",
        {"constant_loss": constant, "level": level} | ({} if is_overflow else {"final_loss": final}),
        "overflow" if is_overflow else "",
    )


def _is_excluded(symptom: Symptom, cause: Symptom) -> bool:
    """Units that pass no gradient on keep a loss near that of a constant prediction, which the output bias alone would
    reach; a loss far above it has another cause.
    """
    passes_no_gradient = cause.code in ("gradient_vanishing", "dead_units", "saturation")
    return passes_no_gradient and symptom.values.get("level", 0.0) > FAR_ABOVE


SYMPTOM: Final = SymptomKind(
    code="loss_not_improving",
    name=N_("Loss not improving"),
    detect=_detect,
    evidence={
        "": N_("The loss ends at {final_loss}; always predicting the same constant gives {constant_loss}."),
        "overflow": N_(
            "The loss is not finite at the end; always predicting the same constant gives {constant_loss}."
        ),
    },
    causes=(
        "dead_units",
        "updates_clipped",
        "gradient_vanishing",
        "gradient_growth",
        "saturation",
        "gradient_above_one",
        "rate_too_high",
        "loss_unstable",
        "scale_mismatch",
    ),
    excludes=_is_excluded,
    spread=90,
    slack=FEWEST_STEPS,  # it is dated from where the loss should have started to fall
)

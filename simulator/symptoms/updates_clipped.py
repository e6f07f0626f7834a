"""Clipping shortens almost every update, and by so much that training hardly moves."""

from typing import Final

import numpy as np

from simulator.measuring.trace import Trace
from simulator.settings.updates import SgdSettings
from simulator.symptoms.levels import FEWEST_STEPS, averaged, final_level, has_learned, levels
from simulator.symptoms.persistence import first_persistent
from simulator.symptoms.symptom import N_, Sign, SymptomKind

SHARE: Final = 0.9
KEPT: Final = 0.5
RISE: Final = (
    1.25  # relative to the first loss, and to that of a constant prediction: beyond it, the loss diverges
)
SOURCE: Final = (
    "nine updates in ten, shortened to less than half in the median (this project's choice); clipping is meant for "
    "the rare large gradient"
)


def _detect(trace: Trace) -> Sign | None:
    """Only of gradient descent: optimizers that rescale gradients undo a constant factor. Where the loss diverges,
    clipping is not what keeps it from falling.
    """
    experiment = trace.experiment
    if experiment.clip is None or not isinstance(experiment.optimizer, SgdSettings):
        return None
    if trace.steps_done < FEWEST_STEPS or has_learned(trace):
        return None
    if not final_level(trace) <= RISE * max(1.0, float(averaged(levels(trace), trace)[0])):
        return None
    kept = np.where(trace.gradient_norm > 0, trace.applied_norm / trace.gradient_norm, 1.0)
    is_clipped = np.asarray(~(kept >= 1.0 - 1e-6))
    first = first_persistent(is_clipped, trace)
    share, typical = float(is_clipped.mean()), float(np.median(kept))
    if share < SHARE or not typical < KEPT or first is None:
        return None
    return Sign(first, SHARE, SOURCE, {"share": share, "kept": typical})


SYMPTOM: Final = SymptomKind(
    code="updates_clipped",
    name=N_("Updates almost always clipped"),
    detect=_detect,
    evidence={"": N_("{share} of the updates are clipped, in the median to {kept} of their length.")},
    causes=("gradient_growth", "gradient_above_one", "rate_too_high", "scale_mismatch"),
    spread=17,
)

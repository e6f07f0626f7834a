"""The symptoms, each an entry in its own file; their list, and the function that finds them."""

from typing import Final

import numpy as np

from simulator.measuring.trace import Trace
from simulator.symptoms import (
    dead_units,
    gradient_above_one,
    gradient_growth,
    gradient_vanishing,
    loss_nan,
    loss_not_improving,
    loss_unstable,
    rate_too_high,
    saturation,
    scale_mismatch,
    updates_clipped,
    weights_nan,
)
from simulator.symptoms.consequences import with_causes
from simulator.symptoms.outcomes import Outcome, outcome_of
from simulator.symptoms.symptom import Symptom, SymptomKind

__all__ = ["SYMPTOMS", "Outcome", "Symptom", "SymptomKind", "diagnose", "outcome_of"]

# By code; the six of the source first.
SYMPTOMS: Final[dict[str, SymptomKind]] = {
    module.SYMPTOM.code: module.SYMPTOM
    for module in (
        loss_not_improving,
        loss_unstable,
        loss_nan,
        gradient_growth,
        weights_nan,
        gradient_above_one,
        gradient_vanishing,
        dead_units,
        saturation,
        rate_too_high,
        scale_mismatch,
        updates_clipped,
    )
}


def diagnose(trace: Trace) -> list[Symptom]:
    """Every symptom of the trace, in order of onset; one that follows from another says so.

    Losses and gradients are measured relative to the loss of the best constant prediction in the run's reduction, so
    that larger targets or a summed loss alone raise no alarm. In a network that has learned by its last updates,
    gradients and units cause no symptom. A detector whose probe is off finds nothing.
    """
    with np.errstate(all="ignore"):
        signs = [kind.find_in(trace) for kind in SYMPTOMS.values()]
    return with_causes([symptom for symptom in signs if symptom is not None], SYMPTOMS)

"""The symptoms: each an entry in a file of its own; this is their list, and what finds them."""

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
    saturation,
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
    )
}


def diagnose(trace: Trace) -> list[Symptom]:
    """Every symptom the trace shows, in the order in which they begin; one that follows from another says so.

    Losses and gradients are measured against the loss of the best constant predictor in the run's reduction,
    so that larger targets or a summed loss raise no alarm by themselves. What gradients and units do in a
    network that has learned by its last updates is no symptom. A detector whose probe is off is silent.
    """
    with np.errstate(all="ignore"):
        signs = [kind.find_in(trace) for kind in SYMPTOMS.values()]
    return with_causes([symptom for symptom in signs if symptom is not None], SYMPTOMS)

"""The detectors: which symptoms a trace shows, since when, and how we know."""

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np

from simulator.measuring.trace import Trace
from simulator.symptoms.consequences import with_causes
from simulator.symptoms.evidence import Symptom
from simulator.symptoms.of_gradients import gradient_above_one, gradient_growth, gradient_vanishing
from simulator.symptoms.of_loss import loss_nan, loss_not_improving, loss_unstable, weights_nan
from simulator.symptoms.of_units import dead_units, saturation
from simulator.symptoms.outcomes import Outcome, outcome_of

__all__ = ["Outcome", "Symptom", "diagnose", "outcome_of"]

DETECTORS: Final[tuple[Callable[[Trace], Iterator[Symptom]], ...]] = (
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


def diagnose(trace: Trace) -> list[Symptom]:
    """Every symptom the trace shows, in the order in which they begin; one that follows from another says so.

    Losses and gradients are measured against the loss of the best constant predictor in the run's reduction,
    so that larger targets or a summed loss raise no alarm by themselves. What gradients and units do in a
    network that has learned by its last updates is no symptom. A detector whose probe is off is silent.
    """
    found: list[Symptom] = []
    with np.errstate(all="ignore"):
        for detector in DETECTORS:
            found.extend(detector(trace))
    return with_causes(found)

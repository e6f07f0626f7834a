"""Units whose derivative is small, so that they pass on little of the gradient."""

from typing import Final

from simulator.measuring.trace import Trace
from simulator.symptoms.symptom import N_, Sign, SymptomKind
from simulator.symptoms.unit_shares import share_above

LIMIT: Final = 0.5
SOURCE: Final = "half of a layer (this project's choice)"


def _detect(trace: Trace) -> Sign | None:
    if trace.experiment.network.activation not in ("tanh", "sigmoid"):
        return None
    return share_above(trace.activation_saturation, LIMIT, trace, SOURCE)


SYMPTOM: Final = SymptomKind(
    code="saturation",
    name=N_("Saturated units"),
    detect=_detect,
    evidence={
        "": N_("In {share} of cases, a unit in {layer} has a derivative below a tenth of its maximum.")
    },
    causes=(
        "gradient_growth",
        "rate_too_high",
        "scale_mismatch",
    ),  # the same large weights, a large update, or large inputs
    spread=20,
)

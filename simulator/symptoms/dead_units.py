"""Units that are zero, or at a bound, on every sample, so that their weights no longer learn."""

from typing import Final

from simulator.measuring.trace import Trace
from simulator.symptoms.symptom import N_, Sign, SymptomKind
from simulator.symptoms.unit_shares import share_above

LIMIT: Final = 0.7
SOURCE: Final = "0.7 of a layer, the limit of AutoTrainer (Zhang et al., ICSE 2021) for zero gradients"


def _detect(trace: Trace) -> Sign | None:
    if trace.experiment.network.activation not in ("relu", "tanh", "sigmoid"):
        return None
    return share_above(trace.activation_dead, LIMIT, trace, SOURCE)


SYMPTOM: Final = SymptomKind(
    code="dead_units",
    name=N_("Dead units"),
    detect=_detect,
    evidence={"": N_("{share} of the units in {layer} have zero derivative on every sample.")},
    causes=(
        "saturation",
        "gradient_growth",
        "rate_too_high",
        "scale_mismatch",
    ),  # a small derivative ends at zero; or a large update
    spread=30,
)

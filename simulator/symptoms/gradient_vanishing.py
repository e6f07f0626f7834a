"""The gradient almost disappears in the backward pass, over depth or time."""

from typing import Final

from simulator.measuring.trace import Trace
from simulator.symptoms.gradient_ratio import gradient_ratio
from simulator.symptoms.levels import FAR_ABOVE, final_level
from simulator.symptoms.symptom import N_, Sign, SymptomKind

LIMIT: Final = 1e-3
SOURCE: Final = "AutoTrainer (Zhang et al., ICSE 2021): ratio below 0.001, while training does not converge"


def _detect(trace: Trace) -> Sign | None:
    if final_level(trace) > FAR_ABOVE:  # where a network without a gradient would not stay
        return None
    ratio = gradient_ratio(trace)
    is_beyond = ratio.values < LIMIT
    first = ratio.first_step(is_beyond, trace)
    if first is None:
        return None
    return Sign(first, LIMIT, SOURCE, {"ratio": float(ratio.values[first])}, ratio.over)


SYMPTOM: Final = SymptomKind(
    code="gradient_vanishing",
    name=N_("Gradient vanishes"),
    detect=_detect,
    evidence={
        "time": N_("Over time, the gradient at the first time step is {ratio} of that at the last."),
        "layers": N_("Across the layers, the gradient near the input is {ratio} of that near the output."),
    },
    causes=(
        "saturation",
        "dead_units",
        "gradient_growth",
        "rate_too_high",
    ),  # saturated units pass no gradient on; large updates lead there
    spread=40,
)

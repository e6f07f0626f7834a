"""A weight is not finite."""

from typing import Final

from simulator.measuring.trace import Trace
from simulator.symptoms.symptom import N_, Sign, SymptomKind

EXACT: Final = "IEEE 754: exact, no threshold"


def _detect(trace: Trace) -> Sign | None:
    step = trace.first_nonfinite_step
    return None if step is None else Sign(step, 0.0, EXACT, {"step": step})


SYMPTOM: Final = SymptomKind(
    code="weights_nan",
    name=N_("Weights are NaN"),
    detect=_detect,
    evidence={"": N_("Some weights became NaN or infinite at update {step}, and training stopped.")},
    causes=("loss_nan", "gradient_growth", "rate_too_high", "scale_mismatch"),
    spread=80,
)

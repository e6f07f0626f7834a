"""From the traces of a scenario with its initial settings to its picture."""

import math
from collections.abc import Sequence
from datetime import date

import numpy as np

import simulator
from quizapp.domain.experiments.charts import CHARTS
from quizapp.domain.experiments.pictures import (
    LAST_STEPS,
    SIGNIFICANT_DIGITS,
    Picture,
    RecordedArm,
    fingerprint_of,
    thinned,
)
from quizapp.domain.experiments.scenarios import Scenario


def initial_experiments(scenario: Scenario) -> list[simulator.Experiment]:
    return [scenario.baseline.experiment, scenario.treated.experiment]


def picture_of(
    scenario: Scenario, traces: Sequence[simulator.Trace], computed_by: simulator.Provenance, day: date
) -> Picture:
    """traces: of both experiments with their initial settings; day: on which they were computed."""
    column = scenario.first_chart
    baseline, treated = (_arm(trace, column) for trace in traces)
    return Picture.model_validate(
        {
            "column": column,
            "baseline": baseline,
            "treated": treated,
            "seed": traces[0].experiment.seed,
            "simulator": simulator.__version__,
            "date": day,
            "fingerprint": fingerprint_of(initial_experiments(scenario), column),
            "computed_by": computed_by,
        }
    )


def _arm(trace: simulator.Trace, column: str) -> RecordedArm:
    rows = np.asarray(getattr(trace, column), dtype=np.float64)
    with np.errstate(all="ignore"):
        values = rows if rows.ndim == 1 else np.sqrt((rows**2).sum(axis=1))
    finite = np.isfinite(values) & ((values > 0) | CHARTS[column].is_even | (column == "metric"))
    stop = None if np.isfinite(values).all() else int(np.argmin(np.isfinite(values)))
    if stop is None and trace.first_nonfinite_step is not None:
        stop = int(trace.first_nonfinite_step) + 1
    end = len(values) if stop is None else min(stop, len(values))
    kept = [(step, value) for step, value in enumerate(values[:end].tolist()) if finite[step]]
    curve = thinned([value for _, value in kept]) if len(kept) == end else kept
    symptoms = sorted(simulator.diagnose(trace), key=lambda symptom: symptom.first_step)
    return RecordedArm(
        curve=", ".join(f"{step} {value:.{SIGNIFICANT_DIGITS}g}" for step, value in curve),
        steps=trace.experiment.steps,
        stop=stop,
        last=_rounded(float(np.mean(values[-LAST_STEPS:]))) if stop is None else None,
        symptoms=tuple(dict.fromkeys(symptom.code for symptom in symptoms)),
    )


def _rounded(value: float) -> float | None:
    return float(f"{value:.{SIGNIFICANT_DIGITS}g}") if math.isfinite(value) else None

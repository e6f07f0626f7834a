"""`quizapp content draw`: record what the scenarios do, for the pictures of the lab's list."""

import math
from datetime import UTC, datetime
from pathlib import Path

import click
import numpy as np

import simulator
from quizapp.cli.sessions import read_settings
from quizapp.domain.experiments.charts import CHARTS
from quizapp.domain.experiments.pictures import (
    LAST_STEPS,
    SIGNIFICANT_DIGITS,
    Picture,
    RecordedArm,
    fingerprint_of,
    is_current,
    thinned,
)
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.formats.content_files import read_bank
from quizapp.formats.picture_files import write_picture


@click.command()
@click.argument("slugs", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Also the scenarios whose picture is current")
@click.option(
    "--folder", type=click.Path(exists=True, path_type=Path), help="A content folder  [the built-in one]"
)
def draw(slugs: tuple[str, ...], everything: bool, folder: Path | None) -> None:
    """Run the scenarios (or the named ones) with their initial settings, and write their results to `pictures/`.

    Only scenarios run that have no picture yet, or whose experiments, first chart, or simulator changed since.
    """
    folder = folder or read_settings().content
    for scenario in read_bank(folder).scenarios:
        is_asked = scenario.slug in slugs if slugs else True
        if is_asked and (everything or slugs or not _has_current_picture(scenario)):
            click.echo(str(write_picture(folder, scenario.slug, picture_of(scenario))))


def _has_current_picture(scenario: Scenario) -> bool:
    experiments = [scenario.baseline.experiment, scenario.treated.experiment]
    return scenario.picture is not None and is_current(scenario.picture, experiments, scenario.first_chart)


def picture_of(scenario: Scenario) -> Picture:
    """Run both experiments."""
    experiments = [scenario.baseline.experiment, scenario.treated.experiment]
    column = scenario.first_chart
    baseline, treated = (_arm(simulator.run(each), column, each.steps) for each in experiments)
    return Picture.model_validate(
        {
            "column": column,
            "baseline": baseline,
            "treated": treated,
            "seed": experiments[0].seed,
            "simulator": simulator.__version__,
            "date": datetime.now(UTC).date(),
            "fingerprint": fingerprint_of(experiments, column),
            "computed_by": simulator.current_provenance(),
        }
    )


def _arm(trace: simulator.Trace, column: str, steps: int) -> RecordedArm:
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
        steps=steps,
        stop=stop,
        last=_rounded(float(np.mean(values[-LAST_STEPS:]))) if stop is None else None,
        symptoms=tuple(dict.fromkeys(symptom.code for symptom in symptoms)),
    )


def _rounded(value: float) -> float | None:
    return float(f"{value:.{SIGNIFICANT_DIGITS}g}") if math.isfinite(value) else None

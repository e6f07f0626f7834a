"""The recorded result of a scenario with its initial settings: a curve for each arm, to be drawn small in a list."""

import hashlib
import json
import math
from collections.abc import Sequence
from datetime import date
from typing import Annotated, TypeAlias

from pydantic import Field, StringConstraints

import simulator
from quizapp.domain.experiments.charts import ChartName
from quizapp.domain.text import ContentModel

Provenance: TypeAlias = simulator.Provenance  # a picture has a field of the name `simulator`
COLUMNS_OF_A_CURVE = 100  # on a logarithmic axis of steps; each keeps its lowest and its highest number
LAST_STEPS = 10  # over which the final number is averaged
SIGNIFICANT_DIGITS = 3


class RecordedArm(ContentModel):
    """curve: pairs of a step and a number, thinned out; steps: as planned; stop: the first step without a finite
    number; last: the mean of the last ten numbers, None if the run stopped; symptoms: codes, by their first steps.
    """

    curve: Annotated[str, StringConstraints(pattern=r"^[-+0-9.e ,]+$", max_length=6000)]
    steps: int = Field(ge=1)
    stop: int | None = Field(default=None, ge=0)
    last: float | None = None
    symptoms: tuple[str, ...] = ()

    @property
    def points(self) -> list[tuple[int, float]]:
        pairs = (pair.split() for pair in self.curve.split(","))
        return [(int(step), float(value)) for step, value in pairs]


class Picture(ContentModel):
    """column: what the curves show."""

    column: ChartName
    baseline: RecordedArm
    treated: RecordedArm
    seed: int
    simulator: str
    date: date
    fingerprint: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
    computed_by: Provenance

    @property
    def arms(self) -> tuple[RecordedArm, RecordedArm]:
        return self.baseline, self.treated

    @property
    def symptoms(self) -> frozenset[str]:
        return frozenset((*self.baseline.symptoms, *self.treated.symptoms))


def fingerprint_of(experiments: Sequence[simulator.Experiment], column: str) -> str:
    """If it differs, the picture shows something else."""
    documents = [each.model_dump(mode="json", exclude_defaults=True) for each in experiments]
    return hashlib.sha256(json.dumps([documents, column], sort_keys=True).encode()).hexdigest()[:16]


def is_current(picture: Picture, experiments: Sequence[simulator.Experiment], column: str) -> bool:
    is_same = picture.fingerprint == fingerprint_of(experiments, column)
    return is_same and picture.simulator == simulator.__version__


def thinned(values: Sequence[float], columns: int = COLUMNS_OF_A_CURVE) -> list[tuple[int, float]]:
    """The first, the lowest, the highest, and the last number of each column of a logarithmic axis of steps."""
    found: list[tuple[int, float]] = []
    whole = math.log1p(max(1, len(values) - 1))
    column: list[tuple[int, float]] = []
    here = 0
    for step, value in enumerate(values):
        place = int(columns * math.log1p(step) / whole)
        if place != here and column:
            found += _kept(column)
            column = []
        here = place
        column.append((step, value))
    return found + _kept(column)


def _kept(column: list[tuple[int, float]]) -> list[tuple[int, float]]:
    if not column:
        return []
    ends = {min(column, key=lambda each: each[1]), max(column, key=lambda each: each[1])}
    return sorted(ends)

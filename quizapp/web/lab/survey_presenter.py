"""Presenter of surveys: names of arms and settings, and the cells of a map in the order of the page."""

from dataclasses import dataclass

from flask_babel import gettext

import simulator
from quizapp.domain.experiments.maps import Axis, MapPlan
from quizapp.errors import N_
from quizapp.presentation.experiments import setting_name
from quizapp.presentation.language import number_in_words

AXIS_NAMES = {
    "network.init.gain": N_("initialization gain")
}  # if its name in a list of settings needs context


@dataclass(frozen=True)
class CellView:
    """position: of its experiment in the survey, None if the values give none; outcome: None while unknown."""

    position: int | None
    outcome: simulator.Outcome | None
    x: str
    y: str


@dataclass(frozen=True)
class MapView:
    x: str
    y: str
    rows: list[tuple[str, list[CellView]]]  # from the largest y downwards
    columns: list[str]
    border: float | None  # fraction of the width


def axis_name(path: str) -> str:
    return gettext(AXIS_NAMES[path]) if path in AXIS_NAMES else setting_name(path)


def axis_choices(paths: list[str]) -> list[tuple[str, str]]:
    return [(path, axis_name(path)) for path in paths]


def map_view(plan: MapPlan, outcomes: dict[int, simulator.Outcome]) -> MapView:
    columns, heads = _values(plan.x), _values(plan.y)
    rows = []
    for head, places in zip(heads, plan.cells, strict=True):
        cells = [
            CellView(place, None if place is None else outcomes.get(place), column, head)
            for place, column in zip(places, columns, strict=True)
        ]
        rows.append((head, cells))
    return MapView(axis_name(plan.x.path), axis_name(plan.y.path), rows[::-1], columns, plan.border)


def _values(axis: Axis) -> list[str]:
    return [number_in_words(float(f"{value:.3g}")) for value in axis.values]

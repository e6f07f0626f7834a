"""Outcome maps: an experiment over two of its settings, cell by cell, and the border predicted by mean-field theory."""

import json
import math
from dataclasses import dataclass
from typing import Any

import simulator
from quizapp.domain.experiments.surveys import fitting_steps, with_seeds
from simulator.paths import put, value_at

MOST_CELLS_PER_SIDE = 20
SECONDS_PER_CELL = 0.06  # by estimates, which ignore stacking
SPREAD_OF_GAIN_ONE = {"normal": 1.0, "he": math.sqrt(2.0), "xavier": 1.0}  # times 1 / sqrt(width)


@dataclass(frozen=True)
class Range:
    """The useful range of a setting, and whether its values are spaced linearly or logarithmically."""

    least: float
    most: float
    is_log: bool = False
    is_whole: bool = False


# The possible axes, by path in an experiment; only those that the experiment has are offered.
RANGES: dict[str, Range] = {
    "network.init.gain": Range(0.5, 4.0),
    "network.init.recurrent_gain": Range(0.5, 4.0),
    "network.depth": Range(1, 20, is_whole=True),
    "network.width": Range(4, 128, is_log=True, is_whole=True),
    "network.bias_std": Range(0.0, 2.0),
    "network.forget_bias": Range(-4.0, 6.0),
    "task.length": Range(12, 60, is_whole=True),
    "task.delay": Range(0, 10, is_whole=True),
    "optimizer.learning_rate": Range(1e-4, 1.0, is_log=True),
    "optimizer.momentum": Range(0.0, 0.99),
    "batch_size": Range(1, 256, is_log=True, is_whole=True),
    "clip.threshold": Range(0.01, 100.0, is_log=True),
    "penalty.strength": Range(1e-5, 1.0, is_log=True),
    "truncate": Range(1, 60, is_whole=True),
}


@dataclass(frozen=True)
class Axis:
    path: str
    values: tuple[float, ...]  # ascending, each once
    is_log: bool

    def place(self, value: float) -> float | None:
        """The position of a value between the lower edge of the first cell (0) and the upper edge of the last (1)."""
        spaced = [math.log(each) for each in self.values] if self.is_log else list(self.values)
        if len(spaced) < 2 or (self.is_log and value <= 0):
            return None
        step = (spaced[-1] - spaced[0]) / (len(spaced) - 1)
        place = ((math.log(value) if self.is_log else value) - spaced[0] + step / 2) / (step * len(spaced))
        return place if 0.0 < place < 1.0 else None


@dataclass(frozen=True)
class MapPlan:
    """experiments: those of the legal cells. cells: by row (y, ascending) and column (x), the position of its
    experiment, or None if the two values give no valid experiment.
    """

    x: Axis
    y: Axis
    experiments: tuple[simulator.Experiment, ...]
    cells: tuple[tuple[int | None, ...], ...]
    border: float | None  # where on the x axis gradients begin to explode according to theory, as Axis.place


def axes_of(experiment: simulator.Experiment) -> list[str]:
    """The possible axes of a map of this experiment, the most informative first."""
    document = experiment.model_dump(mode="json")
    paths = [path for path in RANGES if value_at(document, path) is not None]
    if experiment.network.kind != "mlp":
        first = ("network.init.recurrent_gain", "task.length")
        return [*(path for path in first if path in paths), *(path for path in paths if path not in first)]
    return paths


def default_axes(experiment: simulator.Experiment) -> tuple[str, str]:
    """The initial gain, and the number of times it multiplies: the depth of an MLP, the length of a sequence."""
    if experiment.network.kind == "mlp":
        return "network.init.gain", "network.depth"
    has_length = "task.length" in axes_of(experiment)
    return "network.init.recurrent_gain", "task.length" if has_length else "optimizer.learning_rate"


def plan_map(experiment: simulator.Experiment, x: str, y: str, side: int) -> MapPlan:
    """The experiment in every combination of `side` values of two settings. Raises KeyError for an unknown path.

    The steps of all cells are reduced equally to fit the time limit of a map.
    """
    x_axis, y_axis = axis_of(experiment, x, side), axis_of(experiment, y, side)
    document = experiment.model_dump(mode="json")
    legal: list[simulator.Experiment] = []
    cells = []
    for below in y_axis.values:
        row: list[int | None] = []
        for beside in x_axis.values:
            found = _cell(document, {x: beside, y: below})
            row.append(None if found is None else len(legal))
            legal += [] if found is None else [found]
        cells.append(tuple(row))
    steps = fitting_steps(legal, SECONDS_PER_CELL * len(legal)) if legal else 0
    experiments = tuple(each for cell in legal for each in with_seeds(cell, 1, steps))
    border = border_of(experiment, x)
    return MapPlan(
        x_axis, y_axis, experiments, tuple(cells), None if border is None else x_axis.place(border)
    )


def axis_of(experiment: simulator.Experiment, path: str, side: int) -> Axis:
    """Evenly spaced values of a setting within its range, rounded if they must be whole numbers.

    The values of a gain lie around the border predicted by theory, if there is one.
    """
    span = RANGES[path]
    if border := border_of(experiment, path):
        span = Range(0.5 * border, 2.5 * border)
    side = max(2, min(side, MOST_CELLS_PER_SIDE))
    shares = [index / (side - 1) for index in range(side)]
    if span.is_log:
        values = [span.least * (span.most / span.least) ** share for share in shares]
    else:
        values = [span.least + (span.most - span.least) * share for share in shares]
    rounded = [round(value) if span.is_whole else float(f"{value:.4g}") for value in values]
    return Axis(path, tuple(dict.fromkeys(rounded)), span.is_log and not span.is_whole)


def border_of(experiment: simulator.Experiment, path: str) -> float | None:
    """The gain above which gradients of a wide network explode at initialization: chi_1 = 1, if defined."""
    network = experiment.network
    if path == "network.init.gain" and network.kind == "mlp":
        if network.normalization != "none" or network.residual:
            return None
        unit = SPREAD_OF_GAIN_ONE.get(network.init.scheme)
    elif path == "network.init.recurrent_gain" and network.kind == "rnn":
        unit = SPREAD_OF_GAIN_ONE.get(network.init.recurrent_scheme)
    else:
        return None
    crossings = simulator.crossovers(network.activation, bias_std=network.bias_std)
    return crossings[0] / unit if unit and crossings else None


def _cell(document: dict[str, Any], values: dict[str, float]) -> simulator.Experiment | None:
    copy = json.loads(json.dumps(document))
    for path, value in values.items():
        put(copy, path, value)
    length = copy["task"].get("length")
    if copy["truncate"] and length and copy["truncate"] >= length:
        copy["truncate"] = (
            None  # a window as long as the sequence is full backpropagation, and longer ones are refused
        )
    try:
        return simulator.Experiment.model_validate(copy)
    except simulator.InvalidExperiment:
        return None

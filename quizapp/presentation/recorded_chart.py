"""The recorded result of a scenario on the axes of its first chart, before its page has run anything."""

import math
from dataclasses import dataclass
from functools import lru_cache

import simulator
from quizapp.domain.experiments.charts import ChartName
from quizapp.domain.experiments.pictures import RecordedArm
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.domain.same import Same
from quizapp.presentation.pictures import is_logarithmic

WIDE, HIGH = 1000, 300  # of the box that is stretched between the axes
MOST_TICKS = 5
LEAST_GAP = 9  # percent of the width of a phone, between the numbers of two steps
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Tick:
    """share: of the axis, in percent."""

    share: float
    label: str


@dataclass(frozen=True)
class RecordedCurve:
    """path: in a box of 1000 × 300; end: in percent of the width and the height."""

    path: str
    end: tuple[float, float]
    is_stopped: bool


@dataclass(frozen=True)
class RecordedChart:
    """constant: the level of always predicting the same, in percent of the height, if the chart shows it."""

    curves: tuple[RecordedCurve, RecordedCurve]
    steps: tuple[Tick, ...]
    numbers: tuple[Tick, ...]
    constant: float | None = None


def recorded_chart(scenario: Scenario) -> RecordedChart | None:
    return _chart(Same(scenario)) if scenario.picture else None


@lru_cache(maxsize=128)
def _chart(key: Same) -> RecordedChart:
    scenario = key.document
    assert isinstance(scenario, Scenario)
    assert scenario.picture is not None
    arms = scenario.picture.arms
    is_log = is_logarithmic(scenario)
    last = max(arm.steps for arm in arms) - 1
    heights = [_height(value, is_log) for arm in arms for _, value in arm.points]
    low, high, interval = _decades(min(heights), max(heights)) if is_log else (0.0, 1.0, 0.25)

    def share_of(step: int) -> float:
        return math.log1p(step) / math.log1p(max(1, last))

    def curve(arm: RecordedArm) -> RecordedCurve:
        places = [
            (share_of(step), 1 - (_height(value, is_log) - low) / (high - low)) for step, value in arm.points
        ]
        path = "L".join(f"{round(WIDE * x)} {round(HIGH * y)}" for x, y in places)
        x, y = places[-1]
        return RecordedCurve(f"M{path}", (round(100 * x, 1), round(100 * y, 1)), arm.stop is not None)

    count = round((high - low) / interval)
    numbers = (low + interval * position for position in range(count + 1))
    return RecordedChart(
        (curve(arms[0]), curve(arms[1])),
        _apart([Tick(round(100 * share_of(step), 1), str(step)) for step in _steps(last)]),
        tuple(
            Tick(round(100 * (1 - (number - low) / (high - low)), 1), _label(number, is_log))
            for number in numbers
        ),
        _percent_of_constant(scenario, is_log, low, high),
    )


def _percent_of_constant(scenario: Scenario, is_log: bool, low: float, high: float) -> float | None:
    """Of the baseline’s task; nothing if the two networks have different ones."""
    levels = {
        _constant(arm.experiment, scenario.first_chart) for arm in (scenario.baseline, scenario.treated)
    }
    level = levels.pop()
    if levels or level is None:
        return None
    share = (_height(level, is_log) - low) / (high - low)
    return round(100 * (1 - share), 1) if 0 <= share <= 1 else None


def _constant(experiment: simulator.Experiment, chart: ChartName) -> float | None:
    constant = simulator.constant_of(experiment.task)
    if chart == "metric":
        return constant.metric
    if chart != "loss" or experiment.penalty is not None:
        return None
    return constant.loss * (experiment.batch_size if experiment.reduction == "sum" else 1)


def _apart(ticks: list[Tick]) -> tuple[Tick, ...]:
    """The last one, and of the others those whose numbers do not touch."""
    *others, last = ticks
    kept: list[Tick] = []
    for tick in others:
        if tick.share - (kept[-1].share if kept else -100) >= LEAST_GAP <= last.share - tick.share:
            kept.append(tick)
    return (*kept, last)


def _height(value: float, is_log: bool) -> float:
    return math.log10(max(value, 1e-300)) if is_log else min(1.0, max(0.0, value))


def _decades(low: float, high: float) -> tuple[float, float, float]:
    """As the script draws it: whole decades, a few ticks apart."""
    least = math.floor(low)
    span = max(1, math.ceil(high) - least)
    interval = math.ceil(span / MOST_TICKS)
    return float(least), float(least + interval * math.ceil(span / interval)), float(interval)


def _steps(last: int) -> list[int]:
    ticks, decade = [0, 1, 2, 5], 10
    while decade <= last:
        ticks += [decade, 2 * decade, 5 * decade]
        decade *= 10
    kept = [step for step in ticks if step <= last]
    return [*kept, last] if last > 1.35 * max(1, kept[-1]) else kept


def _label(number: float, is_log: bool) -> str:
    if not is_log:
        return f"{number:g}"
    exponent = round(number)
    return f"{10.0**exponent:g}" if -2 <= exponent <= 3 else "10" + str(exponent).translate(SUPERSCRIPTS)

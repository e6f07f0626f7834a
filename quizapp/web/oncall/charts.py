"""Charts of evidence as drawings for a template: places in percent of the plot, and labels.

They are drawn on the server, so that they need no script, and text keeps its size while the plot stretches.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext

from quizapp.domain.oncall.evidence import Chart, Series
from quizapp.presentation.language import number_in_words
from quizapp.presentation.oncall import AXES, RULES, SERIES, tick_name

UNITS = 1000  # of the box in which paths are drawn
MOST_TICKS = 5
MOST_DOTS = 12
SHARES = frozenset({"saturated", "dead", "input_gate", "forget_gate", "output_gate"})
ARMS = {"as_it_was": 0, "other": 1}
EDGE = 0.04  # of the plot, above and below the values


@dataclass(frozen=True)
class Label:
    at: float  # percent
    text: str
    anchor: str = "middle"


@dataclass(frozen=True)
class Trail:
    """The marks of one series. arm: its hue, dash, and marker."""

    name: str
    arm: int
    path: str
    dots: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Drawing:
    axis: str
    summary: str
    trails: tuple[Trail, ...]
    bars: tuple[Bar, ...]
    rows: tuple[Label, ...]
    columns: tuple[Label, ...]
    rules: tuple[Label, ...]

    @property
    def has_legend(self) -> bool:
        return len(self.trails) > 1


@dataclass(frozen=True)
class Axis:
    """low, high: of the values as they are placed, logarithms on a logarithmic axis."""

    low: float
    high: float
    is_log: bool

    def at(self, value: float) -> float | None:
        """Percent from the left or the bottom; None if the axis has no such place."""
        if self.is_log and value <= 0:
            return None
        placed = math.log10(value) if self.is_log else value
        return 100.0 * (placed - self.low) / (self.high - self.low)


def drawing_of(chart: Chart) -> Drawing:
    y_axis = _axis_of(chart)
    xs = [x for series in chart.series for x, _ in series.points] or [0.0, 1.0]
    has_bars = chart.kind == "bars"
    half = _gap(xs) / 2 if has_bars else 0.0
    x_axis = Axis(min(xs) - half, max(max(xs) + half, min(xs) - half + 1e-9), is_log=False)
    trails = (
        () if has_bars else tuple(_trail(chart, place, x_axis, y_axis) for place in range(len(chart.series)))
    )
    return Drawing(
        axis=gettext(AXES[chart.x]),
        summary="; ".join(_summary(series) for series in chart.series),
        trails=trails,
        bars=tuple(_bars(chart.series[0], x_axis, y_axis, half)) if has_bars else (),
        rows=tuple(_rows(y_axis)),
        columns=tuple(_columns(chart, xs, x_axis)),
        rules=tuple(
            Label(100.0 - place, gettext(RULES[rule.name]))
            for rule in chart.rules
            if (place := y_axis.at(rule.value)) is not None
        ),
    )


def _axis_of(chart: Chart) -> Axis:
    values = [y for series in chart.series for _, y in series.points if y is not None]
    values += [rule.value for rule in chart.rules]
    if chart.scale == "log":
        placed = [math.log10(value) for value in values if value > 0] or [0.0]
        least, most = math.floor(min(placed)), math.ceil(max(placed) + 1e-9)
        least -= chart.kind == "bars"
        return Axis(least, max(most, least + 1), is_log=True)
    low = 0.0 if chart.kind == "bars" or min(values, default=0.0) >= 0 else min(values)
    high = 1.0 if _are_shares(chart) else max(values, default=1.0)
    return Axis(low, high + EDGE * (high - low or 1.0), is_log=False)


def _are_shares(chart: Chart) -> bool:
    return {series.name for series in chart.series} <= SHARES


def _trail(chart: Chart, place: int, x_axis: Axis, y_axis: Axis) -> Trail:
    series = chart.series[place]
    points = [
        (x_at, 100.0 - y_at)
        for x, y in series.points
        if y is not None and (y_at := y_axis.at(y)) is not None and (x_at := x_axis.at(x)) is not None
    ]
    stride = max(1, -(-len(points) // MOST_DOTS))
    return Trail(
        gettext(SERIES[series.name]),
        ARMS.get(series.name, place),
        "" if chart.kind == "dots" else _path(points),
        tuple((round(x, 2), round(y, 2)) for x, y in points[::stride]),
    )


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "".join(
        f"{'L' if number else 'M'}{x * UNITS / 100:.1f} {y * UNITS / 100:.1f}"
        for number, (x, y) in enumerate(points)
    )


def _bars(series: Series, x_axis: Axis, y_axis: Axis, half: float) -> list[Bar]:
    bars = []
    for x, y in series.points:
        top = y_axis.at(y) if y is not None else None
        left, right = x_axis.at(x - 0.8 * half), x_axis.at(x + 0.8 * half)
        if top is not None and left is not None and right is not None and top > 0:
            bars.append(Bar(round(left, 2), round(100.0 - top, 2), round(right - left, 2), round(top, 2)))
    return bars


def _rows(axis: Axis) -> list[Label]:
    if axis.is_log:
        span = round(axis.high - axis.low)
        stride = max(1, -(-span // (MOST_TICKS - 1)))
        exponents = range(round(axis.low), round(axis.high) + 1, stride)
        return [
            Label(100.0 - 100.0 * (each - axis.low) / (axis.high - axis.low), _power(each))
            for each in exponents
        ]
    step = _round_step((axis.high - axis.low) / (MOST_TICKS - 1))
    first = math.ceil(axis.low / step)
    values = [step * each for each in range(first, math.floor(axis.high / step) + 1)]
    return [
        Label(100.0 - (axis.at(value) or 0.0), number_in_words(float(f"{value:.3g}"))) for value in values
    ]


def _columns(chart: Chart, xs: Sequence[float], axis: Axis) -> list[Label]:
    if chart.ticks:
        return [Label(axis.at(place) or 0.0, tick_name(code)) for place, code in enumerate(chart.ticks)]
    low, high = min(xs), max(xs)
    middle = (low + high) / 2
    if chart.x in ("update", "layer", "time"):
        middle = round(middle)
    ends = ("middle", "middle") if chart.kind == "bars" else ("start", "end")
    anchors = {low: ends[0], middle: "middle", high: ends[1]}
    return [
        Label(axis.at(value) or 0.0, number_in_words(float(f"{value:.3g}")), anchor)
        for value, anchor in anchors.items()
    ]


def _gap(xs: Sequence[float]) -> float:
    ordered = sorted(set(xs))
    return ordered[1] - ordered[0] if len(ordered) > 1 else 1.0


def _round_step(least: float) -> float:
    if least <= 0 or not math.isfinite(least):
        return 1.0
    power = float(10.0 ** math.floor(math.log10(least)))
    return next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= least * 0.999)


def _power(exponent: int) -> str:
    if -3 <= exponent <= 4:
        return number_in_words(10.0**exponent)
    return "10" + str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _summary(series: Series) -> str:
    """For those who do not see the chart: the first and the last value of a line."""
    known = [y for _, y in series.points if y is not None]
    name = gettext(SERIES[series.name])
    if not known:
        return name
    first, last = (number_in_words(float(f"{value:.3g}")) for value in (known[0], known[-1]))
    return gettext("%(name)s: from %(first)s to %(last)s", name=name, first=first, last=last)

"""What a measurement shows: a chart or two, and one sentence with its numbers. It names no setting of the case."""

import math
from collections.abc import Iterable, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

MOST_POINTS = 120
SIGNIFICANT = 4

Scale = Literal["linear", "log"]


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Series(_Document):
    """name: code of its label; points: (x, y), y None where it is not finite."""

    name: str
    points: tuple[tuple[float, float | None], ...]


class Rule(_Document):
    """A reference value and the code of its label."""

    name: str
    value: float


class Chart(_Document):
    """x: code of the label of its axis. kind: a line, or bars, whose x are codes in `ticks`."""

    kind: Literal["line", "dots", "bars"] = "line"
    x: str
    scale: Scale = "linear"
    series: tuple[Series, ...]
    rules: tuple[Rule, ...] = ()
    ticks: tuple[str, ...] = ()


class Evidence(_Document):
    """variant: which sentence of the measurement; facts: its numbers, None where one is not finite."""

    measurement: str
    variant: str
    facts: dict[str, float | None]
    charts: tuple[Chart, ...]

    def fact(self, name: str) -> float:
        """A number of the sentence; infinite if it is not finite or was not measured."""
        value = self.facts.get(name)
        return math.inf if value is None else value


def finite(value: float) -> float | None:
    """The number with four digits; None if it is not finite."""
    return float(f"{value:.{SIGNIFICANT}g}") if math.isfinite(value) else None


def line(name: str, values: Iterable[float], start: int = 0) -> Series:
    """A line over 0, 1, 2 …, thinned out to what can be seen; it ends at the first value that is not finite."""
    numbers = [float(value) for value in values]
    end = next((place for place, value in enumerate(numbers) if not math.isfinite(value)), len(numbers))
    stride = max(1, -(-end // MOST_POINTS))
    places = sorted({*range(0, end, stride), *([end - 1] if end else [])})
    return Series(name=name, points=tuple((start + place, finite(numbers[place])) for place in places))


def bars(name: str, values: Sequence[float]) -> Series:
    return Series(
        name=name, points=tuple((float(place), finite(value)) for place, value in enumerate(values))
    )

"""The recorded result of a scenario as a small drawing: a path for each arm, and where it ends."""

import math
from dataclasses import dataclass
from functools import lru_cache

from flask_babel import gettext

import simulator
from quizapp.domain.experiments.charts import CHARTS
from quizapp.domain.experiments.pictures import RecordedArm
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.domain.same import Same
from quizapp.presentation.language import number_in_words

WIDTH, HEIGHT = 200, 60
TOP, BOTTOM, LEFT, RIGHT = 7, 7, 8, 12  # room for the marks at the ends
Point = tuple[int, int]


@dataclass(frozen=True)
class DrawnArm:
    """path: of an SVG; end: of the curve; number: of the last steps, or where it stopped."""

    path: str
    end: Point
    is_stopped: bool
    arm: RecordedArm

    @property
    def number(self) -> str:
        if self.arm.stop is not None:
            return gettext("NaN at step %(step)s", step=self.arm.stop)
        return "–" if self.arm.last is None else number_in_words(self.arm.last)


@dataclass(frozen=True)
class Drawing:
    arms: tuple[DrawnArm, DrawnArm]
    column: str
    is_log: bool


def drawing(scenario: Scenario, width: int = WIDTH, height: int = HEIGHT) -> Drawing | None:
    return _drawing(Same(scenario), width, height) if scenario.picture else None


@lru_cache(maxsize=256)
def _drawing(key: Same, width: int, height: int) -> Drawing:
    scenario = key.document
    assert isinstance(scenario, Scenario)
    assert scenario.picture is not None
    picture = scenario.picture
    is_log = is_logarithmic(scenario)
    points = [arm.points for arm in picture.arms]
    heights = [_height(value, is_log) for curve in points for _, value in curve]
    low, high = min(heights), max(heights)
    whole = math.log1p(max(1, max(arm.steps for arm in picture.arms) - 1))

    def place(step: int, value: float) -> Point:
        across = LEFT + (width - LEFT - RIGHT) * math.log1p(step) / whole
        share = (_height(value, is_log) - low) / (high - low) if high > low else 0.5
        return round(across), round(height - BOTTOM - share * (height - TOP - BOTTOM))

    def drawn(arm: RecordedArm) -> DrawnArm:
        places = _without_repeats([place(step, value) for step, value in arm.points])
        return DrawnArm(_path(places), places[-1], arm.stop is not None, arm)

    return Drawing((drawn(picture.baseline), drawn(picture.treated)), picture.column, is_log)


def chart_title(scenario: Scenario) -> str:
    """What its first chart shows."""
    if scenario.first_chart != "metric":
        return gettext(CHARTS[scenario.first_chart].title)
    is_accuracy = simulator.metric_of(scenario.baseline.experiment.task) == "accuracy"
    return gettext("Accuracy") if is_accuracy else gettext("Mean squared error")


def is_logarithmic(scenario: Scenario) -> bool:
    """Accuracies and other shares are not."""
    column = scenario.first_chart
    is_accuracy = column == "metric" and simulator.metric_of(scenario.baseline.experiment.task) == "accuracy"
    return not (CHARTS[column].is_even or is_accuracy)


def _height(value: float, is_log: bool) -> float:
    return math.log10(max(value, 1e-300)) if is_log else value


def _without_repeats(places: list[Point]) -> list[Point]:
    """Points that fall together, or between their neighbors on a vertical line, say nothing."""
    kept: list[Point] = []
    for each in places:
        if kept and each == kept[-1]:
            continue
        if len(kept) > 1 and kept[-2][0] == kept[-1][0] == each[0]:
            ends = sorted((kept[-2][1], each[1]))
            if ends[0] <= kept[-1][1] <= ends[1]:
                kept.pop()
        kept.append(each)
    return kept


def _path(places: list[Point]) -> str:
    """Relative to the point before, which is shorter."""
    (x, y), *rest = places
    text = f"M{x} {y}"
    for position, (across, down) in enumerate(rest):
        step = f"{across - x} {down - y}".replace(" -", "-")
        text += ("l" if position == 0 else "" if step.startswith("-") else " ") + step
        x, y = across, down
    return text

"""The geometry of the charts of “My work”, in the units of their SVG."""

from dataclasses import dataclass
from datetime import date

from quizapp.domain.progress.calibration import Calibration, Step
from quizapp.domain.scheduling.due import DayLoad
from quizapp.services.progress import DayOfAnswers

CALIBRATION_LEFT, CALIBRATION_RIGHT, CALIBRATION_TOP, CALIBRATION_BOTTOM = 44.0, 348.0, 12.0, 172.0
NARROWEST = 46.0  # between the labels of two steps
INSET_LEFT, INSET_RIGHT = 24.0, 44.0
ROOM_FOR_VALUE = 62.0
DAYS_WIDTH, DAYS_TOP, DAYS_BOTTOM = 1200.0, 22.0, 92.0


@dataclass(frozen=True)
class CalibrationPoint:
    step: Step
    x: float
    y: float
    high_y: float
    low_y: float
    said_y: float
    label_left: bool


@dataclass(frozen=True)
class CalibrationChart:
    """From `lowest`, a share, up to 1. ticks: shares with their y. line: of being as often right as sure."""

    points: tuple[CalibrationPoint, ...]
    ticks: tuple[tuple[float, float], ...]
    line: str


def calibration_chart(calibration: Calibration) -> CalibrationChart:
    steps = calibration.steps
    lows = [step.share.interval.low for step in steps] + [step.confidence / 100 for step in steps]
    lowest = 0.2 * int(min(lows) / 0.2)

    def y_of(share: float) -> float:
        return round(
            CALIBRATION_BOTTOM - (share - lowest) / (1 - lowest) * (CALIBRATION_BOTTOM - CALIBRATION_TOP),
            1,
        )

    first, last = steps[0].confidence, steps[-1].confidence
    scale = (CALIBRATION_RIGHT - CALIBRATION_LEFT - INSET_LEFT - INSET_RIGHT) / max(1, last - first)
    places = [CALIBRATION_LEFT + INSET_LEFT + (step.confidence - first) * scale for step in steps]
    apart = _pushed_apart(places)
    points = tuple(
        CalibrationPoint(
            step,
            round(x, 1),
            y_of(step.share.value),
            y_of(step.share.interval.high),
            y_of(step.share.interval.low),
            y_of(step.confidence / 100),
            label_left=place + 1 < len(apart) and apart[place + 1] - x < ROOM_FOR_VALUE,
        )
        for place, (step, x) in enumerate(zip(steps, apart, strict=True))
    )
    ticks = [share / 5 for share in range(round(lowest * 5), 6)]
    line = " ".join(f"{point.x},{point.said_y}" for point in points)
    return CalibrationChart(points, tuple((share, y_of(share)) for share in ticks), line)


def _pushed_apart(places: list[float]) -> list[float]:
    """In order, no two closer than their labels allow; the last stays where it is."""
    found = list(places)
    for later in range(len(found) - 1, 0, -1):
        found[later - 1] = min(found[later - 1], found[later] - NARROWEST)
    shift = max(0.0, CALIBRATION_LEFT + 18 - found[0])
    return [place + shift for place in found] if shift else found


@dataclass(frozen=True)
class DayBar:
    day: date
    x: float
    width: float
    right: int
    wrong: int
    due: int
    right_y: float
    right_height: float
    wrong_y: float
    wrong_height: float


@dataclass(frozen=True)
class DaysChart:
    bars: tuple[DayBar, ...]
    today_x: float
    most: int


def days_chart(days: tuple[DayOfAnswers, ...], to_come: tuple[DayLoad, ...]) -> DaysChart:
    """Answers to the left of today's line, reviews to its right, on one scale."""
    most = max([1, *(day.count for day in days), *(load.cards for load in to_come)])
    pitch = DAYS_WIDTH / (len(days) + len(to_come))
    unit = (DAYS_BOTTOM - DAYS_TOP) / most

    def bar(place: int, day: date, right: int, wrong: int, due: int) -> DayBar:
        right_height, wrong_height = round(unit * (right or due), 1), round(unit * wrong, 1)
        right_y = round(DAYS_BOTTOM - right_height, 1)
        return DayBar(
            day,
            round(place * pitch + 1, 1),
            round(pitch - 2, 1),
            right,
            wrong,
            due,
            right_y,
            right_height,
            round(right_y - wrong_height, 1),
            wrong_height,
        )

    answered = [bar(place, each.day, each.right, each.wrong, 0) for place, each in enumerate(days)]
    coming = [bar(len(days) + place, load.day, 0, 0, load.cards) for place, load in enumerate(to_come)]
    return DaysChart((*answered, *coming), round(len(days) * pitch, 1), most)

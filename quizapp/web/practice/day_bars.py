"""Days as bars: the plan to the interview, and what is due on the coming days."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from quizapp.domain.scheduling.due import DayLoad
from quizapp.presentation.day_chart import DayBar
from quizapp.services.day_plans import PlanOfDay

MOST_BARS = 60
LABELED_ALL = 16  # with more bars, only one day of each week has a label


def bars_of_plan(
    plan: PlanOfDay, cap_seconds: float, rehearsals: Collection[date] = (), mock_seconds: float = 0.0
) -> list[DayBar]:
    """The days to the interview, at most MOST_BARS, and the interview itself if it is within them.

    mock_seconds: of the mock interview on each of the days for one.
    """
    assert plan.on is not None
    days = plan.days[:MOST_BARS]
    mocks = dict.fromkeys(rehearsals, mock_seconds)
    whole = max([cap_seconds, *(each.seconds + mocks.get(each.day, 0.0) for each in days)], default=1.0)
    bars = [
        DayBar(
            day=each.day,
            kind="day",
            is_today=each.day == plan.day,
            is_labeled=_is_labeled(each.day, plan.day, len(days))
            and (len(days) <= LABELED_ALL or not _is_near(each.day, plan.on)),
            seconds=each.seconds + mocks.get(each.day, 0.0),
            review_seconds=each.review_seconds,
            new_seconds=each.new_seconds,
            review=round(100 * each.review_seconds / whole, 1),
            new=round(100 * each.new_seconds / whole, 1),
            mock_seconds=mocks.get(each.day, 0.0),
            mock=round(100 * mocks.get(each.day, 0.0) / whole, 1),
        )
        for each in days
    ]
    if len(days) == len(plan.days):
        bars.append(
            DayBar(plan.on, "interview", is_today=False, is_labeled=True, seconds=0, review_seconds=0)
        )
    return bars


def bars_of_forecast(
    loads: Sequence[DayLoad], cap_seconds: float, interview_on: date | None
) -> tuple[list[DayBar], float]:
    """With the height of the daily minutes, in percent."""
    whole = max([cap_seconds, *(load.seconds for load in loads)], default=1.0)
    today = loads[0].day
    bars = []
    for load in loads:
        overdue = load.overdue_seconds
        bars.append(
            DayBar(
                day=load.day,
                kind="interview" if load.day == interview_on else "day",
                is_today=load.day == today,
                is_labeled=_is_labeled(load.day, today, len(loads)) and not _is_near(load.day, interview_on),
                seconds=load.seconds,
                review_seconds=load.seconds - overdue,
                overdue_seconds=overdue,
                review=round(100 * (load.seconds - overdue) / whole, 1),
                overdue=round(100 * overdue / whole, 1),
            )
        )
    return bars, round(100 * cap_seconds / whole, 1)


def _is_labeled(day: date, today: date, count: int) -> bool:
    return count <= LABELED_ALL or day == today or (day - today) % timedelta(days=7) == timedelta(0)


def _is_near(day: date, interview_on: date | None) -> bool:
    """So near that their labels would touch where the bars are narrow."""
    return interview_on is not None and 0 < abs((day - interview_on).days) <= 2

"""Days for mock interviews before the interview itself."""

from collections.abc import Sequence
from datetime import date, timedelta

DAYS_BEFORE = (29, 15, 8, 3)  # ever closer; after the last one, there is time to mend what was missing


def rehearsal_days(today: date, on: date) -> tuple[date, ...]:
    """Those from today on. They follow from the date alone, so that they stay where they are as it comes closer."""
    days = (on - timedelta(days=before) for before in DAYS_BEFORE)
    return tuple(day for day in days if day >= today)


def rehearsal_minutes(minutes_a_day: int, lengths: Sequence[int]) -> int:
    """The longest that fits into the minutes of a day, or else the shortest. lengths: from the shortest on."""
    return max((each for each in lengths if each <= minutes_a_day), default=lengths[0])

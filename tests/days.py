"""The day a learner in UTC has just now; it begins at the day boundary, hours after the calendar's."""

from datetime import date, timedelta

from quizapp.db.tables import now
from quizapp.domain.scheduling.days import StudyClock


def today() -> date:
    return StudyClock().day_of(now())


def in_days(days: int) -> date:
    """So many days after today, or before it."""
    return today() + timedelta(days=days)

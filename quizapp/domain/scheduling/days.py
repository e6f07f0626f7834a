"""The learner's own days: a date in a time zone, from one day boundary to the next."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

DAY = timedelta(days=1)
DEFAULT_ZONE = "UTC"
DEFAULT_BOUNDARY_HOUR = 4  # who studies past midnight still studies on the same day
LATEST_BOUNDARY_HOUR = 12


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    return frozenset(available_timezones())


@dataclass(frozen=True)
class StudyClock:
    """zone: an IANA name. boundary_hour: the hour of the wall clock at which a new day begins."""

    zone: str = DEFAULT_ZONE
    boundary_hour: int = DEFAULT_BOUNDARY_HOUR

    def begins(self, day: date) -> datetime:
        """The moment at which this day begins, in UTC; never before that of an earlier day."""
        wall = datetime.combine(day, time(self.boundary_hour), ZoneInfo(self.zone))
        return wall.astimezone(UTC)

    def wall_time(self, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(self.zone))

    def day_of(self, moment: datetime) -> date:
        """The day of a moment. A later moment is never on an earlier day, whatever the wall clock shows."""
        moment = moment.astimezone(UTC)
        day = moment.astimezone(ZoneInfo(self.zone)).date()
        while self.begins(day) > moment:
            day -= DAY
        while self.begins(day + DAY) <= moment:
            day += DAY
        return day


def day_of_review(clock: StudyClock, moment: datetime, last: date | None) -> date:
    """The day on which a review counts: never before the last one, even if the clock was set back or the learner
    travels.
    """
    day = clock.day_of(moment)
    return day if last is None else max(day, last)

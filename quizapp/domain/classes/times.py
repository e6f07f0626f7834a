"""Times on the wall clock of a class, which may be set forward and back."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from quizapp.errors import N_, Invalid, Problem


def moment_of(field: str, written: str, zone: str) -> datetime | None:
    """The moment at which the clocks of a zone show what was written, such as 2026-11-29T14:30; None if it is empty.

    When clocks are set back, an hour comes twice: the first time is meant. Raises Invalid naming the field, also for
    the hour that is left out when clocks are set forward.
    """
    if not written.strip():
        return None
    wall = _read(written.strip())
    if wall is None:
        raise Invalid([Problem(field, N_("Write the time as 2026-11-29T14:30."))])
    moment = wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != wall:
        values = {"zone": zone}
        raise Invalid([Problem(field, N_("Clocks in %(zone)s skip this time. Choose another time."), values)])
    return moment


def written_in(moment: datetime | None, zone: str) -> str:
    """What the clocks of a zone show, as a form takes it."""
    return "" if moment is None else f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}"


def days_after(due: datetime, moment: datetime, zone: str) -> int:
    """How many days have begun since a due time, by the clocks of a zone: until the same time of the next day it is
    one. 0 at the due time and before.
    """
    if moment <= due:
        return 0
    wall = due.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    days = max(1, (moment - due).days)
    while _at(wall + timedelta(days=days), zone) < moment:
        days += 1
    while days > 1 and _at(wall + timedelta(days=days - 1), zone) >= moment:
        days -= 1
    return days


def _read(written: str) -> datetime | None:
    try:
        wall = datetime.fromisoformat(written)
    except ValueError:
        return None
    return wall if wall.tzinfo is None and 2000 <= wall.year < 2200 else None


def _at(wall: datetime, zone: str) -> datetime:
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)

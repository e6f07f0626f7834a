"""When a request to a platform is tried again."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

FIRST_SECONDS = 2.0
MOST_SECONDS = 30.0  # as long as a few tries may help
TRIES_IN_A_ROW = 20  # after which the pauses grow on
LONGEST_PAUSE = timedelta(hours=1)
PASSING = {408, 409, 423, 425, 429}


def is_passing(status: int) -> bool:
    """Whether an answer may be another one a little later."""
    return status in PASSING or status >= 500


def pause_after(tries: int, chance: Callable[[], float], asked_for: timedelta | None = None) -> timedelta:
    """How long to wait after so many tries: twice as long each time, and of that a part by chance, so that what failed
    together does not come back together. asked_for: what the platform wants, which is waited at least.

    chance: from 0 to 1.
    """
    longest = min(MOST_SECONDS, FIRST_SECONDS * 2 ** min(10, max(0, tries - 1)))
    longest *= 2 ** min(10, max(0, tries - TRIES_IN_A_ROW))
    pause = min(LONGEST_PAUSE, timedelta(seconds=longest)) * (0.5 + chance() / 2)
    return max(pause, min(asked_for, LONGEST_PAUSE)) if asked_for else pause


def asked_pause(header: str | None, moment: datetime) -> timedelta | None:
    """What a header Retry-After says: seconds, or a date."""
    if not header:
        return None
    if header.strip().isdigit():
        return timedelta(seconds=min(int(header.strip()), 10**6))
    try:
        until = parsedate_to_datetime(header)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(timedelta(0), until - moment)

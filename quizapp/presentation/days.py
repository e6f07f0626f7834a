"""Days and minutes as people write them."""

import math
from datetime import date, timedelta
from functools import lru_cache

from flask_babel import format_date, gettext

from quizapp.domain.scheduling.due import SECONDS_PER_MINUTE
from quizapp.domain.text import Language
from quizapp.presentation.language import current_language

# A day with its weekday, a day alone, a weekday alone, and that weekday where there is room for a column only.
_PATTERNS = {
    "en": {
        "full": "EEEE, MMMM d",
        "day": "MMMM d",
        "short": "MMM d",
        "weekday": "EEEE",
        "narrow": "EEEEEE",
        "year": "MMMM d, y",
    },
    "zh": {
        "full": "M 月 d 日，EEEE",
        "day": "M 月 d 日",
        "short": "M 月 d 日",
        "weekday": "EEEE",
        "narrow": "EEEEE",
        "year": "y 年 M 月 d 日",
    },
}


def day_in_words(day: date, style: str = "full") -> str:
    """style: full, day, short, weekday, narrow, or year."""
    return _day_in(current_language(), day, style)


@lru_cache(maxsize=2048)
def _day_in(language: Language, day: date, style: str) -> str:
    shown: str = format_date(day, _PATTERNS[language][style])
    return shown


def whole_minutes(seconds: float) -> int:
    """Rounded up, so that nobody is promised less time than it takes."""
    return math.ceil(seconds / SECONDS_PER_MINUTE - 1e-9)


def day_from_today(day: date, today: date) -> str:
    """Today, tomorrow, or the day; what is overdue is today’s."""
    if day <= today:
        return gettext("today")
    return gettext("tomorrow") if day == today + timedelta(days=1) else day_in_words(day, "short")


def span_in_words(seconds: float) -> str:
    """In minutes, or hours and minutes."""
    hours, minutes = divmod(whole_minutes(seconds), 60)
    if not hours:
        return gettext("%(minutes)s min", minutes=minutes)
    if not minutes:
        return gettext("%(hours)s h", hours=hours)
    return gettext("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes)

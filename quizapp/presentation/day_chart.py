"""Days as bars: their chart as markup, with each day in words for who cannot see it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from flask_babel import gettext
from markupsafe import Markup, escape

from quizapp.presentation.days import day_in_words, whole_minutes

FEW = 17  # with more bars, there is no room for numbers


@dataclass(frozen=True)
class DayBar:
    """Heights are in percent of the chart, from below: overdue, reviews, new, mock interview."""

    day: date
    kind: Literal["day", "interview"]
    is_today: bool
    is_labeled: bool
    seconds: float
    review_seconds: float
    new_seconds: float = 0.0
    overdue_seconds: float = 0.0
    mock_seconds: float = 0.0
    review: float = 0.0
    new: float = 0.0
    overdue: float = 0.0
    mock: float = 0.0


def day_chart(bars: Sequence[DayBar], label: str, cap: float | None = None) -> Markup:
    """cap: the height of the daily minutes, in percent."""
    is_few = len(bars) <= FEW
    line = (
        f'<svg class="day-cap" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">'
        f'<line x1="0" x2="100" y1="{100 - cap:g}" y2="{100 - cap:g}"/></svg>'
        if cap is not None
        else ""
    )
    items = "".join(_item(bar, is_few) for bar in bars)
    return Markup(
        f'<div class="day-chart" role="group" aria-label="{escape(label)}">{line}'
        f'<ol class="day-bars" data-count="{"few" if is_few else "many"}">{items}</ol></div>'
    )


def _item(bar: DayBar, is_few: bool) -> str:
    is_interview = bar.kind == "interview"
    number = whole_minutes(bar.seconds) if bar.seconds and bar.is_labeled and is_few else ""
    flag = (
        '<svg class="bar-flag" viewBox="0 0 16 12" aria-hidden="true"><path d="M16 0H0l4 6-4 6h16z"/></svg>'
        if is_interview
        else ""
    )
    below = (
        f"<span>{escape(day_in_words(bar.day, 'narrow'))}</span><span>{bar.day.day}</span>"
        if bar.is_labeled or is_interview
        else ""
    )
    pole = '<line class="bar-pole" x1="5" x2="5" y1="0" y2="100"/>' if is_interview else ""
    return (
        f"<li{' data-today' if bar.is_today else ''}{' data-interview' if is_interview else ''}>"
        f'<span class="visually-hidden">{escape(_in_words(bar))}</span>'
        f'<span class="day-number" aria-hidden="true">{number}</span>'
        f'<svg class="day-bar" viewBox="0 0 10 100" preserveAspectRatio="none" aria-hidden="true">'
        f"{''.join(_parts(bar))}{pole}</svg>{flag}"
        f'<span class="day-label" aria-hidden="true">{below}</span></li>'
    )


def _parts(bar: DayBar) -> Iterator[str]:
    top = 100.0
    for name, height in (
        ("review", bar.review),
        ("overdue", bar.overdue),
        ("new", bar.new),
        ("mock", bar.mock),
    ):
        if height:
            top -= height
            yield f'<rect class="bar-{name}" x="0" width="10" y="{round(top, 1):g}" height="{height:g}"/>'


def _in_words(bar: DayBar) -> str:
    day, minutes = day_in_words(bar.day), whole_minutes(bar.seconds)
    if bar.kind == "interview" and not minutes:
        return gettext("%(day)s: interview", day=day)
    if bar.mock_seconds:
        some = whole_minutes(bar.mock_seconds)
        return gettext(
            "%(day)s: %(minutes)s min, of which %(some)s min mock interview",
            day=day,
            minutes=minutes,
            some=some,
        )
    if bar.new_seconds:
        some = whole_minutes(bar.new_seconds)
        return gettext(
            "%(day)s: %(minutes)s min, of which %(some)s min new", day=day, minutes=minutes, some=some
        )
    if bar.overdue_seconds:
        some = whole_minutes(bar.overdue_seconds)
        return gettext(
            "%(day)s: %(minutes)s min, of which %(some)s min overdue", day=day, minutes=minutes, some=some
        )
    return gettext("%(day)s: %(minutes)s min", day=day, minutes=minutes)

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


@dataclass(frozen=True)
class _Sentences:
    """What is said of days, looked up once for all days of a chart."""

    interview: str
    mock: str
    new: str
    overdue: str
    plain: str


def day_chart(bars: Sequence[DayBar], label: str, cap: float | None = None) -> Markup:
    """cap: the height of the daily minutes, in percent."""
    is_few = len(bars) <= FEW
    line = (
        f'<svg class="day-cap" viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">'
        f'<line x1="0" x2="100" y1="{100 - cap:g}" y2="{100 - cap:g}"/></svg>'
        if cap is not None
        else ""
    )
    sentences = _sentences()
    items = "".join(_item(bar, is_few, sentences) for bar in bars)
    return Markup(
        f'<div class="day-chart" role="group" aria-label="{escape(label)}">{line}'
        f'<ol class="day-bars" data-count="{"few" if is_few else "many"}">{items}</ol></div>'
    )


def _item(bar: DayBar, is_few: bool, sentences: _Sentences) -> str:
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
        f'<span class="visually-hidden">{escape(_in_words(bar, sentences))}</span>'
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


def _sentences() -> _Sentences:
    return _Sentences(
        interview=gettext("%(day)s: interview"),
        mock=gettext("%(day)s: %(minutes)s min, of which %(some)s min mock interview"),
        new=gettext("%(day)s: %(minutes)s min, of which %(some)s min new"),
        overdue=gettext("%(day)s: %(minutes)s min, of which %(some)s min overdue"),
        plain=gettext("%(day)s: %(minutes)s min"),
    )


def _in_words(bar: DayBar, sentences: _Sentences) -> str:
    day, minutes = day_in_words(bar.day), whole_minutes(bar.seconds)
    if bar.kind == "interview" and not minutes:
        return sentences.interview % {"day": day}
    for seconds, sentence in (
        (bar.mock_seconds, sentences.mock),
        (bar.new_seconds, sentences.new),
        (bar.overdue_seconds, sentences.overdue),
    ):
        if seconds:
            return sentence % {"day": day, "minutes": minutes, "some": whole_minutes(seconds)}
    return sentences.plain % {"day": day, "minutes": minutes}

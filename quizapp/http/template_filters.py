"""Filters for every template: text in the reader's language, numbers, times, URLs of bundles."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask import Flask
from flask_babel import format_datetime, format_percent, gettext
from markupsafe import Markup

from quizapp.bank.parametric.placeholders import blanked
from quizapp.domain.claims.claim import Claim
from quizapp.domain.claims.readings import Reading
from quizapp.domain.experiments.charts import CHARTS, leading_chart
from quizapp.domain.experiments.knobs import Arms
from quizapp.domain.text import Label, Language, Text
from quizapp.http.addresses import address_of, url_with, wheel_address
from quizapp.http.assets import asset, assets_imported_by
from quizapp.http.extensions import db
from quizapp.http.fragments import KeptFragments, versions
from quizapp.http.identity import current_account
from quizapp.http.minutes_due import minutes_due
from quizapp.kinds import KINDS, kind_named
from quizapp.kinds.contradictions import contradictions_in
from quizapp.kinds.item import ItemModel
from quizapp.presentation.claims import verdict_marks
from quizapp.presentation.conditions import condition_in_words, measured_value, reading_in_words
from quizapp.presentation.day_chart import day_chart
from quizapp.presentation.days import day_from_today, day_in_words, span_in_words, whole_minutes
from quizapp.presentation.excerpts import excerpt
from quizapp.presentation.language import (
    HTML_LANGUAGES,
    current_language,
    language_other_than_read,
    number_in_words,
    sentence_gap,
    words,
)
from quizapp.presentation.markdown import (
    highlighted_lines,
    opening_of,
    to_html,
    to_html_with_gaps,
    to_inline_html,
    to_line_html,
    with_claims,
)
from quizapp.presentation.pictures import chart_title, drawing
from quizapp.presentation.provenance import environment_rows, reproducibility_note
from quizapp.presentation.recorded_chart import recorded_chart
from quizapp.presentation.scenario_tiles import tile_chips, tile_seconds
from quizapp.presentation.symptoms import symptom_messages
from quizapp.services.claims import claims_named

_MARKUP = re.compile(r"[$`*\n]")


def init_filters(app: Flask) -> None:
    app.jinja_env.filters.update(
        markdown=lambda text: _in_its_language(text, "div", to_html(words(text))),
        markdown_inline=lambda text: _in_its_language(text, "span", to_inline_html(words(text))),
        first_line=lambda text: to_line_html(blanked(words(text))),
        contradicted_by=_claims_contradicted,
        mark_claims=lambda html, claims: with_claims(html, verdict_marks(claims)),
        opening=lambda text: opening_of(words(text)),
        words=words,
        lang_of=_lang_of,
        datetime=_datetime,
        percent=_percent,
        number=number_in_words,
        markdown_with_gaps=lambda text, gaps: to_html_with_gaps(words(text), gaps),
        highlighted_lines=highlighted_lines,
        measured=measured_value,
        chart=CHARTS.__getitem__,
        leading_chart=leading_chart,
        drawing=drawing,
        chart_title=chart_title,
        recorded_chart=recorded_chart,
        tile_chips=tile_chips,
        tile_seconds=tile_seconds,
        environment_rows=environment_rows,
        condition_in_words=condition_in_words,
        reading_in_words=_reading_in_words,
        place_of=_place_of,
        day=day_in_words,
        minutes=whole_minutes,
        excerpt=lambda text, longest: excerpt(words(text), longest),
        day_from=day_from_today,
        span=span_in_words,
        kind_name=lambda kind_id: gettext(kind_named(kind_id).name),
    )
    app.jinja_env.tests.update(has_markup=lambda text: bool(_MARKUP.search(words(text))))
    app.jinja_env.add_extension(KeptFragments)
    app.jinja_env.globals.update(
        versions=versions,
        url_for=address_of,
        asset=asset,
        assets_imported_by=assets_imported_by,
        sentence_gap=sentence_gap,
        url_with=url_with,
        wheel_address=wheel_address,
        reproducibility_note=reproducibility_note,
        day_chart=day_chart,
        minutes_due=minutes_due,
        messages_of_kinds=_messages_of_kinds,
        symptom_messages=symptom_messages,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(_reader)


def _claims_contradicted(item: ItemModel, answer: Any) -> dict[str, Claim]:
    """The claims that are published, by the ids of the wrong parts of the answer; "" for the whole answer."""
    against = contradictions_in(item, answer)
    known = claims_named(db.session, against.values()) if against else {}
    return {part: known[slug] for part, slug in against.items() if slug in known}


def _reader() -> dict[str, Any]:
    language = current_language()
    return {
        "language": language,
        "html_language": HTML_LANGUAGES[language],
        "current_account": current_account(),
    }


def _in_its_language(text: Text | Label | str, tag: str, html: Markup) -> Markup:
    """Marked as such if it is in another language than the page."""
    language = language_other_than_read(text)
    if language is None:
        return html
    return Markup('<{0} class="other-language" lang="{1}">{2}</{0}>').format(
        Markup(tag), HTML_LANGUAGES[language], html
    )


def _lang_of(text: Text | Label | str) -> Markup:
    """The attribute of an element that holds a text in another language than the page."""
    language = language_other_than_read(text)
    return Markup(' lang="{}"').format(HTML_LANGUAGES[language]) if language else Markup("")


def _messages_of_kinds() -> dict[str, str]:
    """Words for the scripts of the kinds of answer."""
    return {name: gettext(text) for kind in KINDS for name, text in kind.script_messages.items()}


def _reading_in_words(recorded: Mapping[str, Any], arms: Arms | None) -> str:
    """A measured value, as recorded in a grade."""
    reading = Reading.model_validate({name: value for name, value in recorded.items() if name != "value"})
    return reading_in_words(reading, arms[reading.of == "treated"]) if arms else reading.measure


def _place_of(items: Iterable[Any], item_id: str) -> int | str:
    """Counted from 1; nothing for an item that was removed."""
    return next((place for place, item in enumerate(items, start=1) if item.id == item_id), "")


def _datetime(moment: datetime) -> Markup:
    """In UTC, which the page’s script converts to the reader’s time zone."""
    shown = format_datetime(moment, "yyyy-MM-dd HH:mm 'UTC'")
    return Markup('<time datetime="{}">{}</time>').format(moment.isoformat(timespec="seconds"), shown)


def _percent(share: float) -> str:
    return _percent_in(current_language(), share)


@lru_cache(maxsize=1024)
def _percent_in(_language: Language, share: float) -> str:
    shown: str = format_percent(share, "0%")
    return shown

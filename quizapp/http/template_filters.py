"""What every template can use: text in the reader's language, numbers, moments, addresses of bundles."""

import re
from datetime import datetime
from typing import Any

from flask import Flask
from flask_babel import format_datetime, format_percent
from markupsafe import Markup

from quizapp.domain.items.cloze import GAP
from quizapp.http.assets import asset
from quizapp.http.identity import current_account
from quizapp.presentation.claims import verdict_marks
from quizapp.presentation.conditions import measured_value
from quizapp.presentation.language import HTML_LANGUAGES, current_language, number_in_words, words
from quizapp.presentation.markdown import (
    highlighted_lines,
    to_html,
    to_html_with_gaps,
    to_inline_html,
    with_claims,
)
from quizapp.presentation.provenance import environment_rows, reproducibility_note

_MARKUP = re.compile(r"[$`*\n]")


def init_filters(app: Flask) -> None:
    app.jinja_env.filters.update(
        markdown=lambda text: to_html(words(text)),
        markdown_inline=lambda text: to_inline_html(words(text)),
        mark_claims=lambda html, claims: with_claims(html, verdict_marks(claims)),
        words=words,
        datetime=_datetime,
        percent=_percent,
        number=number_in_words,
        gap_order=lambda text: GAP.findall(words(text)),
        markdown_with_gaps=lambda text, gaps: to_html_with_gaps(words(text), gaps),
        highlighted_lines=highlighted_lines,
        measured=measured_value,
        environment_rows=environment_rows,
    )
    app.jinja_env.tests.update(has_markup=lambda text: bool(_MARKUP.search(words(text))))
    app.jinja_env.globals.update(asset=asset, reproducibility_note=reproducibility_note)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(_reader)


def _reader() -> dict[str, Any]:
    language = current_language()
    return {
        "language": language,
        "html_language": HTML_LANGUAGES[language],
        "current_account": current_account(),
    }


def _datetime(moment: datetime) -> Markup:
    shown = format_datetime(moment, "yyyy-MM-dd HH:mm")
    return Markup('<time datetime="{}">{}</time>').format(moment.isoformat(timespec="seconds"), shown)


def _percent(share: float) -> str:
    shown: str = format_percent(share, "0%")
    return shown

"""The language of a response."""

from functools import lru_cache
from urllib.parse import parse_qs

from babel import Locale
from flask import has_request_context, request, session

from quizapp.http.identity import current_account
from quizapp.presentation.language import LOCALES


@lru_cache
def _locale(name: str) -> Locale:
    return Locale.parse(name)


def select_locale() -> Locale:
    """The language of the URL (or of the page that htmx requests from), the visitor, the account, or the browser."""
    if not has_request_context():
        return _locale("en")
    for wished in (
        request.args.get("lang"),
        _language_of_page(),
        session.get("language"),
        _language_of_account(),
    ):
        if wished in LOCALES:
            return _locale(LOCALES[wished])
    return _locale(LOCALES["zh" if _browser_prefers_chinese() else "en"])


def _language_of_page() -> str | None:
    """The language in the URL of the page that htmx requests from."""
    _, _, query = request.headers.get("HX-Current-URL", "").partition("?")
    wished = parse_qs(query.partition("#")[0]).get("lang")
    return wished[0] if wished else None


def _language_of_account() -> str | None:
    account = current_account()
    return account.language if account else None


def _browser_prefers_chinese() -> bool:
    for tag, _quality in request.accept_languages:
        if tag.lower().startswith("zh"):
            return True
        if tag.lower().startswith("en"):
            return False
    return False

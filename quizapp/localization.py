"""Which language a request is answered in, and how errors are put in it."""

from urllib.parse import parse_qs

from flask import g, has_request_context, request, session
from flask_babel import format_decimal, get_locale, gettext

from quizapp.domain.text import Language
from quizapp.errors import Problem, QuizError
from quizapp.identity import current_account

LOCALES: dict[Language, str] = {"zh": "zh_CN", "en": "en"}
HTML_LANGUAGES: dict[Language, str] = {"zh": "zh-CN", "en": "en"}
NAMED_IN_MESSAGES = (
    "role",
    "status",
    "reason",
    "setting",
)  # values of messages that are words of ours themselves


def select_locale() -> str:
    """What the address says (or that of the page htmx asks from), the visitor chose, the account, the browser."""
    if not has_request_context():
        return "en"
    for wished in (
        g.get("language"),
        request.args.get("lang"),
        _language_of_page(),
        session.get("language"),
        _language_of_account(),
    ):
        if wished in LOCALES:
            return LOCALES[wished]
    return LOCALES["zh" if _browser_prefers_chinese() else "en"]


def current_language() -> Language:
    return "zh" if str(get_locale()).startswith("zh") else "en"


def say(error: QuizError | Problem) -> str:
    """An error's or problem's message in the reader's language, with its values filled in."""
    text = gettext(error.message)
    named = {
        name: gettext(value) for name, value in error.values.items() if name in NAMED_IN_MESSAGES and value
    }
    return text % {**error.values, **named} if error.values else text


def number_in_words(value: float) -> str:
    if value and not 1e-3 <= abs(value) < 1e6:
        return f"{value:.3g}"
    shown: str = format_decimal(round(value, 4), "0.####")
    return shown


def _language_of_page() -> str | None:
    """Of the page that htmx asks from, what its own address says."""
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

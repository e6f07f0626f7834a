"""Texts, messages, and numbers in the reader's language."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from flask import g, has_app_context
from flask_babel import force_locale, format_decimal, get_locale, gettext

from quizapp.domain.text import Label, Language, Text
from quizapp.errors import Problem, QuizError

LOCALES: dict[Language, str] = {"zh": "zh_CN", "en": "en"}
HTML_LANGUAGES: dict[Language, str] = {"zh": "zh-CN", "en": "en"}
_MARKUP = re.compile(r"\$\$.*?\$\$|\$[^$]*\$|```.*?```|`[^`]*`", re.DOTALL)
_HAN, _LETTERS = re.compile("[\u3400-\u9fff]"), re.compile("[A-Za-z]{3}")
NAMED_IN_MESSAGES = (
    "role",
    "status",
    "reason",
    "setting",
)  # values of messages that are words to be translated


def current_language() -> Language:
    """The reader's language, decided once for each request."""
    if not has_app_context():
        return "en"
    if "reader_language" not in g:
        locale = get_locale()
        g.reader_language = "zh" if locale is not None and locale.language == "zh" else "en"
    found: Language = g.reader_language
    return found


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Inside, the reader's language is this one."""
    before = current_language()
    with force_locale(LOCALES[language]):
        g.reader_language = language
        try:
            yield
        finally:
            g.reader_language = before


def words(text: Text | Label | str) -> str:
    """The text in the reader's language."""
    return text if isinstance(text, str) else text.in_language(current_language())


def language_other_than_read(text: Text | Label | str) -> Language | None:
    """The language of a text that is written in another one than the reader's only; None for any other text.

    Such a text has the same words twice. Formulas and code alone are of no language.
    """
    if isinstance(text, str) or text.zh != text.en:
        return None
    plain = _MARKUP.sub("", text.zh)
    written: Language | None = "zh" if _HAN.search(plain) else "en" if _LETTERS.search(plain) else None
    return None if written == current_language() else written


def say(error: QuizError | Problem) -> str:
    """The message of an error or problem in the reader's language, with its values."""
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


def sentence_gap() -> str:
    """What stands between two sentences: nothing in Chinese, whose full stop has the width of a space."""
    return "" if current_language() == "zh" else " "

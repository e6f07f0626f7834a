"""Questions that are written in one language only: everybody reads that one, and nothing is translated by a program.

A text is a group of `zh` and `en`. In a document, the missing one is left out; a model, which has both, has the same
words twice.
"""

from typing import Any

from quizapp.domain.text import LANGUAGES, Language
from simulator.paths import split


def other_than(language: Language) -> Language:
    return "en" if language == "zh" else "zh"


def filled(document: Any, language: Language) -> Any:
    """The document with every text in this language on both sides."""
    if isinstance(document, dict):
        if _is_text(document):
            return dict.fromkeys(LANGUAGES, document[language]) if language in document else document
        return {name: filled(value, language) for name, value in document.items()}
    if isinstance(document, list | tuple):
        return [filled(value, language) for value in document]
    return document


def stripped(document: Any, language: Language) -> Any:
    """The document with every text in this language only."""
    if isinstance(document, dict):
        if _is_text(document):
            return {language: document[language]} if language in document else document
        return {name: stripped(value, language) for name, value in document.items()}
    if isinstance(document, list | tuple):
        return [stripped(value, language) for value in document]
    return document


def with_texts_of(document: Any, written: Any, language: Language) -> Any:
    """The document with what its author wrote of it in this language, so that this is not lost."""
    if isinstance(document, dict) and isinstance(written, dict):
        if _is_text(document):
            return (
                document | {language: written[language]} if not is_blank(written.get(language)) else document
            )
        return {name: with_texts_of(value, written.get(name), language) for name, value in document.items()}
    if isinstance(document, list) and isinstance(written, list | tuple) and len(written) == len(document):
        return [with_texts_of(*pair, language) for pair in zip(document, written, strict=True)]
    return document


def lacking(document: Any) -> set[Language]:
    """The languages in which a text is missing that is written in the other one."""
    if isinstance(document, dict):
        if _is_text(document):
            missing = {language for language in LANGUAGES if is_blank(document.get(language))}
            return missing if len(missing) < len(LANGUAGES) else set()
        return set().union(*map(lacking, document.values()))
    if isinstance(document, list | tuple):
        return set().union(*map(lacking, document))
    return set()


def is_of(field: str, language: Language) -> bool:
    """Whether a dotted name is that of a text in this language, or of something in it."""
    return language in split(field)


def only_language(document: Any) -> Language | None:
    """The language of a document that is written in one only."""
    found = document.get("only_in") if isinstance(document, dict) else None
    return found if found in LANGUAGES else None


def is_blank(value: Any) -> bool:
    return value is None or value in ([], ()) or (isinstance(value, str) and not value.strip())


def _is_text(document: dict[str, Any]) -> bool:
    return bool(document) and set(document) <= set(LANGUAGES)

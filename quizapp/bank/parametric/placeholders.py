"""Fill the placeholders of an item: `[[gain]]` in a text, "= gain ** 2" in place of a number or a yes or no."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from quizapp.bank.parametric.expressions import ExpressionError, evaluate
from quizapp.bank.parametric.functions import Value

# An expression contains a letter, so that `[[1, 2]]` in a listing stays as it is; a format contains no space.
_PLACEHOLDER = re.compile(r"\[\[([^\[\]:A-Za-z]*+[A-Za-z][^\[\]:]*+)(?::\s*+([^\[\]:\s]*+)\s*+)?\]\]")
_FORMAT = re.compile(r"([+]?)(,?)(?:\.(\d{1,2}))?([defgt%]?)")
_LANGUAGES = ("zh", "en")


class PlaceholderError(ExpressionError):
    """What is wrong with the expression or format in one field."""

    def __init__(self, error: ExpressionError, place: tuple[str | int, ...]) -> None:
        super().__init__(error.code, **error.values)
        self.place = place


def filled(document: Any, names: Mapping[str, Value], place: tuple[str | int, ...] = ()) -> Any:
    """The document with every placeholder and expression in it replaced. Raises PlaceholderError."""
    if isinstance(document, Mapping):
        return {key: filled(inside, names, (*place, key)) for key, inside in document.items()}
    if isinstance(document, list | tuple):
        return [filled(inside, names, (*place, index)) for index, inside in enumerate(document)]
    if not isinstance(document, str):
        return document
    try:
        if is_expression(document, place):
            return evaluate(document.strip()[1:], names)
        return filled_text(document, names)
    except ExpressionError as error:
        raise PlaceholderError(error, place) from None


def is_expression(text: str, place: tuple[str | int, ...] = ()) -> bool:
    """A leading equals sign marks an expression, except in texts."""
    return text.lstrip().startswith("=") and (not place or place[-1] not in _LANGUAGES)


def filled_text(text: str, names: Mapping[str, Value]) -> str:
    """The text with the values of its placeholders. Raises ExpressionError."""
    if "[[" not in text:
        return text
    return _PLACEHOLDER.sub(lambda found: spelled(evaluate(found[1].strip(), names), found[2] or ""), text)


def placeholders_in(document: Any) -> Iterator[str]:
    """The expressions of all placeholders in the texts of a document."""
    if isinstance(document, Mapping):
        document = document.values()
    if isinstance(document, str):
        yield from (found[1].strip() for found in _PLACEHOLDER.finditer(document))
    elif not isinstance(document, bool | int | float | None):
        for inside in document:
            yield from placeholders_in(inside)


def blanked(text: str) -> str:
    """The text with an ellipsis in each placeholder, readable before its numbers are drawn."""
    return _PLACEHOLDER.sub("…", text)


def spelled(value: Value, form: str = "") -> str:
    """A value in a text. Formats are Python's d e f g % with precision, and t: a power of ten in TeX."""
    if isinstance(value, bool):
        return "true" if value else "false"
    found = _FORMAT.fullmatch(form)
    if found is None or (form and isinstance(value, str)):
        raise ExpressionError("placeholder_format", format=form)
    if isinstance(value, str):
        return value
    sign, comma, digits, letter = found.groups()
    if not form:
        return str(value) if isinstance(value, int) else _plain(value)
    if letter == "t":
        return _in_tex(value, int(digits or 3))
    if letter == "d":
        return format(round(value), f"{sign}{comma}d")
    precision = f".{digits}" if digits else ""
    return format(value, f"{sign}{comma}{precision}{letter or 'g'}")


def _plain(value: float) -> str:
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.6g}"


def _in_tex(value: float, digits: int) -> str:
    short = f"{value:.{digits}g}"
    if "e" not in short:
        return short
    mantissa, exponent = short.split("e")
    return rf"{mantissa} \times 10^{{{int(exponent)}}}"

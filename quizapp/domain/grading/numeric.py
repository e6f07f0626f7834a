"""Numeric: a number, or a text that spells one: 0.5, 1e-3, 3/4, full-width digits too."""

import math
import re
import unicodedata
from typing import Any

from quizapp.domain.grading.grade import Grade, MalformedAnswer
from quizapp.domain.items import Numeric, Tolerance

_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?"
_PLAIN = re.compile(_NUMBER)
_FRACTION = re.compile(rf"({_NUMBER})\s*/\s*({_NUMBER})")
_POWER = re.compile(rf"({_NUMBER})\s*(?:[*x×·]\s*10\s*\^|\*\s*10\s*\*\*)\s*([+-]?\d{{1,3}})")


def grade_numeric(item: Numeric, answer: Any) -> Grade:
    number = read_number(answer)
    if is_within(number, item.key, item.tolerance):
        return Grade(score=1.0, key=item.key)
    mistake = next((m for m in item.mistakes if is_within(number, m.value, item.tolerance)), None)
    return Grade(score=0.0, key=item.key, feedback=mistake.feedback if mistake else None)


def is_within(number: float, key: float, tolerance: Tolerance) -> bool:
    """Whether the number is the key up to the larger of both tolerances, with room for rounding."""
    allowed = max(tolerance.absolute, tolerance.relative * abs(key))
    return abs(number - key) <= allowed + 1e-12 * max(1.0, abs(key))


def read_number(answer: Any) -> float:
    if isinstance(answer, bool) or not isinstance(answer, int | float | str):
        raise MalformedAnswer("Enter a number, such as 0.5 or 1e-3.")
    try:
        number = _spelled(answer) if isinstance(answer, str) else float(answer)
    except OverflowError:
        number = math.inf
    if number is None or not math.isfinite(number):
        raise MalformedAnswer(
            "“%(answer)s” is not a number; write it like 0.5, 3/4, or 1e-3.", answer=str(answer)[:40]
        )
    return number


def _spelled(text: str) -> float | None:
    text = unicodedata.normalize("NFKC", text).replace("−", "-").replace(",", "").strip()[:60]
    if _PLAIN.fullmatch(text):
        return float(text)
    if found := _FRACTION.fullmatch(text):
        above, below = float(found[1]), float(found[2])
        return above / below if below else None
    if found := _POWER.fullmatch(text):
        return float(found[1]) * 10.0 ** int(found[2])
    return None

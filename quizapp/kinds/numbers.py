"""Numbers as people write them (0.5, 1e-3, 3/4, or full-width digits), and their distance from a key."""

import math
import re
import unicodedata
from collections.abc import Iterable
from typing import Any, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from quizapp.domain.text import ContentModel, Text
from quizapp.errors import N_
from quizapp.kinds.grade import MalformedAnswer

MESSAGES = {"no_tolerance": N_("Enter an absolute or a relative tolerance above zero.")}
_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?"
LONGEST = 60  # characters of a number as people write it
_PLAIN = re.compile(_NUMBER)
_FRACTION = re.compile(rf"({_NUMBER})\s*/\s*({_NUMBER})")
_POWER = re.compile(rf"({_NUMBER})\s*(?:[*x×·]\s*10\s*\^|\*\s*10\s*\*\*)\s*([+-]?\d{{1,3}})")


class Tolerance(ContentModel):
    """The allowed distance from the key: absolute, a fraction of the key, or the larger of both."""

    absolute: float = Field(default=0.0, ge=0)
    relative: float = Field(default=0.0, ge=0, lt=1)

    @model_validator(mode="after")
    def _is_given(self) -> Self:
        if self.absolute == 0 and self.relative == 0:
            raise PydanticCustomError(
                "no_tolerance", "Give an absolute or a relative tolerance above zero", {}
            )
        return self


class NumericMistake(ContentModel):
    """The wrong number that a common mistake gives, and the feedback on it."""

    value: float
    feedback: Text


def is_within(number: float, key: float, tolerance: Tolerance) -> bool:
    """Whether the number equals the key within the larger of both tolerances, with room for rounding."""
    allowed = max(tolerance.absolute, tolerance.relative * abs(key))
    return abs(number - key) <= allowed + 1e-12 * max(1.0, abs(key))


def feedback_of_number(
    number: float, mistakes: Iterable[NumericMistake], tolerance: Tolerance
) -> Text | None:
    """The feedback on this wrong number."""
    return next((m.feedback for m in mistakes if is_within(number, m.value, tolerance)), None)


def read_number(answer: Any) -> float:
    """A number, or a text that spells one. Raises MalformedAnswer for anything that is not a finite number."""
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
    if len(text) > LONGEST:
        return None
    text = unicodedata.normalize("NFKC", text).replace("−", "-").replace(",", "").strip()
    if _PLAIN.fullmatch(text):
        return float(text)
    if found := _FRACTION.fullmatch(text):
        above, below = float(found[1]), float(found[2])
        return above / below if below else None
    if found := _POWER.fullmatch(text):
        return float(found[1]) * 10.0 ** int(found[2])
    return None

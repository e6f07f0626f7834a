"""The distance of a number from a key, and when it is near enough."""

import math
from collections.abc import Iterable
from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from quizapp.domain.text import ContentModel, Text
from quizapp.errors import N_
from quizapp.kinds.arithmetic import Written
from quizapp.kinds.refutable import Refutable

MESSAGES = {"no_tolerance": N_("Enter an absolute or a relative tolerance above zero.")}
_FROM_HERE_ROUNDED = 0.02  # a relative tolerance as wide as this asks for a rounded number


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


class NumericMistake(Refutable):
    """The wrong number that a common mistake gives, and the feedback on it."""

    value: float
    feedback: Text


def is_within(number: float, key: float, tolerance: Tolerance) -> bool:
    """Whether the number equals the key within the larger of both tolerances, with room for rounding."""
    allowed = max(tolerance.absolute, tolerance.relative * abs(key))
    return abs(number - key) <= allowed + 1e-12 * max(1.0, abs(key))


def is_right(
    number: Written,
    key: float,
    tolerance: Tolerance,
    mistakes: Iterable[NumericMistake] = (),
    is_about_a_count: bool = False,
) -> bool:
    """Whether the number is within the tolerance, or is the key rounded to two significant digits or more.

    Rounding counts where the tolerance is two percent or wider and the key is no whole number, unless the number is
    nearer to a mistake. is_about_a_count: the whole numbers on both sides of the key are right too.
    """
    if is_count(key, tolerance):
        return abs(number.value - key) <= 1e-6 * max(1.0, abs(key))
    if is_within(number.value, key, tolerance):
        return True
    if is_about_a_count and number.value in (math.floor(key), math.ceil(key)):
        return True
    distance = abs(number.value - key)
    is_rounded = distance <= number.half_unit and tolerance.relative >= _FROM_HERE_ROUNDED
    return (
        is_rounded
        and not float(key).is_integer()
        and all(abs(number.value - mistake.value) > distance for mistake in mistakes)
    )


def is_count(key: float, tolerance: Tolerance) -> bool:
    """Whether only this whole number is right, so that a tolerance would mean nothing to a reader."""
    return float(key).is_integer() and tolerance.relative == 0 and 0.1 <= tolerance.absolute <= 0.5


def mistake_in_number(
    number: float, mistakes: Iterable[NumericMistake], tolerance: Tolerance
) -> NumericMistake | None:
    """The mistake that gives this wrong number."""
    return next((mistake for mistake in mistakes if is_within(number, mistake.value, tolerance)), None)

"""What varies between variants: parameters drawn from closed sets, and values derived from them."""

import math
from collections.abc import Mapping, Sequence
from random import Random
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from quizapp.bank.parametric.expressions import LONGEST, evaluate
from quizapp.bank.parametric.functions import FUNCTIONS, Value
from quizapp.domain.text import ContentModel

ParameterName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Expression = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST)]
Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
MOST_VALUES = 1_000_000


class Parameter(ContentModel):
    """A value drawn anew for each variant: one of the choices, or a number in a range.

    A range of whole numbers has step 1 unless it states one; any other range states its step. On the scale `log`, the
    logarithm is drawn uniformly and the number rounded to `digits` significant digits.
    """

    name: ParameterName
    choices: tuple[bool | int | float | Word, ...] = Field(default=(), max_length=40)
    minimum: int | float | None = None
    maximum: int | float | None = None
    step: int | float | None = Field(default=None, gt=0)
    scale: Literal["linear", "log"] = "linear"
    digits: int = Field(default=2, ge=1, le=6)

    @model_validator(mode="after")
    def _is_a_closed_set(self) -> Self:
        _refuse_name_of_a_function(self.name)
        if bool(self.choices) == (self.minimum is not None and self.maximum is not None):
            raise PydanticCustomError("knob_range", "Give either minimum and maximum, or choices", {})
        if self.minimum is None or self.maximum is None:
            return self
        if not self.minimum < self.maximum:
            raise PydanticCustomError(
                "knob_range_order", "The minimum must be below the maximum", {"field": "minimum"}
            )
        if self.scale == "log":
            if self.minimum <= 0:
                raise PydanticCustomError("greater_than", "Above zero", {"gt": 0, "field": "minimum"})
        elif self.step is None and not self._is_whole:
            raise PydanticCustomError("range_without_step", "Give the step of this range", {"field": "step"})
        elif (self.maximum - self.minimum) / (self.step or 1) > MOST_VALUES:
            raise PydanticCustomError("range_too_fine", "Too many values", {"limit": MOST_VALUES})
        return self

    @property
    def _is_whole(self) -> bool:
        return isinstance(self.minimum, int) and isinstance(self.maximum, int)

    def draw(self, random: Random) -> Value:
        """Draw a value of the set. Only random() of the generator is used, since no other method is guaranteed to
        stay.
        """
        if self.choices:
            return self.choices[int(random.random() * len(self.choices))]
        assert self.minimum is not None
        assert self.maximum is not None
        if self.scale == "log":
            number = self.minimum * math.exp(random.random() * math.log(self.maximum / self.minimum))
            number = min(max(float(f"{number:.{self.digits}g}"), self.minimum), self.maximum)
            return int(number) if self._is_whole else number
        step = self.step or 1
        count = math.floor((self.maximum - self.minimum) / step + 1e-9) + 1
        value = self.minimum + int(random.random() * count) * step
        return value if isinstance(value, int) else round(value, 10)


class Derived(ContentModel):
    """A value that follows from the parameters and from those derived before it."""

    name: ParameterName
    value: Expression

    @model_validator(mode="after")
    def _has_a_name_of_its_own(self) -> Self:
        _refuse_name_of_a_function(self.name)
        return self


def draw_parameters(parameters: Sequence[Parameter], random: Random) -> dict[str, Value]:
    return {parameter.name: parameter.draw(random) for parameter in parameters}


def with_derived(drawn: Mapping[str, Value], derived: Sequence[Derived]) -> dict[str, Value]:
    """The drawn and the derived values. Raises ExpressionError."""
    names = dict(drawn)
    for each in derived:
        names[each.name] = evaluate(each.value, names)
    return names


def _refuse_name_of_a_function(name: str) -> None:
    if name in FUNCTIONS or name in ("and", "or", "not", "if", "else", "in", "is"):
        raise PydanticCustomError(
            "name_of_function", "{name} is the name of a function", {"name": name, "field": "name"}
        )

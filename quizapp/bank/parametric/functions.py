"""The operators and functions of an expression. Each checks its arguments and limits its result."""

import ast
import math
import operator
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeAlias

import simulator

Value: TypeAlias = bool | int | float | str
LARGEST_WHOLE = 2**63
LONGEST_WORD = 80


class Refused(ValueError):
    """These values cannot be combined in this way."""


def settled(value: Any) -> Value:
    """Check a value of an expression: it must be finite, and a whole number at most 2**63."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and len(value) <= LONGEST_WORD:
        return value
    if isinstance(value, int) and abs(value) < LARGEST_WHOLE:
        return value
    if isinstance(value, int | float):
        number = _as_float(value)
        if math.isfinite(number):
            return number
    raise Refused("not a finite number")


def _as_float(value: int | float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _of_numbers(function: Callable[..., Any]) -> Callable[..., Value]:
    """The function for finite numbers; raises Refused if it has no value."""

    def careful(*values: Any) -> Value:
        for value in values:
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise Refused("not a number")
        try:
            return settled(function(*values))
        except ZeroDivisionError:
            raise Refused("division by zero") from None
        except (ArithmeticError, ValueError, TypeError) as error:
            raise Refused(str(error)) from None

    return careful


def _power(base: float, exponent: float) -> Any:
    is_whole = isinstance(base, int) and isinstance(exponent, int) and exponent >= 0
    if is_whole and exponent * math.log2(max(2, abs(base))) < 64:
        return base**exponent
    return math.pow(base, exponent)


def _rounded(number: float, digits: float = 0) -> Any:
    if digits != int(digits) or not -30 <= digits <= 30:
        raise Refused("a number of digits from -30 to 30 is needed")
    return round(number, int(digits)) if digits else round(number)


def _significant(number: float, digits: float) -> float:
    if digits != int(digits) or not 1 <= digits <= 15:
        raise Refused("a number of digits from 1 to 15 is needed")
    return float(f"{number:.{int(digits)}g}")


def _growth(activation: Any, weight_std: Any, bias_std: Any = 0.0) -> Value:
    """chi_1 of mean-field theory: the growth of the squared gradient norm per layer."""
    return settled(_mean_field(activation, weight_std, bias_std).chi_1)


def _length(activation: Any, weight_std: Any, bias_std: Any = 0.0) -> Value:
    """q* of mean-field theory: the variance of the pre-activation of a hidden unit after many layers."""
    return settled(_mean_field(activation, weight_std, bias_std).q_star)


def _mean_field(activation: Any, *spreads: Any) -> simulator.MeanField:
    if not isinstance(activation, str):
        raise Refused("the first argument is an activation, such as 'tanh'")
    if any(isinstance(each, bool) or not isinstance(each, int | float) for each in spreads):
        raise Refused("not a number")
    return _predicted(activation, *(float(each) for each in spreads))


@lru_cache(maxsize=4096)
def _predicted(activation: str, weight_std: float, bias_std: float) -> simulator.MeanField:
    if max(abs(weight_std), abs(bias_std)) > 1e3:
        raise Refused("a spread of at most 1000 is needed")
    try:
        return simulator.mean_field(activation, weight_std, bias_std)
    except ValueError as error:
        raise Refused(str(error)) from None


def _same(left: Any, right: Any) -> bool:
    if isinstance(left, str) != isinstance(right, str) or callable(left) or callable(right):
        raise Refused("a word and a number cannot be compared")
    return bool(left == right)


def _negated(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Refused("not a yes or no")
    return not value


OPERATORS: dict[type[ast.AST], Callable[..., Value]] = {
    ast.Add: _of_numbers(operator.add),
    ast.Sub: _of_numbers(operator.sub),
    ast.Mult: _of_numbers(operator.mul),
    ast.Div: _of_numbers(operator.truediv),
    ast.FloorDiv: _of_numbers(operator.floordiv),
    ast.Mod: _of_numbers(operator.mod),
    ast.Pow: _of_numbers(_power),
    ast.USub: _of_numbers(operator.neg),
    ast.UAdd: _of_numbers(operator.pos),
    ast.Not: _negated,
    ast.Lt: _of_numbers(operator.lt),
    ast.LtE: _of_numbers(operator.le),
    ast.Gt: _of_numbers(operator.gt),
    ast.GtE: _of_numbers(operator.ge),
    ast.Eq: _same,
    ast.NotEq: lambda left, right: not _same(left, right),
}
FUNCTIONS: dict[str, Callable[..., Value]] = {
    "abs": _of_numbers(abs),
    "min": _of_numbers(lambda *values: min(values)),
    "max": _of_numbers(lambda *values: max(values)),
    "sum": _of_numbers(lambda *values: math.fsum(values) if float in map(type, values) else sum(values)),
    "prod": _of_numbers(lambda *values: math.prod(values)),
    "sqrt": _of_numbers(math.sqrt),
    "exp": _of_numbers(math.exp),
    "log": _of_numbers(math.log),
    "log2": _of_numbers(math.log2),
    "log10": _of_numbers(math.log10),
    "tanh": _of_numbers(math.tanh),
    "sigmoid": _of_numbers(lambda x: 0.5 * (1.0 + math.tanh(0.5 * x))),
    "round": _of_numbers(_rounded),
    "significant": _of_numbers(_significant),
    "floor": _of_numbers(math.floor),
    "ceil": _of_numbers(math.ceil),
    "chi": _growth,
    "q_star": _length,
}

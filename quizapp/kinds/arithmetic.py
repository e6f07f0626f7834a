"""Numbers and short calculations as people write them: 1.728×10³, 3/4, 2^10, 4*(10+16), 93.6%, or 12万."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

_NUMBER = r"(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?"
_TOKEN = re.compile(
    rf"\s*(?:({_NUMBER})|(\*\*|sqrt|log10|log2|exp|tanh|ceil|floor|round|ln|log|pi|e(?![a-z])|[-+*/^()√%‰万千百亿k]|m(?![a-z])|million|thousand))"
)
_FUNCTIONS: dict[str, Callable[[float], float]] = {
    "sqrt": math.sqrt,
    "√": math.sqrt,
    "ln": math.log,
    "log": math.log,
    "log10": math.log10,
    "log2": math.log2,
    "exp": math.exp,
    "tanh": math.tanh,
    "ceil": math.ceil,
    "floor": math.floor,
    "round": round,
}
_CONSTANTS = {"pi": math.pi, "e": math.e}
_SCALES = {
    "%": 0.01,
    "‰": 0.001,
    "百": 1e2,
    "千": 1e3,
    "k": 1e3,
    "thousand": 1e3,
    "万": 1e4,
    "million": 1e6,
    "m": 1e6,
    "亿": 1e8,
}
_TEN_TO = re.compile(
    rf"^[+-]?({_NUMBER})(?:\s*\*\s*10\s*(?:\^|\*\*)\s*\(?([+-]?\d+)\)?|\s*(%|‰|[百千万亿k]|m(?![a-z])|million|thousand))?$"
)


@dataclass(frozen=True)
class Written:
    """A number, and how finely it was written.

    half_unit: half a unit of its last digit, if it has two significant digits or more; 0 for a calculation.
    """

    value: float
    half_unit: float = 0.0


class NotArithmetic(ValueError):
    pass


def calculated(text: str) -> Written:
    """The value of a calculation in half-width letters, without separators of thousands.

    Raises NotArithmetic, also for a result that is not a finite number.
    """
    reader = _Reader(text)
    try:
        value = reader.sum()
    except (ArithmeticError, ValueError, RecursionError):
        raise NotArithmetic(text) from None
    if reader.rest or not math.isfinite(value):
        raise NotArithmetic(text)
    return Written(value, _half_unit(text))


def _half_unit(text: str) -> float:
    found = _TEN_TO.fullmatch(text.strip())
    if not found:
        return 0.0
    mantissa, _, power = found[1].partition("e")
    decimals = mantissa[mantissa.index(".") + 1 :] if "." in mantissa else ""
    digits = mantissa.replace(".", "").lstrip("0")
    if not decimals:
        stripped = digits.rstrip("0")
        unit = 10.0 ** (len(digits) - len(stripped))
        digits = stripped
    else:
        unit = 10.0 ** -len(decimals)
    if len(digits) < 2:
        return 0.0
    scale = _SCALES.get(found[3] or "", 1.0)
    return 0.5 * unit * scale * 10.0 ** min(300, int(power or 0) + int(found[2] or 0))


class _Reader:
    """Reads a calculation from left to right, by the usual precedence; each method reads one level of it."""

    def __init__(self, text: str) -> None:
        self.text, self.position = text.strip(), 0
        self.number: str | None = None
        self.sign = ""
        self._next()

    @property
    def rest(self) -> bool:
        return self.number is not None or bool(self.sign)

    def _next(self) -> None:
        found = _TOKEN.match(self.text, self.position)
        if found is None:
            self.number, self.sign = None, self.text[self.position :].strip()
            return
        self.position = found.end()
        self.number, self.sign = found[1], found[2] or ""

    def _take(self, *signs: str) -> str:
        if self.number is None and self.sign in signs:
            taken = self.sign
            self._next()
            return taken
        return ""

    def sum(self) -> float:
        value = self.product()
        while sign := self._take("+", "-"):
            value += self.product() if sign == "+" else -self.product()
        return value

    def product(self) -> float:
        value = self.signed()
        while True:
            if self._take("*"):
                value *= self.signed()
            elif self._take("/"):
                value /= self.signed()
            elif self.number is None and self.sign in ("(", "√", "sqrt"):
                value *= self.signed()  # 2(3+4), 3√2
            else:
                return value

    def signed(self) -> float:
        sign = self._take("+", "-")
        return -self.power() if sign == "-" else self.power()

    def power(self) -> float:
        value = self.scaled()
        if self._take("^", "**"):
            value **= self.signed()
            if isinstance(value, complex):
                raise NotArithmetic(self.text)
        return value

    def scaled(self) -> float:
        value = self.single()
        while sign := self._take(*_SCALES):
            value *= _SCALES[sign]
        return value

    def single(self) -> float:
        if self.number is not None:
            value = float(self.number)
            self._next()
            return value
        if constant := self._take(*_CONSTANTS):
            return _CONSTANTS[constant]
        if self._take("("):
            value = self.sum()
            if not self._take(")"):
                raise NotArithmetic(self.text)
            return value
        if function := self._take(*_FUNCTIONS):
            if function != "√" and self.sign != "(" and not (function in ("ln", "log") and self.number):
                raise NotArithmetic(self.text)
            return _FUNCTIONS[function](self.scaled())
        raise NotArithmetic(self.text)

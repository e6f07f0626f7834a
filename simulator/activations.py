"""Activation functions and their slopes, in place and element by element.

`apply(drive, out)` writes f(drive); `slope(drive, out_values, out)` writes f'(drive), from f's own values
where they suffice. Arrays of one call share shape and dtype. Where `keeps_drive` is False, `out` may be
`drive` itself, since the slope needs only the values: half the memory.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]

LEAKY_SLOPE: Final = 0.01
GELU_SCALE: Final = 0.7978845608028654  # sqrt(2 / pi)
GELU_CUBIC: Final = 0.044715


@dataclass(frozen=True)
class Activation:
    """A function and its slope; `largest_slope` is the bound a saturated unit is measured against."""

    apply: Callable[[Array, Array], None]
    slope: Callable[[Array, Array, Array], None]
    keeps_drive: bool
    largest_slope: float


def _identity(drive: Array, out: Array) -> None:
    if out is not drive:
        out[...] = drive


def _identity_slope(drive: Array, values: Array, out: Array) -> None:
    out.fill(1.0)


def _sigmoid(drive: Array, out: Array) -> None:
    """1 / (1 + exp(-x)) = (1 + tanh(x / 2)) / 2, which cannot overflow."""
    np.multiply(drive, 0.5, out=out)
    np.tanh(out, out=out)
    out *= 0.5
    out += 0.5


def _sigmoid_slope(drive: Array, values: Array, out: Array) -> None:
    np.subtract(1.0, values, out=out)
    out *= values


def _tanh(drive: Array, out: Array) -> None:
    np.tanh(drive, out=out)


def _tanh_slope(drive: Array, values: Array, out: Array) -> None:
    np.multiply(values, values, out=out)
    np.subtract(1.0, out, out=out)


def _relu(drive: Array, out: Array) -> None:
    """max(x, 0), against an array of zeros: NumPy's loop for a single zero takes three times as long."""
    np.maximum(drive, _zeros(drive.shape, drive.dtype), out=out)


@lru_cache(maxsize=8)
def _zeros(shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
    return np.zeros(shape, dtype)


def _relu_slope(drive: Array, values: Array, out: Array) -> None:
    """1 where the unit is active, 0 where it is not; NaN counts as inactive."""
    np.greater(values, 0.0, out=out)


def _leaky_relu(drive: Array, out: Array) -> None:
    np.multiply(drive, LEAKY_SLOPE, out=out)
    np.maximum(drive, out, out=out)


def _leaky_relu_slope(drive: Array, values: Array, out: Array) -> None:
    np.greater(values, 0.0, out=out)
    out *= 1.0 - LEAKY_SLOPE
    out += LEAKY_SLOPE


def _gelu(drive: Array, out: Array) -> None:
    """0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))). Source: Hendrycks & Gimpel 2016, the tanh form."""
    _gelu_tanh(drive, out)
    out += 1.0
    out *= drive
    out *= 0.5


def _gelu_tanh(drive: Array, out: Array) -> None:
    np.multiply(drive, drive, out=out)
    out *= GELU_CUBIC
    out += 1.0
    out *= drive
    out *= GELU_SCALE
    np.tanh(out, out=out)


def _gelu_slope(drive: Array, values: Array, out: Array) -> None:
    """0.5 (1 + t) + 0.5 x (1 - t^2) sqrt(2/pi) (1 + 3 * 0.044715 x^2), t the tanh above."""
    _gelu_tanh(drive, out)
    inner = drive * drive
    inner *= 3.0 * GELU_CUBIC
    inner += 1.0
    inner *= drive
    inner *= 0.5 * GELU_SCALE
    inner *= 1.0 - out * out
    out += 1.0
    out *= 0.5
    out += inner


ACTIVATIONS: Final = {
    "identity": Activation(_identity, _identity_slope, keeps_drive=False, largest_slope=1.0),
    "sigmoid": Activation(_sigmoid, _sigmoid_slope, keeps_drive=False, largest_slope=0.25),
    "tanh": Activation(_tanh, _tanh_slope, keeps_drive=False, largest_slope=1.0),
    "relu": Activation(_relu, _relu_slope, keeps_drive=False, largest_slope=1.0),
    "leaky_relu": Activation(_leaky_relu, _leaky_relu_slope, keeps_drive=True, largest_slope=1.0),
    "gelu": Activation(_gelu, _gelu_slope, keeps_drive=True, largest_slope=1.0),
}

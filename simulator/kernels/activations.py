"""The activation functions of `equations.activations`, in place.

What differs, and why: results are written into arrays that are there already, and the derivative is made from the
function's own values where they suffice, so that the pre-activation need not be kept: half the memory.

`apply(z, out)` writes f(z); `derivative(z, values, out)` writes f'(z), given f(z). Arrays of one call share shape and
dtype. Where `keeps_pre_activation` is False, `out` may be `z` itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.equations.activations import GELU_CUBIC, GELU_SCALE, LEAKY_SLOPE

Array: TypeAlias = NDArray[Any]


@dataclass(frozen=True)
class Activation:
    """A function and its derivative; a saturated unit is measured against `largest_derivative`."""

    apply: Callable[[Array, Array], None]
    derivative: Callable[[Array, Array, Array], None]
    keeps_pre_activation: bool
    largest_derivative: float


def _identity(z: Array, out: Array) -> None:
    if out is not z:
        out[...] = z


def _identity_derivative(z: Array, values: Array, out: Array) -> None:
    out.fill(1.0)


def _sigmoid(z: Array, out: Array) -> None:
    """1 / (1 + exp(-z)) = (1 + tanh(z / 2)) / 2, which cannot overflow."""
    np.multiply(z, 0.5, out=out)
    np.tanh(out, out=out)
    out *= 0.5
    out += 0.5


def _sigmoid_derivative(z: Array, values: Array, out: Array) -> None:
    np.subtract(1.0, values, out=out)
    out *= values


def _tanh(z: Array, out: Array) -> None:
    np.tanh(z, out=out)


def _tanh_derivative(z: Array, values: Array, out: Array) -> None:
    np.multiply(values, values, out=out)
    np.subtract(1.0, out, out=out)


def _relu(z: Array, out: Array) -> None:
    """max(z, 0), against an array of zeros: NumPy's loop for a single zero takes three times as long."""
    np.maximum(z, _zeros(z.shape, z.dtype), out=out)


@lru_cache(maxsize=8)
def _zeros(shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
    return np.zeros(shape, dtype)


def _relu_derivative(z: Array, values: Array, out: Array) -> None:
    """1 where the unit is active, 0 where it is not; NaN counts as inactive."""
    np.greater(values, 0.0, out=out)


def _leaky_relu(z: Array, out: Array) -> None:
    np.multiply(z, LEAKY_SLOPE, out=out)
    np.maximum(z, out, out=out)


def _leaky_relu_derivative(z: Array, values: Array, out: Array) -> None:
    np.greater(values, 0.0, out=out)
    out *= 1.0 - LEAKY_SLOPE
    out += LEAKY_SLOPE


def _gelu(z: Array, out: Array) -> None:
    """0.5 z (1 + tanh(sqrt(2/pi) (z + 0.044715 z^3)))."""
    _gelu_tanh(z, out)
    out += 1.0
    out *= z
    out *= 0.5


def _gelu_tanh(z: Array, out: Array) -> None:
    np.multiply(z, z, out=out)
    out *= GELU_CUBIC
    out += 1.0
    out *= z
    out *= GELU_SCALE
    np.tanh(out, out=out)


def _gelu_derivative(z: Array, values: Array, out: Array) -> None:
    """0.5 (1 + t) + 0.5 z (1 - t^2) sqrt(2/pi) (1 + 3 * 0.044715 z^2), t the tanh above."""
    _gelu_tanh(z, out)
    inner = z * z
    inner *= 3.0 * GELU_CUBIC
    inner += 1.0
    inner *= z
    inner *= 0.5 * GELU_SCALE
    inner *= 1.0 - out * out
    out += 1.0
    out *= 0.5
    out += inner


ACTIVATIONS: Final = {
    "identity": Activation(
        _identity, _identity_derivative, keeps_pre_activation=False, largest_derivative=1.0
    ),
    "sigmoid": Activation(_sigmoid, _sigmoid_derivative, keeps_pre_activation=False, largest_derivative=0.25),
    "tanh": Activation(_tanh, _tanh_derivative, keeps_pre_activation=False, largest_derivative=1.0),
    "relu": Activation(_relu, _relu_derivative, keeps_pre_activation=False, largest_derivative=1.0),
    "leaky_relu": Activation(
        _leaky_relu, _leaky_relu_derivative, keeps_pre_activation=True, largest_derivative=1.0
    ),
    "gelu": Activation(_gelu, _gelu_derivative, keeps_pre_activation=True, largest_derivative=1.0),
}

"""Activation functions and their derivatives, by the formulas of the textbooks.

Pure functions of the pre-activation z, element by element, in its shape and dtype.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]

LEAKY_SLOPE: Final = 0.01  # of a leaky ReLU below zero
GELU_SCALE: Final = 0.7978845608028654  # sqrt(2 / pi)
GELU_CUBIC: Final = 0.044715


@dataclass(frozen=True)
class Activation:
    """A function of the pre-activation, and its derivative there."""

    function: Callable[[Array], Array]
    derivative: Callable[[Array], Array]


def sigmoid(z: Array) -> Array:
    """1 / (1 + exp(-z)): the gates of an LSTM and of a GRU."""
    return np.asarray(1 / (1 + np.exp(-z)))


def _sigmoid_by_tanh(z: Array) -> Array:
    """(1 + tanh(z / 2)) / 2, the same number. In float32 it rounds as the MLP kernel does."""
    return np.asarray((1 + np.tanh(z / 2)) / 2)


def _sigmoid_derivative(z: Array) -> Array:
    value = _sigmoid_by_tanh(z)
    return np.asarray(value * (1 - value))


def _tanh_derivative(z: Array) -> Array:
    return np.asarray(1 - np.tanh(z) ** 2)


def _relu(z: Array) -> Array:
    return np.maximum(z, 0)


def _relu_derivative(z: Array) -> Array:
    """1 where the unit is active, 0 where it is not, at zero too."""
    return np.where(z > 0, 1, 0).astype(z.dtype)


def _leaky_relu(z: Array) -> Array:
    return np.where(z > 0, z, LEAKY_SLOPE * z)


def _leaky_relu_derivative(z: Array) -> Array:
    return np.where(z > 0, 1, LEAKY_SLOPE).astype(z.dtype)


def _gelu(z: Array) -> Array:
    """z/2 (1 + tanh(sqrt(2/pi) (z + 0.044715 z^3))). Source: Hendrycks & Gimpel 2016, the tanh form."""
    return np.asarray(z / 2 * (1 + np.tanh(GELU_SCALE * (z + GELU_CUBIC * z**3))))


def _gelu_derivative(z: Array) -> Array:
    t = np.tanh(GELU_SCALE * (z + GELU_CUBIC * z**3))
    inner_derivative = GELU_SCALE * (1 + 3 * GELU_CUBIC * z**2)
    return np.asarray((1 + t) / 2 + z / 2 * (1 - t**2) * inner_derivative)


ACTIVATIONS: Final = {
    "identity": Activation(lambda z: z, np.ones_like),
    "sigmoid": Activation(_sigmoid_by_tanh, _sigmoid_derivative),
    "tanh": Activation(np.tanh, _tanh_derivative),
    "relu": Activation(_relu, _relu_derivative),
    "leaky_relu": Activation(_leaky_relu, _leaky_relu_derivative),
    "gelu": Activation(_gelu, _gelu_derivative),
}

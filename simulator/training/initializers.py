"""Initialization schemes. Every scheme draws from the given generator, always in float64."""

from collections.abc import Callable
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
Initializer: TypeAlias = Callable[[np.random.Generator, int, int, float], Array]


def normal(generator: np.random.Generator, fan_in: int, fan_out: int, gain: float) -> Array:
    """W ~ N(0, gain^2 / fan_in), (fan_in, fan_out). Keeps the variance of a linear unit at gain^2."""
    spread = gain / fan_in**0.5
    return np.asarray(spread * generator.standard_normal((fan_in, fan_out)))


def xavier(generator: np.random.Generator, fan_in: int, fan_out: int, gain: float) -> Array:
    """W ~ N(0, gain^2 * 2 / (fan_in + fan_out)). Source: Glorot & Bengio 2010, equation 12, normal form."""
    spread = gain * (2.0 / (fan_in + fan_out)) ** 0.5
    return np.asarray(spread * generator.standard_normal((fan_in, fan_out)))


def he(generator: np.random.Generator, fan_in: int, fan_out: int, gain: float) -> Array:
    """W ~ N(0, gain^2 * 2 / fan_in). Source: He et al. 2015, equation 10."""
    spread = gain * (2.0 / fan_in) ** 0.5
    return np.asarray(spread * generator.standard_normal((fan_in, fan_out)))


def orthogonal(generator: np.random.Generator, fan_in: int, fan_out: int, gain: float) -> Array:
    """gain * Q, orthonormal along the shorter side, uniformly distributed. Source: Saxe et al. 2013.

    Q of the QR decomposition of a Gaussian matrix, with the signs of R's diagonal so that Q is Haar.
    """
    tall = generator.standard_normal((max(fan_in, fan_out), min(fan_in, fan_out)))
    Q, R = np.linalg.qr(tall)
    Q = Q * np.sign(np.diag(R))
    return np.ascontiguousarray(gain * (Q if fan_in >= fan_out else Q.T))


def identity(generator: np.random.Generator, fan_in: int, fan_out: int, gain: float) -> Array:
    """gain * I, square only; draws nothing. Source: Le, Jaitly, Hinton 2015 (recurrent matrices of ReLU)."""
    if fan_in != fan_out:
        raise ValueError(f"an identity matrix is square, not {fan_in} x {fan_out}")
    return gain * np.eye(fan_in)


INITIALIZERS: Final[dict[str, Initializer]] = {
    "normal": normal,
    "xavier": xavier,
    "he": he,
    "orthogonal": orthogonal,
    "identity": identity,
}

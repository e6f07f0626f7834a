"""Mean-field predictions for wide networks: how signals and gradients grow from layer to layer."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.equations.activations import ACTIVATIONS, LEAKY_SLOPE

Float64: TypeAlias = NDArray[np.float64]

GRID_POINTS: Final = 8001
GRID_EDGE: Final = 12.0  # in standard deviations
GRID_STRETCH: Final = 12.0  # density of the grid at zero, where the derivatives of saturated units are
LARGEST_LENGTH: Final = 1e12
SMALLEST_LENGTH: Final = 1e-12
COARSE_STEP: Final = 16  # the grid of the length map, which is evaluated most often, has every 16th point
ITERATIONS: Final = 400
SETTLED: Final = 1e-13
CROSSOVER_RANGE: Final = (0.1, 30.0)
CROSSOVER_POINTS: Final = 118
# E[f'^2] of activations that are linear far from zero, the limit when the length diverges. E[f^2] / q has the same
# limit, which it approaches from below.
FAR_DERIVATIVE_SQUARED: Final = {
    "identity": 1.0,
    "relu": 0.5,
    "leaky_relu": (1 + LEAKY_SLOPE**2) / 2,
    "gelu": 0.5,
}
PIECEWISE_LINEAR: Final = ("identity", "relu", "leaky_relu")  # with a bend at zero only


@dataclass(frozen=True)
class MeanField:
    """q_star: variance of a hidden unit's pre-activation after many layers. chi_1: growth of the squared gradient norm
    per layer, so that over L layers the norm grows as chi_1^(L/2). depth_scale: 1 / |ln chi_1|, the number of
    layers over which the squared norm changes by a factor e; infinite at chi_1 = 1.
    """

    q_star: float
    chi_1: float
    depth_scale: float


def mean_field(activation: str, weight_std: float, bias_std: float = 0.0) -> MeanField:
    """The fixed point of the signal length, and the growth of the gradient there.

    q* = weight_std^2 E[f(sqrt(q*) z)^2] + bias_std^2
    chi_1 = weight_std^2 E[f'(sqrt(q*) z)^2],  z ~ N(0, 1)
    weight_std: of weights N(0, weight_std^2 / fan_in); bias_std: of biases N(0, bias_std^2).
    The length map is iterated from q = 1, the length of standardized inputs; ReLU at weight_std sqrt(2) keeps any
    length, so q_star is 1 there. Expectations are sums over a grid that is dense around zero; Gauss-Hermite
    quadrature is unreliable for saturated units. Raises ValueError for an unknown activation or a negative standard
    deviation.
    Sources: Poole et al. 2016; Schoenholz et al. 2017.
    """
    if activation not in ACTIVATIONS:
        raise ValueError(f"activation is one of {', '.join(ACTIVATIONS)}, not '{activation}'")
    if weight_std < 0 or bias_std < 0:
        raise ValueError("weight_std and bias_std cannot be negative")
    find = _fixed_length_of_lines if activation in PIECEWISE_LINEAR else _fixed_length
    length = find(activation, weight_std, bias_std)
    growth = weight_std**2 * mean_square_derivative(activation, length)
    return MeanField(length, growth, _depth_scale(growth))


@lru_cache(maxsize=256)  # gelu takes up to a second, and every page with a map needs it
def crossovers(activation: str, other: str | None = None, bias_std: float = 0.0) -> tuple[float, ...]:
    """Values of weight_std at which the gradient grows equally fast with two activations, ascending.

    chi_1(activation, weight_std) = chi_1(other, weight_std), or = 1 without another: the edge between
    vanishing and exploding gradients (gelu jumps over it; the place of the jump is given). Searched for between
    0.1 and 30 on a grid of 5% steps, then bisected; if the two agree over a whole interval, there is no crossing.
    Raises ValueError as `mean_field` does.
    """

    def difference(weight_std: float) -> float:
        rival = 1.0 if other is None else mean_field(other, weight_std, bias_std).chi_1
        return mean_field(activation, weight_std, bias_std).chi_1 - rival

    grid = np.geomspace(*CROSSOVER_RANGE, CROSSOVER_POINTS)
    differences = [difference(float(weight_std)) for weight_std in grid]
    pairs = zip(grid[:-1], grid[1:], differences[:-1], differences[1:], strict=True)
    return tuple(
        _bisected(difference, float(low), float(high), before > 0)
        for low, high, before, after in pairs
        if before * after < 0
    )


def _bisected(of: Callable[[float], float], low: float, high: float, is_positive_at_low: bool) -> float:
    for _ in range(40):
        middle = 0.5 * (low + high)
        if (of(middle) > 0) == is_positive_at_low:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


def _depth_scale(growth: float) -> float:
    if growth == 0.0:
        return 0.0
    logarithm = abs(math.log(growth))
    return math.inf if logarithm < 1e-12 else 1.0 / logarithm


def _fixed_length_of_lines(activation: str, weight_std: float, bias_std: float) -> float:
    """The fixed point of a length map that is a straight line."""
    slope = weight_std**2 * FAR_DERIVATIVE_SQUARED[activation]
    if abs(slope - 1.0) <= SETTLED:
        return math.inf if bias_std else 1.0
    return _within_range(bias_std**2 / (1.0 - slope)) if slope < 1.0 else math.inf


def _fixed_length(activation: str, weight_std: float, bias_std: float) -> float:
    """Iterate the length map with Aitken's acceleration, for the slow approach at chi = 1."""

    def following(q: float) -> float:
        return weight_std**2 * mean_square_value(activation, q) + bias_std**2

    q = 1.0
    for left in range(ITERATIONS, 0, -1):
        once = following(q)
        if activation in FAR_DERIVATIVE_SQUARED and _surely_diverges(q, (once - bias_std**2) / q, 2 * left):
            return math.inf
        twice = following(once)
        bend = twice - 2.0 * once + q
        is_settled = abs(twice - q) <= SETTLED * max(q, 1e-3)
        towards = q - (once - q) ** 2 / bend if bend < 0.0 < once - q or once - q < 0.0 < bend else twice
        q = max(towards, 0.0)
        if is_settled or q < SMALLEST_LENGTH or q > LARGEST_LENGTH:
            break
    return _within_range(q)


def _within_range(q: float) -> float:
    if q > LARGEST_LENGTH:
        return math.inf
    return 0.0 if q < SMALLEST_LENGTH else q


def _surely_diverges(q: float, growth: float, steps_left: int) -> bool:
    """Whether growth by this factor per step, which only rises with q, passes the largest length in time."""
    return growth > 1.0 and math.log(q) + steps_left * math.log(growth) > math.log(LARGEST_LENGTH)


@cache
def _grid() -> tuple[Float64, Float64]:
    """Points z and their weights under N(0, 1): z = edge * sinh(s u) / sinh(s), u even in [-1, 1]."""
    u = np.linspace(-1.0, 1.0, GRID_POINTS)
    z = GRID_EDGE * np.sinh(GRID_STRETCH * u) / np.sinh(GRID_STRETCH)
    spacing = GRID_EDGE * GRID_STRETCH * np.cosh(GRID_STRETCH * u) / np.sinh(GRID_STRETCH) * (u[1] - u[0])
    return z, spacing * np.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)


@cache
def _coarse_grid() -> tuple[Float64, Float64]:
    z, weights = _grid()
    return z[::COARSE_STEP].copy(), COARSE_STEP * weights[::COARSE_STEP]


def _expectation(of: Callable[[Float64], Float64], length: float, grid: tuple[Float64, Float64]) -> float:
    z, weights = grid
    return float(np.dot(weights, of(math.sqrt(length) * z) ** 2))


def mean_square_value(activation: str, length: float) -> float:
    """E[f(sqrt(length) z)^2], z ~ N(0, 1)."""
    if activation in PIECEWISE_LINEAR:
        return FAR_DERIVATIVE_SQUARED[activation] * length
    return _expectation(ACTIVATIONS[activation].function, length, _coarse_grid())


def mean_square_derivative(activation: str, length: float) -> float:
    """E[f'(sqrt(length) z)^2], z ~ N(0, 1)."""
    if math.isinf(length):
        return FAR_DERIVATIVE_SQUARED[activation]
    if activation in PIECEWISE_LINEAR:
        return FAR_DERIVATIVE_SQUARED[activation]  # the same at every length, also at zero
    return _expectation(ACTIVATIONS[activation].derivative, length, _grid())

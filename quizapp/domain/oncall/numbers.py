"""Numbers of a case, drawn from its name, so that the same case is drawn everywhere."""

import math
from random import Random


def between(random: Random, low: float, high: float) -> float:
    """Uniform on a logarithmic scale, with three digits."""
    return three_digits(math.exp(random.uniform(math.log(low), math.log(high))))


def three_digits(value: float) -> float:
    return float(f"{value:.3g}")

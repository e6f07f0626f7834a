"""Optimizers: from clipped gradients to new parameters, for all runs at once."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]


class Sgd:
    """Stochastic gradient descent with momentum.

    velocity = momentum * velocity + gradient;  parameters = parameters - learning_rate * velocity
    parameters, gradients: (runs, size). learning_rates, momenta: one per run.
    """

    def __init__(self, learning_rates: list[float], momenta: list[float], like: Array) -> None:
        self.learning_rates = np.array(learning_rates, like.dtype)[:, None]
        self.momenta = np.array(momenta, like.dtype)[:, None]
        self.velocity = np.zeros_like(like) if any(momenta) else None
        self.change = np.zeros_like(like)

    def update(self, parameters: Array, gradients: Array) -> None:
        direction = gradients
        if self.velocity is not None:
            self.velocity *= self.momenta
            self.velocity += gradients
            direction = self.velocity
        np.multiply(direction, self.learning_rates, out=self.change)
        parameters -= self.change

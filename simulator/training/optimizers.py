"""Optimizers: from clipped gradients to new parameters, for all runs at once.

Parameters and gradients are (runs, size); the settings of an optimizer are one per run. After an update
`change` holds what was subtracted from the parameters.
"""

from collections.abc import Sequence
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.settings.updates import AdamSettings, AnyOptimizerSettings, RmspropSettings, SgdSettings

Array: TypeAlias = NDArray[Any]


class Optimizer(Protocol):
    """The interface of an optimizer for the training loop."""

    change: Array

    def update(self, parameters: Array, gradients: Array) -> None:
        """Change the parameters in place."""


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


class Adam:
    """Adaptive moments, with bias correction.

    m = beta_1 m + (1 - beta_1) g;  v = beta_2 v + (1 - beta_2) g^2;
    parameters = parameters - learning_rate * (m / (1 - beta_1^t)) / (sqrt(v / (1 - beta_2^t)) + epsilon)
    at update t = 1, 2, … Source: Kingma & Ba 2015, algorithm 1, whose settings are the defaults.
    """

    def __init__(self, settings: Sequence[AdamSettings], like: Array) -> None:
        self.rates = np.array([one.learning_rate for one in settings])[:, None]
        self.beta_1 = np.array([one.beta_1 for one in settings])[:, None]
        self.beta_2 = np.array([one.beta_2 for one in settings])[:, None]
        self.epsilon = np.array([one.epsilon for one in settings], like.dtype)[:, None]
        self.keep_1, self.keep_2 = self.beta_1.astype(like.dtype), self.beta_2.astype(like.dtype)
        self.take_1, self.take_2 = (1 - self.beta_1).astype(like.dtype), (1 - self.beta_2).astype(like.dtype)
        self.mean, self.mean_square, self.change = (np.zeros_like(like) for _ in range(3))
        self.root = np.zeros_like(like)
        self.updates = 0

    def update(self, parameters: Array, gradients: Array) -> None:
        self.updates += 1
        dtype = parameters.dtype
        step = (self.rates / (1 - self.beta_1**self.updates)).astype(dtype)
        rise = (1 / np.sqrt(1 - self.beta_2**self.updates)).astype(dtype)
        np.multiply(gradients, self.take_1, out=self.change)
        self.mean *= self.keep_1
        self.mean += self.change
        np.multiply(gradients, gradients, out=self.root)
        self.root *= self.take_2
        self.mean_square *= self.keep_2
        self.mean_square += self.root
        np.sqrt(self.mean_square, out=self.root)
        self.root *= rise
        self.root += self.epsilon
        np.divide(self.mean, self.root, out=self.change)
        self.change *= step
        parameters -= self.change


class Rmsprop:
    """Gradients divided by the root of a running mean of their squares.

    v = decay v + (1 - decay) g^2;  parameters = parameters - learning_rate * g / (sqrt(v) + epsilon)
    Source: Tieleman & Hinton 2012, lecture 6e (decay 0.9, learning rate 0.001). v starts at zero, uncorrected: the
    first update is learning_rate / sqrt(1 - decay) in every component.
    """

    def __init__(self, settings: Sequence[RmspropSettings], like: Array) -> None:
        self.rates = np.array([one.learning_rate for one in settings], like.dtype)[:, None]
        self.keep = np.array([one.decay for one in settings], like.dtype)[:, None]
        self.take = np.array([1 - one.decay for one in settings], like.dtype)[:, None]
        self.epsilon = np.array([one.epsilon for one in settings], like.dtype)[:, None]
        self.mean_square, self.change = np.zeros_like(like), np.zeros_like(like)
        self.root = np.zeros_like(like)

    def update(self, parameters: Array, gradients: Array) -> None:
        np.multiply(gradients, gradients, out=self.root)
        self.root *= self.take
        self.mean_square *= self.keep
        self.mean_square += self.root
        np.sqrt(self.mean_square, out=self.root)
        self.root += self.epsilon
        np.divide(gradients, self.root, out=self.change)
        self.change *= self.rates
        parameters -= self.change


def optimizer_of(settings: Sequence[AnyOptimizerSettings], like: Array) -> Optimizer:
    """The optimizer of a stack whose runs share its kind; `like` has the parameters' shape and dtype."""
    adams = [one for one in settings if isinstance(one, AdamSettings)]
    if adams:
        return Adam(adams, like)
    rmsprops = [one for one in settings if isinstance(one, RmspropSettings)]
    if rmsprops:
        return Rmsprop(rmsprops, like)
    plain = [one for one in settings if isinstance(one, SgdSettings)]
    return Sgd([one.learning_rate for one in plain], [one.momentum for one in plain], like)

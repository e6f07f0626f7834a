"""How probable it is, by the answers, that another option than the keyed one is right.

Able learners tend towards the right option, whatever the key says. Each option has a utility that is linear in the
ability of the learner, and an answer is a choice by these utilities (the nominal response model: Bock 1972,
Psychometrika 37). What is believed of the right option and of a wrong one before any answer differs; so for each
option one can say how well the answers fit if that one is right (Laplace's approximation of the evidence).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

LARGEST_SAMPLE = 1000  # of answers; more do not change what is found
# Mean and standard deviation of the constant and of the factor of ability, of the right option and of a wrong one.
OF_RIGHT = np.array([[1.2, 1.2], [0.7, 0.35]])
OF_WRONG = np.array([[0.0, 1.0], [-0.1, 0.25]])
NEWTON_STEPS = 50
CLOSE_ENOUGH = 1e-6


def fit_of_keys(chosen: NDArray[np.int64], ability: NDArray[np.float64], options: int) -> NDArray[np.float64]:
    """How well the answers fit if each option is the right one: the logarithm of the evidence, (options,).

    Only differences mean something. chosen (answers,): the number of the option. ability (answers,): as in
    `ItemResponses`.
    """
    chosen, ability = chosen[-LARGEST_SAMPLE:], ability[-LARGEST_SAMPLE:]
    return np.array([_log_evidence(chosen, ability, options, right) for right in range(options)])


def number_of(chosen: Sequence[str], options: Sequence[str]) -> NDArray[np.int64]:
    """The place of each chosen option among the options."""
    places = {option: place for place, option in enumerate(options)}
    return np.array([places[each] for each in chosen], dtype=np.int64)


def _log_evidence(chosen: NDArray[np.int64], ability: NDArray[np.float64], options: int, right: int) -> float:
    """The logarithm of the probability of the answers if option `right` is right, up to a constant."""
    prior = np.repeat(
        OF_WRONG[:, None, :], options, axis=1
    )  # (constant and factor, options, mean and deviation)
    prior[:, right] = OF_RIGHT
    mean, precision = prior[..., 0].ravel(), prior[..., 1].ravel() ** -2.0
    features = np.stack([np.ones_like(ability), ability])  # (2, answers)
    hits = np.zeros((len(chosen), options))
    hits[np.arange(len(chosen)), chosen] = 1.0
    weights = mean.copy()
    for _ in range(NEWTON_STEPS):
        shares = _shares(weights, features, options)
        gradient = ((hits - shares).T @ features.T).T.ravel() - precision * (weights - mean)
        curvature = _curvature(shares, features) + np.diag(precision)
        step = np.linalg.solve(curvature, gradient)
        weights = weights + step / max(1.0, float(np.abs(step).max()))  # no step longer than 1
        if np.abs(step).max() < CLOSE_ENOUGH:
            break
    shares = _shares(weights, features, options)
    likelihood = float(np.log(shares[np.arange(len(chosen)), chosen]).sum())
    away = weights - mean
    _, log_determinant = np.linalg.slogdet(_curvature(shares, features) + np.diag(precision))
    return float(
        likelihood
        - 0.5 * float(precision @ away**2)
        + 0.5 * float(np.log(precision).sum())
        - 0.5 * log_determinant
    )


def _shares(weights: NDArray[np.float64], features: NDArray[np.float64], options: int) -> NDArray[np.float64]:
    """The probability of each option for each answer, (answers, options)."""
    utility = features.T @ weights.reshape(2, options)
    utility -= utility.max(axis=1, keepdims=True)
    exponential = np.exp(utility)
    return np.asarray(exponential / exponential.sum(axis=1, keepdims=True))


def _curvature(shares: NDArray[np.float64], features: NDArray[np.float64]) -> NDArray[np.float64]:
    """Minus the second derivative of the log likelihood, (2 options, 2 options)."""
    options = shares.shape[1]
    blocks = np.empty((2, options, 2, options))
    for one in range(2):
        for other in range(2):
            weighted = shares * (features[one] * features[other])[:, None]
            blocks[one, :, other, :] = np.diag(weighted.sum(axis=0)) - weighted.T @ shares
    return blocks.reshape(2 * options, 2 * options)

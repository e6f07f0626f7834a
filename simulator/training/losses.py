"""Losses and metrics, per run, and the gradient of the loss with respect to the outputs.

A sample's loss is the mean over its outputs (and over time, where targets have a time axis); the reduction
then takes the mean or the sum over the batch.
"""

from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.measuring.norms import sum_square

Array: TypeAlias = NDArray[Any]
Float64: TypeAlias = NDArray[np.float64]


def squared_error(
    outputs: Array, targets: Array, d_outputs: Array, batch_factor: float
) -> tuple[Float64, Float64]:
    """Mean squared error and its gradient.

    loss = batch_factor * sum over batch and outputs of (output - target)^2 / (batch * n_outputs)
    outputs, targets, d_outputs: (runs, batch, n_outputs) float; d_outputs is written.
    batch_factor: 1 for the mean over the batch, the batch size for the sum.
    Returns loss (runs,), rounded to the dtype of the outputs, and metric (runs,): the mean squared error,
    whatever the reduction.
    """
    per_run = outputs[0].size
    np.subtract(outputs, targets, out=d_outputs)
    with np.errstate(all="ignore"):
        mean = sum_square(d_outputs.reshape(len(outputs), per_run)) / per_run
        d_outputs *= 2.0 * batch_factor / per_run
        return _rounded(mean * batch_factor, outputs), _rounded(mean, outputs)


def cross_entropy(
    outputs: Array, targets: Array, d_outputs: Array, batch_factor: float
) -> tuple[Float64, Float64]:
    """Cross-entropy of softmax(outputs) in nats, and its gradient.

    loss = -batch_factor * mean over (time and) batch of log softmax(output)[target]
    outputs, d_outputs: (runs, [time,] batch, classes) float; targets: (runs, [time,] batch) int.
    Returns loss (runs,) and metric (runs,): accuracy, NaN where the loss is not finite.
    Source: Goodfellow et al. 2016, section 6.2.2.3.
    """
    runs, classes = len(outputs), outputs.shape[-1]
    logits, probabilities = outputs.reshape(-1, classes), d_outputs.reshape(-1, classes)
    chosen, share = targets.reshape(-1), runs / len(logits)
    at_target = chosen + _multiples(len(logits), classes)
    with np.errstate(all="ignore"):
        np.subtract(logits, np.maximum.reduce(logits, axis=-1, keepdims=True), out=probabilities)
        losses = -probabilities.take(at_target)
        is_right = logits.argmax(axis=-1) == chosen
        np.exp(probabilities, out=probabilities)
        totals = np.add.reduce(probabilities, axis=-1, keepdims=True)
        losses += np.log(totals[:, 0])
        probabilities *= batch_factor * share / totals
        flat = probabilities.reshape(-1)
        flat[at_target] -= batch_factor * share
        mean = np.add.reduce(losses.reshape(runs, -1), axis=-1, dtype=np.float64) * share
        accuracy = np.add.reduce(is_right.reshape(runs, -1), axis=-1) * share
        return _rounded(mean * batch_factor, outputs), np.where(np.isfinite(mean), accuracy, np.nan)


@lru_cache(maxsize=8)
def _multiples(count: int, of: int) -> NDArray[np.int64]:
    return np.arange(count) * of


def _rounded(values: Float64, outputs: Array) -> Float64:
    """Round to the dtype of the outputs: a float32 loss overflows to infinity."""
    return values.astype(outputs.dtype).astype(np.float64)

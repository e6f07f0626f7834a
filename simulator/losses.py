"""Losses and metrics, per run, and the gradient of the loss with respect to the outputs.

A sample's loss is the mean over its outputs (and over time, where targets have a time axis); the reduction
then takes the mean or the sum over the batch.
"""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.norms import root_sum_square

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
        mean = root_sum_square(d_outputs.reshape(len(outputs), per_run)) ** 2 / per_run
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
    logits = outputs.reshape(runs, -1, classes)
    chosen = targets.reshape(runs, -1, 1)
    probabilities = d_outputs.reshape(runs, -1, classes)
    with np.errstate(all="ignore"):
        np.subtract(logits, logits.max(axis=-1, keepdims=True), out=probabilities)
        target_logits = np.take_along_axis(probabilities, chosen, axis=-1)
        np.exp(probabilities, out=probabilities)
        totals = probabilities.sum(axis=-1, keepdims=True)
        losses = (np.log(totals) - target_logits)[..., 0].astype(np.float64).mean(axis=-1)
        accuracy = (logits.argmax(axis=-1) == chosen[..., 0]).mean(axis=-1)
        probabilities /= totals
        at_target = np.take_along_axis(probabilities, chosen, axis=-1)
        np.put_along_axis(probabilities, chosen, at_target - 1.0, axis=-1)
        probabilities *= batch_factor / logits.shape[1]
        metric = np.where(np.isfinite(losses), accuracy, np.nan)
        return _rounded(losses * batch_factor, outputs), metric


def softmax(logits: Array) -> Array:
    """exp(logits) / sum of exp(logits) over the last axis; any shape."""
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True))


def _rounded(values: Float64, outputs: Array) -> Float64:
    """As a program in the outputs' own dtype would see it: a float32 loss overflows to infinity."""
    return values.astype(outputs.dtype).astype(np.float64)

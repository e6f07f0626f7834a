"""Losses and penalties with their gradients.

    squared error    l = mean over the outputs of (o - y)^2
    cross-entropy    l = -log p[y],  p = softmax(o)                 in nats
    loss             mean of l over the batch, and over time where every step has a target
    with reduction "sum", times the batch size
    penalty          strength * sum |w| (l1) or strength * sum w^2 (l2) of a weight matrix, added to the loss

Shapes: outputs o ([time,] batch, outputs); targets y in the same shape, or classes ([time,] batch) int.
Source: Goodfellow et al. 2016, sections 6.2.1.1 and 6.2.2.3.
"""

from collections.abc import Iterable
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.settings.updates import PenaltySettings

Array: TypeAlias = NDArray[Any]
Reduction: TypeAlias = Literal["mean", "sum"]


def sample_losses(outputs: Array, targets: Array) -> Array:
    """l of each sample (and time step), ([time,] batch): cross-entropy of int targets, else squared error."""
    if is_classes(targets):
        shifted = outputs - outputs.max(axis=-1, keepdims=True)
        log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
        return np.asarray(-np.take_along_axis(log_probabilities, targets[..., None], axis=-1)[..., 0])
    return np.asarray(((outputs - targets) ** 2).mean(axis=-1))


def loss_of(outputs: Array, targets: Array, reduction: Reduction) -> float:
    """The loss of a batch, without a penalty, in nats or squared units.

    mean of l over the batch (and time), times the batch size with reduction "sum"; l is the cross-entropy of int
    targets, the squared error of others.
    outputs: ([time,] batch, outputs) float; targets: the same shape, or ([time,] batch) int classes.
    Raises ValueError if the shapes do not fit. Source: Goodfellow et al. 2016, section 6.2.
    """
    return float(sample_losses(outputs, targets).mean()) * _factor(targets, reduction)


def output_gradients(outputs: Array, targets: Array, reduction: Reduction) -> Array:
    """The gradient of `loss_of` with respect to the outputs, in their shape.

    dLoss/do = (p - one_hot(y)) / n with p = softmax(o), or 2 (o - y) / n; n: how many numbers the mean is over,
    counted for one sample with reduction "sum". Shapes, errors and source as in `loss_of`.
    """
    if is_classes(targets):
        one_hot = np.eye(outputs.shape[-1], dtype=outputs.dtype)[targets]
        return np.asarray((softmax(outputs) - one_hot) * (_factor(targets, reduction) / targets.size))
    return np.asarray(2 * (outputs - targets) * (_factor(targets, reduction) / targets.size))


def softmax(outputs: Array) -> Array:
    """exp(o) / sum of exp(o) over the last axis; any shape."""
    exponentials = np.exp(outputs - outputs.max(axis=-1, keepdims=True))
    return np.asarray(exponentials / exponentials.sum(axis=-1, keepdims=True))


def is_classes(targets: Array) -> bool:
    """Whether the targets name classes."""
    return bool(np.issubdtype(targets.dtype, np.integer))


def _factor(targets: Array, reduction: Reduction) -> int:
    if reduction == "mean":
        return 1
    return int(targets.shape[-1 if is_classes(targets) else -2])


def penalized_names(penalty: PenaltySettings, names: Iterable[str]) -> list[str]:
    """Of parameters the matrices under the penalty: the recurrent ones, or all; never a bias."""
    letters = "W" if penalty.on == "recurrent" else "UWV"
    return [name for name in names if name[0] in letters]


def penalty_of(penalty: PenaltySettings, matrix: Array) -> float:
    """What one matrix adds to the loss."""
    total = np.abs(matrix).sum() if penalty.kind == "l1" else (matrix**2).sum()
    return penalty.strength * float(total)


def penalty_gradient(penalty: PenaltySettings, matrix: Array) -> Array:
    """What one matrix' penalty adds to its gradient: strength * sign(w), or 2 * strength * w."""
    return np.asarray(penalty.strength * (np.sign(matrix) if penalty.kind == "l1" else 2 * matrix))

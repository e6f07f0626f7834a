"""Whether an update is larger than the curvature of the loss allows, measured by training again up to it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.settings.experiment import Experiment
from simulator.settings.updates import SgdSettings
from simulator.training.loop import Training

Array: TypeAlias = NDArray[Any]

PRODUCTS: Final = 4  # with the Hessian, for the largest curvature
RELATIVE_DISTANCE: Final = 1e-3  # of the finite difference, relative to the norm of the parameters


@dataclass(frozen=True)
class Stability:
    """Of one update. product: sharpness times learning rate; limit: above it, the update overshoots; loss_before,
    loss_after: of the batch of the update, before and after it.
    """

    step: int
    product: float
    limit: float
    loss_before: float
    loss_after: float


def stability_of_updates(experiment: Experiment, steps: Collection[int]) -> list[Stability]:
    """The stability of these updates, in their order.

    On a quadratic loss with largest curvature (sharpness) s, an update of gradient descent with rate r overshoots
    and diverges if r * s > 2, with momentum b if r * s > 2 (1 + b). The sharpness is estimated on the batch of the
    update by a few Hessian-vector products from the gradient, each a finite difference of gradients; clipping reduces
    the rate by the same factor as the gradient. For an optimizer that rescales gradients, r * s is the curvature
    along its update d, d^T H d / (d^T g), with limit 2: beyond it, the update raises a quadratic loss.
    Source: Cohen et al. 2021, section 2; of directional sharpness, Pan & Li 2023.
    """
    training, found = Training([experiment]), []
    wanted = sorted(set(steps))
    with np.errstate(all="ignore"):
        for step in range(wanted[-1] + 1 if wanted else 0):
            if training.is_finished:
                break
            before = training.parameters[0].copy() if step in wanted else None
            training.update()
            if before is not None:
                found.append(_measured(training, step, before))
    return found


def _measured(training: Training, step: int, before: Array) -> Stability:
    """Leaves the training as it was. before: the parameters before the update that was just done."""
    after, recorder = training.parameters[0].copy(), training.recorder
    assert recorder is not None
    training.recorder = None  # so that nothing is recorded
    change = (before - after).astype(np.float64)
    kept = recorder.columns["applied_norm"][0, step] / recorder.columns["gradient_norm"][0, step]

    def at(parameters: Array) -> tuple[float, Array]:
        training.parameters[0] = parameters
        _, loss, _ = training.compute_gradients()
        return float(loss[0]), training.gradients[0].astype(np.float64)

    loss_after = at(after)[0]
    loss_before, gradient = at(before)
    distance = RELATIVE_DISTANCE * float(np.linalg.norm(before))

    def curvature(direction: Array) -> Array:
        """H times the direction, of unit norm."""
        nearby = before + (distance * direction).astype(before.dtype)
        return np.asarray((at(nearby)[1] - gradient) / distance)

    optimizer = training.experiments[0].optimizer
    if isinstance(optimizer, SgdSettings):
        limit = 2.0 * (1.0 + optimizer.momentum)
        product = optimizer.learning_rate * kept * _sharpness(curvature, gradient)
    else:
        limit, norm = 2.0, float(np.linalg.norm(change))
        descent = float(change @ gradient)
        along = float(change @ curvature(change / norm)) * norm if norm else 0.0
        product = along / descent if descent > 0 else 0.0
    training.parameters[0] = after
    training.recorder = recorder
    return Stability(step, float(product), limit, loss_before, loss_after)


def _sharpness(curvature: Any, gradient: Array) -> float:
    """The largest curvature found by power iteration from the gradient."""
    direction, largest = gradient / np.linalg.norm(gradient), 0.0
    for _ in range(PRODUCTS):
        product = curvature(direction)
        largest = max(largest, float(direction @ product))
        norm = float(np.linalg.norm(product))
        if not (np.isfinite(norm) and norm > 0):
            break
        direction = product / norm
    return largest

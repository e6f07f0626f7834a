"""The one gradient checker: central differences in float64 of the loss by the equations (`WrittenLoss`).

Kinks: where a ReLU's pre-activation or a weight under an L1 penalty is zero the loss has no derivative.
`away_from_kinks` moves on to the first seed where all of them are at least MARGIN from zero, a hundred steps of the
differences, and the checker asserts that none changes its sign between the two points of a difference.

Truncation: a truncated gradient is no derivative of the loss. It is that of the loss in which the state read
behind each cut is a constant: it freezes those states at their values, whatever the weights.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

import simulator as sim
from tests.simulator.equations.written_loss import WrittenLoss

Float64 = NDArray[np.float64]
STEP = 1e-5
MARGIN = 100 * STEP
TOLERANCE = 1e-6  # relative
SMALLEST = 1e-4  # a slope below it is compared by its absolute error: the differences round at about 1e-11


def away_from_kinks(document: dict[str, Any]) -> dict[str, Any]:
    """The document with the first seed that keeps it MARGIN away from every kink."""
    for seed in range(200):
        found = document | {"seed": seed}
        if np.abs(WrittenLoss(found).loss_and_kinks()[1]).min() > MARGIN:
            return found
    raise AssertionError(f"no seed is away from kinks: {document}")


def numeric_gradients(document: dict[str, Any]) -> dict[str, Float64]:
    """(loss(w + h) - loss(w - h)) / 2h for every single parameter."""
    slopes, numeric = _Slopes(document), {}
    for name, values in slopes.weights.items():
        numeric[name] = np.zeros_like(values)
        for index in np.ndindex(*values.shape):
            direction = np.zeros_like(values)
            direction[index] = 1.0
            numeric[name][index] = slopes.along(name, direction)
    return numeric


def assert_gradients_agree(document: dict[str, Any]) -> None:
    """The loss is that of the equations, and every parameter's gradient that of its central differences."""
    exact = _checked_loss_and_gradients(document)
    for name, numeric in numeric_gradients(document).items():
        assert_close(exact[name], numeric, f"{name} of {document}")


def assert_slopes_agree(document: dict[str, Any]) -> None:
    """The same along one random direction for each named parameter: two losses instead of two per number.

    The direction goes uphill in every component of the gradient under test, so that its slope is no small
    difference of large terms; a single wrong component changes it.
    """
    exact, slopes = _checked_loss_and_gradients(document), _Slopes(document)
    generator = np.random.default_rng(0)
    for name, gradient in exact.items():
        direction = generator.uniform(0.5, 1.5, gradient.shape) * np.where(gradient < 0, -1.0, 1.0)
        direction /= np.linalg.norm(direction)
        numeric = np.array(slopes.along(name, direction))
        assert_close(np.sum(gradient * direction), numeric, f"{name} of {document}")


def assert_close(exact: Any, numeric: Any, what: str) -> None:
    scale = max(float(np.linalg.norm(numeric)), float(np.linalg.norm(exact)), SMALLEST)
    error = float(np.linalg.norm(exact - numeric)) / scale
    assert error < TOLERANCE, f"{what}: relative error {error:.2e}"


def _checked_loss_and_gradients(document: dict[str, Any]) -> dict[str, Any]:
    loss, exact = sim.gradients(document | {"dtype": "float64"})
    np.testing.assert_allclose(loss, WrittenLoss(document).loss(), rtol=1e-11, err_msg=str(document))
    return exact


class _Slopes:
    """Central differences from one point."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.written = WrittenLoss(document)
        self.weights, self.frozen = self.written.weights, self.written.frozen_at_cuts()

    def along(self, name: str, direction: Float64) -> float:
        """The slope when one parameter moves along a direction of length 1."""
        losses, signs = [], []
        for step in (STEP, -STEP):
            moved = self.weights | {name: self.weights[name] + step * direction}
            loss, kinks = self.written.loss_and_kinks(moved, self.frozen)
            losses.append(loss)
            signs.append(kinks > 0)
        assert np.array_equal(*signs), f"{name}: a kink between the two points"
        return (losses[0] - losses[1]) / (2 * STEP)

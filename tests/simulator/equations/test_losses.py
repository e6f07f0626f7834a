import numpy as np
import pytest

import simulator as sim
from simulator.equations.losses import softmax


def test_a_constant_guess_costs_the_logarithm_of_the_classes() -> None:
    outputs = np.zeros((5, 3, 4))
    targets = np.zeros((5, 3), int)
    assert sim.loss_of(outputs, targets, "mean") == pytest.approx(np.log(4))
    assert sim.loss_of(outputs, targets, "sum") == pytest.approx(3 * np.log(4))
    np.testing.assert_allclose(sim.output_gradients(outputs, targets, "mean")[..., 0], -0.75 / 15)


def test_the_squared_error_has_its_closed_form() -> None:
    outputs, targets = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[0.0, 2.0], [5.0, 4.0]])
    assert sim.loss_of(outputs, targets, "mean") == 5 / 4
    np.testing.assert_array_equal(sim.output_gradients(outputs, targets, "sum"), [[1.0, 0.0], [-2.0, 0.0]])


def test_cross_entropy_survives_huge_outputs() -> None:
    assert sim.loss_of(np.array([[1000.0, -1000.0]]), np.array([1]), "mean") == 2000.0


def test_softmax_sums_to_one() -> None:
    np.testing.assert_allclose(softmax(np.array([[1.0, 2.0, 1000.0]])), [[0.0, 0.0, 1.0]])

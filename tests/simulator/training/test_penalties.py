import numpy as np

from simulator.training.penalties import add_l1, add_l2

WEIGHTS = np.array([[[1.0, -2.0], [0.0, 3.0]]])


def test_l1_adds_absolute_values_and_their_signs() -> None:
    d_weights = np.zeros_like(WEIGHTS)
    np.testing.assert_allclose(add_l1([WEIGHTS], [d_weights], np.array([0.5])), [3.0])
    np.testing.assert_allclose(d_weights, [[[0.5, -0.5], [0.0, 0.5]]])


def test_l2_adds_squares_and_twice_the_weights() -> None:
    d_weights = np.ones_like(WEIGHTS)
    np.testing.assert_allclose(add_l2([WEIGHTS], [d_weights], np.array([0.5])), [7.0])
    np.testing.assert_allclose(d_weights, [[[2.0, -1.0], [1.0, 4.0]]])

import numpy as np

from simulator.optimizers import Sgd


def test_plain_descent_subtracts_the_scaled_gradient_per_run() -> None:
    parameters = np.ones((2, 3))
    Sgd([0.1, 0.5], [0.0, 0.0], parameters).update(parameters, np.ones((2, 3)))
    np.testing.assert_allclose(parameters, [[0.9] * 3, [0.5] * 3])


def test_momentum_accumulates_a_velocity() -> None:
    parameters = np.zeros((1, 1))
    optimizer = Sgd([1.0], [0.5], parameters)
    for _ in range(3):
        optimizer.update(parameters, np.ones((1, 1)))
    np.testing.assert_allclose(parameters, [[-(1.0 + 1.5 + 1.75)]])

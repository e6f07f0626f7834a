import numpy as np

import simulator as sim
from tests.simulator.small_experiments import mlp


def test_parameters_are_named_by_layer_and_shaped_fan_in_by_fan_out() -> None:
    shapes = {name: array.shape for name, array in sim.initial_parameters(mlp()).items()}
    assert shapes == {
        "W1": (4, 5),
        "b1": (5,),
        "W2": (5, 5),
        "b2": (5,),
        "W3": (5, 5),
        "b3": (5,),
        "W4": (5, 1),
        "b4": (1,),
    }


def test_sum_reduction_is_the_mean_times_the_batch() -> None:
    mean, mean_gradients = sim.gradients(mlp(dtype="float64"))
    total, sum_gradients = sim.gradients(mlp(dtype="float64", reduction="sum"))
    np.testing.assert_allclose(total, 6 * mean, rtol=1e-12)
    np.testing.assert_allclose(sum_gradients["W2"], 6 * mean_gradients["W2"], rtol=1e-12)

import numpy as np
import pytest

import simulator as sim
from simulator.training.initializers import INITIALIZERS, identity
from tests.simulator.small_experiments import mlp, rnn


@pytest.mark.parametrize(
    ("scheme", "variance"),
    [("normal", 4 / 300), ("xavier", 4 * 2 / 700), ("he", 4 * 2 / 300)],
)
def test_the_spread_is_the_documented_one(scheme: str, variance: float) -> None:
    weights = INITIALIZERS[scheme](np.random.default_rng(0), 300, 400, 2.0)
    assert weights.shape == (300, 400)
    assert abs(weights.var() / variance - 1) < 0.02
    assert abs(weights.mean()) < 4 * (variance / weights.size) ** 0.5


@pytest.mark.parametrize("shape", [(6, 6), (8, 5), (5, 8)])
def test_orthogonal_matrices_are_orthonormal_along_the_shorter_side(shape: tuple[int, int]) -> None:
    weights = INITIALIZERS["orthogonal"](np.random.default_rng(0), *shape, 3.0)
    small = weights.T @ weights if shape[0] >= shape[1] else weights @ weights.T
    np.testing.assert_allclose(small, 9.0 * np.eye(min(shape)), atol=1e-12)


def test_identity_is_square_or_refused() -> None:
    generator = np.random.default_rng(0)
    np.testing.assert_array_equal(identity(generator, 3, 3, 0.5), 0.5 * np.eye(3))
    with pytest.raises(ValueError, match="square"):
        identity(generator, 3, 4, 1.0)


def test_a_gain_scales_the_same_draws() -> None:
    small = sim.initial_parameters(mlp(network={"init": {"gain": 1.0}}, dtype="float64"))
    large = sim.initial_parameters(mlp(network={"init": {"gain": 3.0}}, dtype="float64"))
    np.testing.assert_allclose(large["W2"], 3 * small["W2"])
    np.testing.assert_array_equal(large["W4"], small["W4"])  # the output layer has gain 1


def test_recurrent_settings_touch_only_the_recurrent_matrices() -> None:
    init = {"scheme": "normal", "gain": 0.1, "recurrent_scheme": "identity", "recurrent_gain": 0.9}
    parameters = sim.initial_parameters(rnn(network={"init": init}, dtype="float64"))
    np.testing.assert_array_equal(parameters["W1"], 0.9 * np.eye(4))
    assert np.abs(parameters["U1"]).max() < 0.5


def test_biases_are_zero_unless_a_spread_is_given() -> None:
    assert not sim.initial_parameters(mlp())["b2"].any()
    spread = sim.initial_parameters(mlp(network={"bias_std": 1.0}))
    assert spread["b2"].any()
    assert not spread["b4"].any()

import itertools

import numpy as np
import pytest

import simulator as sim
from tests.simulator.gradient_check import assert_gradients_agree
from tests.simulator.settings import mlp

ACTIVATIONS = ("identity", "sigmoid", "tanh", "relu", "leaky_relu", "gelu")


@pytest.mark.parametrize(
    ("activation", "residual"), list(itertools.product(ACTIVATIONS, (False, True))), ids=str
)
def test_gradients_agree_with_central_differences(activation: str, residual: bool) -> None:
    network = {"activation": activation, "residual": residual, "bias_std": 0.3}
    assert_gradients_agree(mlp(network=network, seed=1))


@pytest.mark.parametrize("depth", [1, 2, 4])
@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("penalty", [None, {"kind": "l1", "strength": 0.1}, {"kind": "l2", "strength": 0.1}])
def test_gradients_agree_for_every_depth_reduction_and_penalty(
    depth: int, reduction: str, penalty: dict[str, object] | None
) -> None:
    document = mlp(network={"depth": depth, "activation": "tanh"}, reduction=reduction, penalty=penalty)
    assert_gradients_agree(document | {"task": {"kind": "regression", "features": 4, "outputs": 2}})


def test_gradients_agree_when_a_residual_reaches_the_input() -> None:
    network = {"width": 4, "residual": True, "activation": "gelu"}
    assert_gradients_agree(mlp(network=network, seed=2))


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


def test_the_loss_is_that_of_the_equations_written_out() -> None:
    document = mlp(dtype="float64", network={"bias_std": 0.5})
    weights = sim.initial_parameters(document)
    inputs, targets = sim.first_batch(document)
    hidden = inputs
    for layer in (1, 2, 3):
        hidden = np.maximum(hidden @ weights[f"W{layer}"] + weights[f"b{layer}"], 0)
    outputs = hidden @ weights["W4"] + weights["b4"]
    loss, _ = sim.gradients(document)
    np.testing.assert_allclose(loss, np.mean((outputs - targets) ** 2), rtol=1e-12)


def test_sum_reduction_is_the_mean_times_the_batch() -> None:
    mean, mean_gradients = sim.gradients(mlp(dtype="float64"))
    total, sum_gradients = sim.gradients(mlp(dtype="float64", reduction="sum"))
    np.testing.assert_allclose(total, 6 * mean, rtol=1e-12)
    np.testing.assert_allclose(sum_gradients["W2"], 6 * mean_gradients["W2"], rtol=1e-12)

import itertools
from typing import Any

import numpy as np
import pytest

import simulator as sim
from tests.simulator.gradient_check import assert_gradients_agree
from tests.simulator.settings import mlp

KINDS = ("layer", "batch")
ACTIVATIONS = ("identity", "sigmoid", "tanh", "relu", "leaky_relu", "gelu")


@pytest.mark.parametrize(
    ("kind", "activation", "residual"), list(itertools.product(KINDS, ACTIVATIONS, (False, True))), ids=str
)
def test_gradients_agree_with_central_differences(kind: str, activation: str, residual: bool) -> None:
    network = {"normalization": kind, "activation": activation, "residual": residual, "bias_std": 0.3}
    assert_gradients_agree(mlp(network=network, seed=1))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("penalty", ["l1", "l2"])
@pytest.mark.parametrize("depth", [1, 2])
def test_gradients_agree_with_a_penalty_and_a_summed_loss(kind: str, penalty: str, depth: int) -> None:
    network = {"normalization": kind, "activation": "tanh", "depth": depth, "width": 4, "residual": True}
    document = mlp(network=network, reduction="sum", penalty={"kind": penalty, "strength": 0.1})
    assert_gradients_agree(document)


@pytest.mark.parametrize("kind", KINDS)
def test_the_loss_is_that_of_the_equations_written_out(kind: str) -> None:
    document = mlp(dtype="float64", network={"normalization": kind, "bias_std": 0.5})
    weights = sim.initial_parameters(document)
    hidden, targets = sim.first_batch(document)
    for layer in (1, 2, 3):
        product = hidden @ weights[f"W{layer}"]
        axis = 1 if kind == "layer" else 0
        centred = product - product.mean(axis=axis, keepdims=True)
        normalized = centred / np.sqrt(product.var(axis=axis, keepdims=True) + 1e-5)
        hidden = np.maximum(normalized + weights[f"b{layer}"], 0)
    outputs = hidden @ weights["W4"] + weights["b4"]
    np.testing.assert_allclose(sim.gradients(document)[0], np.mean((outputs - targets) ** 2), rtol=1e-11)


@pytest.mark.parametrize("kind", KINDS)
def test_the_scale_of_the_weights_no_longer_matters_to_the_loss(kind: str) -> None:
    def loss(gain: float) -> float:
        document = mlp(network={"normalization": kind, "init": {"gain": gain}}, dtype="float64")
        return sim.gradients(document)[0]

    assert loss(3.0) == pytest.approx(loss(300.0), rel=1e-3)


@pytest.mark.parametrize("kind", KINDS)
def test_it_keeps_a_network_finite_that_explodes_without_it(kind: str) -> None:
    def run(**network: Any) -> sim.Trace:
        network = {"kind": "mlp", "depth": 10, "init": {"scheme": "he", "gain": 1.5}} | network
        rate = {"learning_rate": 0.01}
        return sim.run({"network": network, "task": {"kind": "regression"}, "optimizer": rate, "steps": 60})

    assert run().first_nonfinite_step is not None
    assert run(normalization=kind).loss.max() < 10.0


@pytest.mark.parametrize("kind", KINDS)
def test_a_run_that_turns_to_nan_leaves_its_neighbours_untouched(kind: str) -> None:
    healthy = mlp(network={"normalization": kind}, steps=30)
    sick = healthy | {"optimizer": {"learning_rate": 1e3, "momentum": 0.99}}
    healthy = healthy | {"optimizer": {"learning_rate": 0.01, "momentum": 0.99}}
    traces = sim.run_many([sick, healthy])
    alone = sim.run(healthy)
    np.testing.assert_array_equal(traces[1].loss, alone.loss)
    np.testing.assert_array_equal(traces[1].final_parameters["W2"], alone.final_parameters["W2"])
    assert traces[0].first_nonfinite_step is not None

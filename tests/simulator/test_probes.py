import numpy as np
import pytest

import simulator as sim
from tests.simulator.settings import mlp, rnn


@pytest.mark.parametrize("document", [mlp(), rnn(network={"depth": 2})])
def test_columns_have_one_row_per_update(document: dict[str, object]) -> None:
    trace = sim.run(document)
    layers = len(trace.layer_names)
    for name, column in trace.columns().items():
        assert column.dtype == np.float64
        assert column.shape[0] == trace.steps_done == 12
        if name not in ("loss", "metric", "gradient_norm", "applied_norm", "time_gradient_norm"):
            assert column.shape == (12, layers), name


def test_layers_are_named_from_the_input_upwards() -> None:
    assert sim.run(mlp()).layer_names == ("hidden_1", "hidden_2", "hidden_3", "output")
    assert sim.run(rnn(network={"depth": 2})).layer_names == ("recurrent_1", "recurrent_2", "readout")


@pytest.mark.parametrize("document", [mlp(dtype="float64"), rnn(dtype="float64", network={"depth": 2})])
def test_layer_and_unit_gradients_are_those_of_the_parameters(document: dict[str, object]) -> None:
    trace = sim.run(document)
    _, gradients = sim.gradients(document)
    total = np.sqrt(sum(np.sum(values**2) for values in gradients.values()))
    np.testing.assert_allclose(trace.gradient_norm[0], total)
    np.testing.assert_allclose((trace.layer_gradient_norm**2).sum(axis=1), trace.gradient_norm**2)
    number = 2
    of_layer = [values for name, values in gradients.items() if name.endswith(str(number))]
    squares = sum(np.atleast_2d(values**2).sum(axis=0) for values in of_layer)
    np.testing.assert_allclose(trace.layer_gradient_norm[0, number - 1], np.sqrt(np.sum(squares)))
    np.testing.assert_allclose(trace.unit_gradient_max[0, number - 1], np.sqrt(np.max(squares)))


def test_weight_norms_are_those_after_the_last_update() -> None:
    trace = sim.run(mlp(dtype="float64"))
    last = trace.final_parameters
    expected = [np.sqrt(np.sum(last[f"W{n}"] ** 2) + np.sum(last[f"b{n}"] ** 2)) for n in (1, 2, 3, 4)]
    np.testing.assert_allclose(trace.weight_norm[-1], expected)


def test_activation_moments_are_those_of_the_hidden_values() -> None:
    document = mlp(dtype="float64", network={"activation": "tanh", "init": {"gain": 3.0}})
    weights = sim.initial_parameters(document)
    hidden = np.tanh(sim.first_batch(document)[0] @ weights["W1"])
    trace = sim.run(document)
    np.testing.assert_allclose(trace.activation_mean[0, 0], hidden.mean())
    np.testing.assert_allclose(trace.activation_std[0, 0], hidden.std())
    np.testing.assert_allclose(trace.activation_saturation[0, 0], np.mean(1 - hidden**2 < 0.1))


def test_a_relu_unit_that_never_fires_is_dead() -> None:
    document = mlp(network={"bias_std": 0.0})
    weights = sim.initial_parameters(document)
    hidden = np.maximum(sim.first_batch(document)[0] @ weights["W1"], 0)
    dead = np.mean((hidden == 0).all(axis=0))
    assert sim.run(document).activation_dead[0, 0] == pytest.approx(dead)
    identity = sim.run(mlp(network={"activation": "identity"}))
    assert not identity.activation_dead.any()

"""The predicted profile of the first gradient, compared with real networks."""

from typing import Any

import numpy as np
import pytest

import simulator as sim

SEEDS = range(8)


def mlp(depth: int = 8, **network: Any) -> sim.Experiment:
    settings = {"kind": "mlp", "depth": depth, "width": 256, **network}
    return sim.Experiment(network=settings, task={"kind": "regression"}, batch_size=1, steps=1)


def rnn(gain: float = 1.0, length: int = 20, **network: Any) -> sim.Experiment:
    settings = {"kind": "rnn", "width": 128, "init": {"recurrent_gain": gain}, **network}
    return sim.Experiment(network=settings, task={"kind": "adding", "length": length}, steps=1)


def measured(experiment: sim.Experiment, column: str) -> np.ndarray[Any, Any]:
    """Logarithms over the last entry, averaged over seeds; the output layer is not part of a profile."""
    rows = []
    for seed in SEEDS:
        row = getattr(sim.run(experiment.model_copy(update={"seed": seed})), column)[0]
        norms = row[:-1] if column == "layer_gradient_norm" else row
        rows.append(np.log(norms / norms[-1]))
    return np.asarray(np.mean(rows, axis=0))


@pytest.mark.parametrize("activation", ["identity", "relu", "leaky_relu", "gelu", "tanh", "sigmoid"])
@pytest.mark.parametrize("gain", [0.8, 1.4, 2.5])
def test_one_sample_in_a_wide_perceptron_is_as_predicted(activation: str, gain: float) -> None:
    experiment = mlp(activation=activation, init={"gain": gain}, bias_std=0.1)
    profile = sim.gradient_profile(experiment)
    assert profile is not None
    assert profile.column == "layer_gradient_norm"
    np.testing.assert_allclose(np.log(profile.relative), measured(experiment, profile.column), atol=0.45)


@pytest.mark.parametrize("scheme", ["normal", "he", "xavier"])
def test_every_scheme_that_draws_entry_by_entry_has_its_variance(scheme: str) -> None:
    experiment = mlp(activation="tanh", init={"scheme": scheme, "gain": 1.5})
    profile = sim.gradient_profile(experiment)
    assert profile is not None
    np.testing.assert_allclose(np.log(profile.relative), measured(experiment, profile.column), atol=0.45)


@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize("gain", [0.7, 1.5, 2.5])
def test_a_recurrent_network_grows_over_time_as_predicted(activation: str, gain: float) -> None:
    experiment = rnn(gain, activation=activation)
    profile = sim.gradient_profile(experiment)
    assert profile is not None
    found = measured(experiment, "time_gradient_norm")
    per_step = (np.log(profile.relative) - found) / np.maximum(1, np.arange(len(found))[::-1])
    np.testing.assert_allclose(per_step, 0.0, atol=0.1)  # a tenth in each factor


def test_growth_forward_and_backward_cancel_in_the_weight_gradients_of_linear_layers() -> None:
    profile = sim.gradient_profile(mlp(activation="identity", init={"gain": 1.7}))
    assert profile is not None
    np.testing.assert_allclose(profile.relative[1:], 1.0, rtol=0.05)


def test_relu_over_time_has_its_closed_form() -> None:
    profile = sim.gradient_profile(rnn(2.0, activation="relu"))
    assert profile is not None
    np.testing.assert_allclose(profile.relative, np.sqrt(2.0) ** np.arange(19, -1, -1), rtol=1e-3)


def test_where_the_theory_does_not_hold_nothing_is_predicted() -> None:
    assert sim.gradient_profile(mlp(normalization="layer")) is None
    assert sim.gradient_profile(mlp(residual=True)) is None
    assert sim.gradient_profile(mlp(init={"scheme": "orthogonal"})) is None
    assert sim.gradient_profile(rnn(depth=2)) is None
    assert sim.gradient_profile(rnn(init={"recurrent_scheme": "identity"})) is None
    assert sim.gradient_profile(rnn(kind="lstm")) is None
    sine = {"network": {"kind": "rnn"}, "task": {"kind": "sine"}}
    assert sim.gradient_profile(sim.Experiment.model_validate(sine)) is None
    truncated = rnn().model_dump(mode="json") | {"truncate": 5}
    assert sim.gradient_profile(sim.Experiment.model_validate(truncated)) is None


def test_overflow_and_nothing_at_all_are_no_prediction() -> None:
    assert sim.gradient_profile(mlp(depth=200, init={"gain": 1000.0})) is None
    assert sim.gradient_profile(mlp(init={"gain": 0.0})) is None

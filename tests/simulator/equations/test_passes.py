"""Whole networks by their equations: the loss, its gradient, copies of the parameters, and truncation."""

from typing import Any

import numpy as np
import pytest

import simulator as sim
from simulator.equations.passes import loss_and_gradients
from tests.simulator.small_experiments import mlp, rnn

STEP = 1e-5
SINE = {"kind": "sine", "length": 5}
SMALL: list[dict[str, Any]] = [
    mlp(network={"activation": "tanh", "normalization": "layer"}, reduction="sum"),
    mlp(network={"activation": "gelu", "residual": True}, task={"kind": "classification", "features": 5}),
    rnn(network={"depth": 2}, penalty={"kind": "l2", "strength": 0.1, "on": "recurrent"}),
    rnn(network={"kind": "lstm", "depth": 2}, task=SINE, penalty={"kind": "l1", "strength": 0.1}),
    rnn(network={"kind": "gru", "depth": 2}, task={"kind": "next_word"}, reduction="sum"),
]


def given(document: dict[str, Any]) -> tuple[sim.Experiment, dict[str, np.ndarray], np.ndarray, np.ndarray]:
    experiment = sim.Experiment.model_validate(document | {"dtype": "float64"})
    return experiment, sim.initial_parameters(experiment), *sim.first_batch(experiment)


@pytest.mark.parametrize("document", SMALL, ids=lambda document: document["network"]["kind"])
def test_the_gradient_is_that_of_the_loss(document: dict[str, Any]) -> None:
    experiment, parameters, inputs, targets = given(document)
    _, gradients = loss_and_gradients(experiment, parameters, inputs, targets)
    generator = np.random.default_rng(0)
    for name, gradient in gradients.items():
        direction = generator.standard_normal(gradient.shape)
        losses = [
            loss_and_gradients(
                experiment, parameters | {name: parameters[name] + shift * direction}, inputs, targets
            )[0]
            for shift in (STEP, -STEP)
        ]
        along = (losses[0] - losses[1]) / (2 * STEP)
        assert np.sum(gradient * direction) == pytest.approx(along, rel=1e-6, abs=1e-9), name


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_each_copy_of_the_parameters_has_a_gradient_of_its_own(kind: str) -> None:
    experiment, parameters, inputs, targets = given(rnn(network={"kind": kind}, task=SINE))
    forward = sim.forward_pass(experiment, parameters, inputs)
    backward = sim.backward_pass(forward, sim.output_gradients(forward.outputs, targets, "mean"))
    direction = np.random.default_rng(0).standard_normal(parameters["W1"].shape)
    for time in range(1, len(inputs)):
        losses = []
        for shift in (STEP, -STEP):
            copies = [parameters] * len(inputs)
            copies[time] = parameters | {"W1": parameters["W1"] + shift * direction}
            moved = sim.forward_pass(experiment, copies, inputs)
            losses.append(sim.loss_of(moved.outputs, targets, "mean"))
        along = (losses[0] - losses[1]) / (2 * STEP)
        assert np.sum(backward.terms[time]["W1"] * direction) == pytest.approx(along, rel=1e-6)
    np.testing.assert_allclose(sum(term["W1"] for term in backward.terms), backward.gradients["W1"])


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_nothing_comes_back_through_a_cut(kind: str) -> None:
    experiment, parameters, inputs, targets = given(rnn(network={"kind": kind, "depth": 2}, truncate=2))
    forward = sim.forward_pass(experiment, parameters, inputs)
    backward = sim.backward_pass(forward, sim.output_gradients(forward.outputs, targets, "mean"))
    for time, row in enumerate(backward.d_states):
        for d_state in row:
            assert d_state.hidden_state.any() == (time >= 4)


def test_the_gradient_of_the_input_is_that_of_the_loss() -> None:
    for document in SMALL:
        experiment, parameters, inputs, targets = given(document)
        forward = sim.forward_pass(experiment, parameters, inputs)
        d_outputs = sim.output_gradients(forward.outputs, targets, experiment.reduction)
        gradient = sim.backward_pass(forward, d_outputs).d_inputs
        direction = np.random.default_rng(0).standard_normal(inputs.shape)
        losses = [
            sim.loss_of(
                sim.forward_pass(experiment, parameters, inputs + shift * direction).outputs,
                targets,
                experiment.reduction,
            )
            for shift in (STEP, -STEP)
        ]
        along = (losses[0] - losses[1]) / (2 * STEP)
        assert np.sum(gradient * direction) == pytest.approx(along, rel=1e-6, abs=1e-9)


def test_what_is_missing_or_does_not_fit_is_refused() -> None:
    experiment, parameters, inputs, _ = given(rnn())
    with pytest.raises(KeyError):
        sim.forward_pass(experiment, {}, inputs)
    with pytest.raises(ValueError, match="mismatch"):
        sim.forward_pass(experiment, parameters, inputs[..., :1])

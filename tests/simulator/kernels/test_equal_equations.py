"""The fast layers compute what the equations say: to 1e-12 in float64, alone and in a stack of runs."""

from typing import Any

import numpy as np
import pytest

import simulator as sim
from simulator.equations.losses import output_gradients
from simulator.equations.passes import loss_and_gradients
from simulator.training.loop import Training
from tests.simulator.experiments import chooser, random_experiment, random_stack

TOLERANCE = 1e-12


def assert_equal(found: Any, expected: Any, what: str, scale: float = 0.0) -> None:
    """To a share of the array's largest number, or of a larger scale: normalization over a batch of two makes its
    gradient from terms that all but cancel, and each term is rounded.
    """
    assert np.shape(found) == np.shape(expected), what
    error = float(np.abs(found - expected).max())
    assert error <= TOLERANCE * max(float(np.abs(expected).max()), scale), what


def assert_stack_equals_equations(documents: list[dict[str, Any]]) -> None:
    experiments = [sim.Experiment.model_validate(document | {"dtype": "float64"}) for document in documents]
    training = Training(experiments)
    with np.errstate(all="ignore"):
        training.draw_batch()
        outputs, losses, _ = training.compute_gradients()
        d_inputs = training.network.input_gradient()
    for run, experiment in enumerate(experiments):
        inputs, targets = training.inputs[run], training.targets[run]
        parameters = sim.initial_parameters(experiment)
        loss, gradients = loss_and_gradients(experiment, parameters, inputs, targets)
        assert losses[run] == pytest.approx(loss, rel=TOLERANCE), experiment
        forward = sim.forward_pass(experiment, parameters, inputs)
        d_outputs = output_gradients(forward.outputs, targets, experiment.reduction)
        backward = sim.backward_pass(forward, d_outputs)
        assert_equal(outputs[run], forward.outputs, f"outputs of {experiment}")
        scale = float(np.abs(d_outputs).max()) if experiment.network.kind == "mlp" else 0.0
        found = training.network.layout.to_dict(training.gradients[run])
        for name, gradient in gradients.items():
            assert_equal(found[name], gradient, f"d_{name} of {experiment}", scale)
        assert_equal(d_inputs[run], backward.d_inputs, f"d_inputs of {experiment}", scale)
        assert_hidden_values_equal(training, run, forward, backward)


def assert_hidden_values_equal(
    training: Training, run: int, forward: sim.ForwardPass, backward: sim.BackwardPass
) -> None:
    """Of every layer: the hidden states (time * batch, width), and in a sequence the gradients of the loss by them."""
    experiment = forward.experiment
    values = np.concatenate([block[run] for block in training.network.hidden_values])
    for layer in range(experiment.network.depth):
        own = [row[layer] for row in forward.steps]
        if experiment.network.kind == "mlp":
            assert_equal(values[layer], own[0].hidden, f"h{layer + 1} of {experiment}")
            continue
        states = np.concatenate([step.state.hidden_state for step in own])
        assert_equal(values[layer], states, f"s of layer {layer + 1} of {experiment}")
        d_states = np.stack([row[layer].hidden_state for row in backward.d_states])
        found = training.network.state_gradients[layer][run]
        assert_equal(found, d_states, f"d_s of layer {layer + 1} of {experiment}")


@pytest.mark.parametrize("kind", ["mlp", "rnn", "lstm", "gru"])
@pytest.mark.parametrize("seed", range(30))
def test_a_kernel_equals_its_equations(kind: str, seed: int) -> None:
    """Any shape, number of stacked layers, activation, normalization, residual, window, penalty and reduction."""
    assert_stack_equals_equations([random_experiment(chooser(seed), [kind])])


@pytest.mark.parametrize("seed", range(20))
def test_every_run_of_a_stack_equals_its_equations(seed: int) -> None:
    assert_stack_equals_equations(random_stack(chooser(1000 + seed)))


WIDE = [
    {"network": {"kind": kind, "width": width, "depth": 2}, "task": task, "batch_size": 16}
    for kind in ("rnn", "lstm", "gru")
    for width in (31, 64)
    for task in ({"kind": "temporal_order", "length": 40}, {"kind": "sine", "length": 23})
]


@pytest.mark.parametrize("document", WIDE, ids=lambda d: f"{d['network']['kind']}-{d['network']['width']}")
def test_it_does_so_where_a_layer_is_computed_in_chunks(document: dict[str, Any]) -> None:
    assert_stack_equals_equations([document])

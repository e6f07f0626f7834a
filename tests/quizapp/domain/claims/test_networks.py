"""Networks compared with their equations: shapes, passes, and gradients as sums over unrolled copies."""

from typing import Any

import numpy as np
import pytest

import simulator
from quizapp.domain.claims.measures.gradients import layer_growth
from quizapp.domain.claims.measures.networks import gradient_matches, same_as_loop, shape, signal_growth

SEQUENCES: list[dict[str, Any]] = [
    {"kind": "next_word"},
    {"kind": "temporal_order", "length": 11},
    {"kind": "sine", "length": 6},
    {"kind": "adding", "length": 12},
]


def recurrent(kind: str, depth: int, task: dict[str, Any], **more: Any) -> simulator.Experiment:
    network = {"kind": kind, "depth": depth, "width": 5, "bias_std": 0.1, "init": {"recurrent_gain": 1.5}}
    return simulator.Experiment(network=network, task=task, batch_size=3, **more)


@pytest.mark.parametrize("task", SEQUENCES, ids=lambda task: task["kind"])
@pytest.mark.parametrize("depth", [1, 2])
@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_recurrent_networks_equal_a_plain_loop_and_their_gradients_a_sum_over_copies(
    kind: str, depth: int, task: dict[str, Any]
) -> None:
    assert same_as_loop(recurrent(kind, depth, task))
    assert gradient_matches(recurrent(kind, depth, task))


@pytest.mark.parametrize("activation", ["identity", "sigmoid", "tanh", "relu", "leaky_relu", "gelu"])
@pytest.mark.parametrize("residual", [False, True])
@pytest.mark.parametrize("normalization", ["none", "layer", "batch"])
@pytest.mark.parametrize("task", ["regression", "classification"])
def test_perceptrons_equal_their_equations(
    activation: str, residual: bool, normalization: str, task: str
) -> None:
    network = {"kind": "mlp", "depth": 3, "width": 10, "activation": activation, "residual": residual}
    network["normalization"] = normalization
    experiment = simulator.Experiment(network=network, task={"kind": task}, batch_size=6, reduction="sum")
    assert same_as_loop(experiment)
    assert gradient_matches(experiment)


@pytest.mark.parametrize("window", [1, 4, 10])
def test_a_truncated_gradient_is_another_one_unless_its_window_holds_the_sequence(window: int) -> None:
    task = {"kind": "temporal_order", "length": 10}
    experiment = recurrent("rnn", 1, task, truncate=window)
    assert same_as_loop(experiment)
    assert gradient_matches(experiment) == (window == 10)


def test_a_penalty_is_left_out_of_the_comparison() -> None:
    experiment = recurrent("gru", 1, SEQUENCES[0], penalty={"kind": "l2", "strength": 1.0})
    assert same_as_loop(experiment)
    assert gradient_matches(experiment)


@pytest.mark.parametrize("name", ["U1", "W1", "b1", "V", "c"])
def test_another_network_would_be_told_apart(name: str) -> None:
    """The comparison can fail: a little noise on any parameter changes the loss."""
    experiment = recurrent("lstm", 1, SEQUENCES[0], dtype="float64")
    inputs, targets = simulator.first_batch(experiment)
    parameters = simulator.initial_parameters(experiment)
    noise = np.random.default_rng(0).normal(0, 0.01, parameters[name].shape)
    changed = {**parameters, name: parameters[name] + noise}
    loss, _ = simulator.gradients(experiment)
    outputs = simulator.forward_pass(experiment, changed, inputs).outputs
    plain = simulator.loss_of(outputs, targets, experiment.reduction)
    assert plain != pytest.approx(loss, rel=1e-9)


@pytest.mark.parametrize(
    ("array", "expected"),
    [
        ("inputs", (5, 4, 24)),
        ("targets", (5, 4)),
        ("outputs", (5, 4, 24)),
        ("hidden_states", (5, 4, 7)),
        ("hidden_state", (4, 7)),
        ("initial_state", (4, 7)),
        ("cell_state", (4, 7)),
        ("U", (24, 28)),
        ("W", (7, 28)),
        ("b", (28,)),
        ("V", (7, 24)),
        ("W2", None),
    ],
)
def test_shapes_are_those_of_the_network_as_it_runs(array: str, expected: tuple[int, ...] | None) -> None:
    experiment = simulator.Experiment(
        network={"kind": "lstm", "width": 7}, task={"kind": "next_word"}, batch_size=4
    )
    assert shape(experiment, array) == expected


def test_a_network_that_reads_its_last_state_has_one_output_for_each_sample() -> None:
    experiment = recurrent("gru", 1, {"kind": "latch", "length": 9})
    assert shape(experiment, "outputs") == (3, 2)
    assert shape(experiment, "cell_state") is None


def test_a_perceptron_has_vectors_in_and_out() -> None:
    experiment = simulator.Experiment(
        network={"kind": "mlp", "width": 6, "depth": 2},
        task={"kind": "regression", "outputs": 3},
        batch_size=4,
    )
    assert [shape(experiment, name) for name in ("inputs", "outputs", "W1", "W3")] == [
        (4, 10),
        (4, 3),
        (10, 6),
        (6, 3),
    ]


@pytest.mark.parametrize("gain", [0.7, 1.5])
def test_the_backward_signal_of_orthogonal_layers_grows_by_their_gain(gain: float) -> None:
    network = {"kind": "mlp", "depth": 6, "width": 16, "activation": "identity"}
    network["init"] = {"scheme": "orthogonal", "gain": gain}
    experiment = simulator.Experiment(network=network, task={"kind": "regression"}, batch_size=4, steps=1)
    assert signal_growth(experiment) == pytest.approx(gain**5)


def test_weight_gradients_can_hide_the_growth_of_the_backward_signal() -> None:
    """tanh shrinks the forward signal, which is a factor of the weight gradient, on the way up."""
    network = {"kind": "mlp", "depth": 20, "width": 64, "activation": "tanh", "init": {"gain": 0.8}}
    experiment = simulator.Experiment(network=network, task={"kind": "regression"}, batch_size=16, steps=1)
    assert signal_growth(experiment) < 0.05
    assert layer_growth(simulator.run(experiment)) > 5 * signal_growth(experiment)

import itertools
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import simulator as sim
from tests.simulator.gradient_check import STEP, assert_gradients_agree
from tests.simulator.settings import rnn

Parameters = dict[str, NDArray[Any]]


@pytest.mark.parametrize(
    ("activation", "depth", "reduction"),
    list(itertools.product(("tanh", "relu"), (1, 2, 3), ("mean", "sum"))),
    ids=str,
)
def test_gradients_agree_with_central_differences(activation: str, depth: int, reduction: str) -> None:
    network = {"activation": activation, "depth": depth, "bias_std": 0.3}
    assert_gradients_agree(rnn(network=network, reduction=reduction, seed=3))


@pytest.mark.parametrize("on", ["recurrent", "all"])
@pytest.mark.parametrize("kind", ["l1", "l2"])
def test_gradients_agree_with_a_penalty(kind: str, on: str) -> None:
    penalty = {"kind": kind, "strength": 0.1, "on": on}
    assert_gradients_agree(rnn(penalty=penalty, network={"depth": 2}))


def test_gradients_agree_where_every_step_has_a_target() -> None:
    document = rnn(task={"kind": "next_word", "language": "zh"}, network={"width": 2, "depth": 2})
    assert_gradients_agree(document)


def test_parameters_are_named_by_stacked_layer() -> None:
    shapes = {name: array.shape for name, array in sim.initial_parameters(rnn(network={"depth": 2})).items()}
    assert shapes == {
        "U1": (3, 4),
        "W1": (4, 4),
        "b1": (4,),
        "U2": (4, 4),
        "W2": (4, 4),
        "b2": (4,),
        "V": (4, 3),
        "c": (3,),
    }


def reference_states(
    inputs: NDArray[Any], weights: Parameters, frozen: dict[int, NDArray[Any]] | None = None
) -> list[NDArray[Any]]:
    """s_{-1}, s_0 … by the equation; `frozen` replaces the state that step t reads by a constant."""
    states = [np.zeros((inputs.shape[1], weights["W1"].shape[0]))]
    for time, features in enumerate(inputs):
        before = (frozen or {}).get(time, states[-1])
        states.append(np.tanh(features @ weights["U1"] + before @ weights["W1"] + weights["b1"]))
    return states


def reference_loss(state: NDArray[Any], targets: NDArray[Any], weights: Parameters) -> float:
    logits = state @ weights["V"] + weights["c"]
    likelihoods = np.log(np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True))
    return -float(np.mean(likelihoods[np.arange(len(targets)), targets]))


def test_the_loss_is_that_of_the_equations_written_out() -> None:
    document = rnn(dtype="float64", network={"bias_std": 0.5})
    weights = sim.initial_parameters(document)
    inputs, targets = sim.first_batch(document)
    loss, _ = sim.gradients(document)
    state = reference_states(inputs, weights)[-1]
    np.testing.assert_allclose(loss, reference_loss(state, targets, weights), rtol=1e-12)


@pytest.mark.parametrize(("window", "cuts"), [(1, (1, 2, 3, 4, 5)), (2, (2, 4)), (4, (2,))])
def test_truncation_treats_the_state_at_each_cut_as_a_constant(window: int, cuts: tuple[int, ...]) -> None:
    document = rnn(dtype="float64", truncate=window)
    weights = sim.initial_parameters(document)
    inputs, targets = sim.first_batch(document)
    states = reference_states(inputs, weights)
    frozen = {time: states[time].copy() for time in cuts}  # states[t] is s_{t-1}, what step t reads
    _, exact = sim.gradients(document)
    for name in ("U1", "W1", "b1"):
        for index in np.ndindex(*weights[name].shape):
            original = weights[name][index]
            losses = []
            for shift in (STEP, -STEP):
                weights[name][index] = original + shift
                losses.append(reference_loss(reference_states(inputs, weights, frozen)[-1], targets, weights))
            weights[name][index] = original
            numeric = (losses[0] - losses[1]) / (2 * STEP)
            assert abs(exact[name][index] - numeric) < 1e-8


def test_a_window_as_long_as_the_sequence_is_full_backpropagation() -> None:
    full, truncated = sim.run(rnn()), sim.run(rnn(truncate=6))
    np.testing.assert_array_equal(full.loss, truncated.loss)
    np.testing.assert_array_equal(full.layer_gradient_norm, truncated.layer_gradient_norm)


def test_no_gradient_passes_a_cut() -> None:
    trace = sim.run(rnn(truncate=2))
    assert trace.time_gradient_norm is not None
    assert np.all(trace.time_gradient_norm[:, :4] == 0)
    assert np.all(trace.time_gradient_norm[:, 4:] > 0)


def test_the_time_gradient_is_that_of_the_loss_by_the_state() -> None:
    document = rnn(dtype="float64", steps=1)
    weights = sim.initial_parameters(document)
    inputs, targets = sim.first_batch(document)
    states = reference_states(inputs, weights)
    slopes = np.zeros_like(states[3])
    for index in np.ndindex(*slopes.shape):
        losses = []
        for shift in (STEP, -STEP):
            moved = states[3].copy()
            moved[index] += shift
            losses.append(reference_loss(reference_states(inputs, weights, {3: moved})[-1], targets, weights))
        slopes[index] = (losses[0] - losses[1]) / (2 * STEP)
    recorded = sim.run(document).time_gradient_norm
    assert recorded is not None
    np.testing.assert_allclose(recorded[0, 2], np.linalg.norm(slopes), rtol=1e-6)

"""The recurrent networks written out step by step, slowly, to hold the fast code against."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

import simulator as sim
from tests.simulator.gradient_check import STEP

Parameters = dict[str, NDArray[Any]]
State = tuple[NDArray[Any], NDArray[Any]]  # s and c; c is zero where there are no cells
Step = Callable[[NDArray[Any], State, Parameters], State]


def sigmoid(drive: NDArray[Any]) -> NDArray[Any]:
    return 1.0 / (1.0 + np.exp(-drive))


def rnn_step(x: NDArray[Any], before: State, weights: Parameters) -> State:
    return np.tanh(x @ weights["U1"] + before[0] @ weights["W1"] + weights["b1"]), before[1]


def lstm_step(x: NDArray[Any], before: State, weights: Parameters) -> State:
    s, c = before
    i, f, g, o = np.split(x @ weights["U1"] + s @ weights["W1"] + weights["b1"], 4, axis=-1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def gru_step(x: NDArray[Any], before: State, weights: Parameters) -> State:
    s, c = before
    x_r, x_z, x_n = np.split(x @ weights["U1"] + weights["b1"], 3, axis=-1)
    s_r, s_z, s_n = np.split(s @ weights["W1"], 3, axis=-1)
    r, z = sigmoid(x_r + s_r), sigmoid(x_z + s_z)
    n = np.tanh(x_n + r * s_n)
    return (1 - z) * n + z * s, c


STEPS: dict[str, Step] = {"rnn": rnn_step, "lstm": lstm_step, "gru": gru_step}


def states(
    kind: str, inputs: NDArray[Any], weights: Parameters, frozen: dict[int, State] | None = None
) -> list[State]:
    """(s_{-1}, c_{-1}), (s_0, c_0) …; `frozen` replaces the state that step t reads by a constant."""
    zero = np.zeros((inputs.shape[1], weights["W1"].shape[0]))
    found = [(zero, zero)]
    for time, x in enumerate(inputs):
        found.append(STEPS[kind](x, (frozen or {}).get(time, found[-1]), weights))
    return found


def loss_of(state: State, targets: NDArray[Any], weights: Parameters) -> float:
    logits = state[0] @ weights["V"] + weights["c"]
    likelihoods = np.log(np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True))
    return -float(np.mean(likelihoods[np.arange(len(targets)), targets]))


def loss_by_the_equations(document: dict[str, Any]) -> float:
    weights = sim.initial_parameters(document)
    inputs, targets = sim.first_batch(document)
    return loss_of(states(document["network"]["kind"], inputs, weights)[-1], targets, weights)


def truncated_slopes(document: dict[str, Any], cuts: tuple[int, ...], name: str) -> NDArray[np.float64]:
    """Central differences of one parameter with the state that each cut reads held constant."""
    kind, weights = document["network"]["kind"], sim.initial_parameters(document)
    inputs, targets = sim.first_batch(document)
    found = states(kind, inputs, weights)
    frozen = {time: found[time] for time in cuts}  # found[t] is what step t reads
    slopes = np.zeros_like(weights[name])
    for index in np.ndindex(*slopes.shape):
        original, losses = weights[name][index], []
        for shift in (STEP, -STEP):
            weights[name][index] = original + shift
            losses.append(loss_of(states(kind, inputs, weights, frozen)[-1], targets, weights))
        weights[name][index] = original
        slopes[index] = (losses[0] - losses[1]) / (2 * STEP)
    return slopes


def state_slopes(document: dict[str, Any], time: int) -> NDArray[np.float64]:
    """Central differences of the loss by s_{time - 1}, the state that step `time` reads."""
    kind, weights = document["network"]["kind"], sim.initial_parameters(document)
    inputs, targets = sim.first_batch(document)
    hidden, cell = states(kind, inputs, weights)[time]
    slopes = np.zeros_like(hidden)
    for index in np.ndindex(*slopes.shape):
        losses = []
        for shift in (STEP, -STEP):
            moved = hidden.copy()
            moved[index] += shift
            found = states(kind, inputs, weights, {time: (moved, cell)})
            losses.append(loss_of(found[-1], targets, weights))
        slopes[index] = (losses[0] - losses[1]) / (2 * STEP)
    return slopes

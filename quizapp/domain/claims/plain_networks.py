"""The four networks once more, as plain loops over their equations, and their loss: what the simulator is held
against. Nothing is shared with it but the parameters and the batch. Slow, in float64, forward only.

Every time step reads its own copy of the parameters, `parameters[t]`: with one copy repeated this is the
network; with copies of their own it is the unrolled graph, a deep network with a layer for each step. A
perceptron has one step.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

import simulator

Array: TypeAlias = NDArray[Any]
Parameters: TypeAlias = Mapping[str, Array]

ACTIVATIONS: dict[str, Callable[[Array], Array]] = {
    "identity": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": np.tanh,
    "relu": lambda z: z * (z > 0),
    "leaky_relu": lambda z: np.where(z > 0, z, 0.01 * z),
    "gelu": lambda z: z / 2 * (1 + np.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z**3))),
}


@dataclass(frozen=True)
class Passed:
    """A forward pass: states of the top layer (time, batch, width), none for a perceptron; and the outputs."""

    outputs: Array
    states: Array | None = None


def step_count(inputs: Array) -> int:
    return len(inputs) if inputs.ndim == 3 else 1


def forward(experiment: simulator.Experiment, inputs: Array, parameters: Sequence[Parameters]) -> Passed:
    """Every output of the batch, one time step after the other."""
    if experiment.network.kind == "mlp":
        return Passed(_perceptron(experiment, inputs, parameters[0]))
    width, depth = experiment.network.width, experiment.network.depth
    states = [np.zeros((inputs.shape[1], width)) for _ in range(depth)]
    cells = [np.zeros((inputs.shape[1], width)) for _ in range(depth)]
    step = {"rnn": _rnn_step, "lstm": _lstm_step, "gru": _gru_step}[experiment.network.kind]
    top, outputs = [], []
    for x, own in zip(inputs, parameters, strict=True):
        below = x
        for layer in range(depth):
            matrices = own[f"U{layer + 1}"], own[f"W{layer + 1}"], own[f"b{layer + 1}"]
            states[layer], cells[layer] = step(
                below, states[layer], cells[layer], *matrices, ACTIVATIONS[experiment.network.activation]
            )
            below = states[layer]
        top.append(below)
        outputs.append(below @ own["V"] + own["c"])
    return Passed(np.stack(outputs), np.stack(top))


def loss_of(experiment: simulator.Experiment, outputs: Array, targets: Array) -> float:
    """Squared error or cross-entropy in nats, over the batch as the experiment's reduction says.

    outputs: as `forward` gives them; where the targets have no time axis, the last step's count.
    """
    is_classes = targets.dtype.kind == "i"
    if outputs.ndim == 3 and targets.ndim == (1 if is_classes else 2):
        outputs = outputs[-1]
    if is_classes:
        shifted = outputs - outputs.max(axis=-1, keepdims=True)
        log_shares = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
        mean = -np.take_along_axis(log_shares, targets[..., None], axis=-1).mean()
    else:
        mean = ((outputs - targets) ** 2).mean()
    return float(mean) * (experiment.batch_size if experiment.reduction == "sum" else 1)


def _perceptron(experiment: simulator.Experiment, x: Array, own: Parameters) -> Array:
    activate = ACTIVATIONS[experiment.network.activation]
    for layer in range(1, experiment.network.depth + 1):
        above = activate(x @ own[f"W{layer}"] + own[f"b{layer}"])
        is_residual = getattr(experiment.network, "residual", False) and above.shape == x.shape
        x = x + above if is_residual else above
    last = experiment.network.depth + 1
    return np.asarray(x @ own[f"W{last}"] + own[f"b{last}"])


def _rnn_step(
    x: Array, s: Array, c: Array, U: Array, W: Array, b: Array, activate: Callable[[Array], Array]
) -> tuple[Array, Array]:
    return activate(x @ U + s @ W + b), c


def _lstm_step(
    x: Array, s: Array, c: Array, U: Array, W: Array, b: Array, activate: Callable[[Array], Array]
) -> tuple[Array, Array]:
    z_i, z_f, z_g, z_o = np.split(x @ U + s @ W + b, 4, axis=1)
    sigmoid = ACTIVATIONS["sigmoid"]
    c = sigmoid(z_f) * c + sigmoid(z_i) * np.tanh(z_g)
    return sigmoid(z_o) * np.tanh(c), c


def _gru_step(
    x: Array, s: Array, c: Array, U: Array, W: Array, b: Array, activate: Callable[[Array], Array]
) -> tuple[Array, Array]:
    x_r, x_z, x_n = np.split(x @ U + b, 3, axis=1)
    s_r, s_z, s_n = np.split(s @ W, 3, axis=1)
    sigmoid = ACTIVATIONS["sigmoid"]
    r, z = sigmoid(x_r + s_r), sigmoid(x_z + s_z)
    return (1 - z) * np.tanh(x_n + r * s_n) + z * s, c

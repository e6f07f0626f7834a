"""The networks of JAX's side, for one run."""

import jax
import jax.numpy as jnp
import numpy as np

from tests.benchmarks.peer_setup import PeerSetup


def mlp_parameters(setup: PeerSetup):
    """Layers of one shape are one block: their weights (layers, rows, columns) and biases (layers, 1, columns)."""
    names, last = setup.parameters, setup.settings["network"]["depth"] + 1
    numbers = [[1], range(2, last), [last]]
    return [
        [np.stack([names[f"W{k}"] for k in block]), np.stack([names[f"b{k}"][None] for k in block])]
        for block in numbers
    ]


def mlp_forward(blocks, added, x):
    """Outputs, hidden values (layers, batch, width), None."""
    hidden = []
    for weights, biases in blocks[:-1]:
        for layer in range(len(weights)):
            x = jax.nn.relu(x @ weights[layer] + biases[layer])
            hidden.append(x)
    weights, biases = blocks[-1]
    return x @ weights[0] + biases[0], jnp.stack(hidden), None


def recurrent_parameters(setup: PeerSetup):
    """The recurrent layer and the readout, each a block of one layer; R in front where there are several runs."""
    names = setup.parameters
    layers = (("U1", "W1", "b1"), ("V", "c"))
    lead = int(len(setup.sources) > 1)
    return [
        [names[name].reshape(*names[name].shape[:lead], 1, -1, names[name].shape[-1]) for name in layer]
        for layer in layers
    ]


def recurrent_forward(setup: PeerSetup):
    """The forward pass: outputs, states and tanh values (1, time * batch, width)."""
    cell, width = {"rnn": _rnn, "lstm": _lstm, "gru": _gru}[setup.kind], setup.settings["network"]["width"]

    def forward(blocks, added, x):
        (U, W, b), (V, c) = [[matrix[0] for matrix in block] for block in blocks]  # noqa: N806
        length, batch, features = x.shape
        pre_activations = (x.reshape(-1, features) @ U + b).reshape(length, batch, -1)

        def step(carry, now):
            pre_activation, added_now = now
            state, memory, tanh_values = cell(pre_activation, *carry, W)
            state = state + added_now
            return (state, memory), (state, tanh_values)

        start = jnp.zeros((batch, width), jnp.float32)
        (last, _), (states, tanh_values) = jax.lax.scan(step, (start, start), (pre_activations, added))
        return last @ V + c, states.reshape(1, -1, width), tanh_values.reshape(1, -1, width)

    return forward


def _rnn(pre_activation, state, memory, W):  # noqa: N803
    state = jnp.tanh(pre_activation + state @ W)
    return state, memory, state


def _lstm(pre_activation, state, cell, W):  # noqa: N803
    i, f, g, o = jnp.split(pre_activation + state @ W, 4, -1)
    cell = jax.nn.sigmoid(f) * cell + jax.nn.sigmoid(i) * jnp.tanh(g)
    tanh_values = jnp.tanh(cell)
    return jax.nn.sigmoid(o) * tanh_values, cell, tanh_values


def _gru(pre_activation, state, memory, W):  # noqa: N803
    width, product = state.shape[-1], state @ W
    r, z = jnp.split(jax.nn.sigmoid(pre_activation[:, : 2 * width] + product[:, : 2 * width]), 2, -1)
    n = jnp.tanh(pre_activation[:, 2 * width :] + r * product[:, 2 * width :])
    return (1 - z) * n + z * state, memory, n

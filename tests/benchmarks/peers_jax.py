"""JAX's side: one jitted update, everything recorded inside it that a trace holds by default.

Several runs are one `vmap` of it. dLoss/ds_t is the gradient of zeros added to every state.
"""

import time
from itertools import chain

import jax
import jax.numpy as jnp
import numpy as np

from tests.benchmarks.peer_setup import PeerSetup, columns_of
from tests.benchmarks.peers_jax_networks import (
    mlp_forward,
    mlp_parameters,
    recurrent_forward,
    recurrent_parameters,
)

SATURATED_SHARE = 0.1


def prepare(setup: PeerSetup):
    """A function that trains so many updates from the start: seconds spent in updates, and columns."""
    is_mlp = setup.kind == "mlp"
    start = (mlp_parameters if is_mlp else recurrent_parameters)(setup)
    forward = mlp_forward if is_mlp else recurrent_forward(setup)
    update = _update_with(forward, setup)
    if len(setup.sources) > 1:
        update = jax.vmap(update)
    update = jax.jit(update, donate_argnums=0)

    def train(updates: int) -> tuple[float, dict[str, np.ndarray]]:
        parameters = jax.tree.map(jnp.array, start)
        batches = setup.batches()
        batches = chain([next(batches)], batches)  # what is made once does not count
        rows = []
        started = time.perf_counter()
        for _ in range(updates):
            parameters, row = update(parameters, *next(batches))
            rows.append(row)
        jax.block_until_ready((parameters, rows))
        return time.perf_counter() - started, columns_of(jax.device_get(rows))

    return train


def _update_with(forward, setup: PeerSetup):
    task, network = setup.settings["task"], setup.settings["network"]
    time_shape = (
        (task["length"], setup.settings["batch_size"], network["width"]) if "length" in task else (0,)
    )

    def loss_of(blocks, added, x, y):
        outputs, hidden, tanh_values = forward(blocks, added, x)
        if jnp.issubdtype(y.dtype, jnp.floating):
            loss = jnp.mean((outputs - y) ** 2)
            return loss, (loss, outputs, hidden, tanh_values)
        chosen = jnp.take_along_axis(jax.nn.log_softmax(outputs), y[:, None], -1)
        metric = jnp.mean(outputs.argmax(-1) == y)
        return -jnp.mean(chosen), (metric, outputs, hidden, tanh_values)

    def update(blocks, x, y):
        added = jnp.zeros(time_shape, jnp.float32)
        (loss, aux), gradients = jax.value_and_grad(loss_of, (0, 1), has_aux=True)(blocks, added, x, y)
        d_blocks, d_states = gradients
        metric, outputs, hidden, tanh_values = aux
        row = {"loss": loss, "metric": metric} | _activations(hidden, tanh_values, outputs)
        if d_states.ndim == 3:
            row["time_gradient_norm"] = jnp.sqrt(jnp.sum(d_states**2, (-2, -1)))
        squares = [sum(jnp.sum(matrix**2, -2) for matrix in block) for block in d_blocks]
        row["layer_gradient_norm"] = norms = jnp.sqrt(jnp.concatenate([each.sum(-1) for each in squares]))
        row["unit_gradient_max"] = jnp.sqrt(jnp.concatenate([each.max(-1) for each in squares]))
        row["gradient_norm"] = jnp.sqrt(jnp.sum(norms**2))
        row["update_ratio"] = setup.learning_rate * norms / _weight_norms(blocks)
        blocks = jax.tree.map(
            lambda matrix, d_matrix: matrix - setup.learning_rate * d_matrix, blocks, d_blocks
        )
        row["weight_norm"] = _weight_norms(blocks)
        return blocks, row

    return update


def _weight_norms(blocks):
    return jnp.sqrt(jnp.concatenate([sum(jnp.sum(m**2, (-2, -1)) for m in block) for block in blocks]))


def _activations(hidden, tanh_values, outputs):
    """hidden: (layers, samples, width); tanh_values: the tanh that makes a unit's value, None for ReLU."""
    derivatives = (hidden > 0).astype(jnp.float32) if tanh_values is None else 1 - tanh_values**2
    return {
        "activation_mean": jnp.append(hidden.mean((-2, -1)), outputs.mean()),
        "activation_std": jnp.append(hidden.std((-2, -1)), outputs.std()),
        "activation_saturation": jnp.mean(derivatives < SATURATED_SHARE, (-2, -1)),
        "activation_dead": jnp.mean(derivatives.max(-2) == 0, -1),
    }

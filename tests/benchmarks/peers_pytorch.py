"""PyTorch's side, eager: as fast as it goes with everything recorded that a trace holds by default.

Layers of one shape are one tensor, so that a probe is one call for all of them. The time loop is written out,
since `nn.LSTM` does not give away dLoss/ds_t. Several runs are stacked, as `vmap` would, or trained one after
the other.
"""

import time
from itertools import chain

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from tests.benchmarks.peer_setup import PeerSetup, columns_of
from tests.benchmarks.peers_pytorch_networks import mlp, recurrent

SATURATED_SHARE = 0.1


def prepare(setup: PeerSetup):
    """A function that trains so many updates from the start: seconds spent in updates, and columns."""
    torch.set_num_threads(1)

    def train(updates: int) -> tuple[float, dict[str, np.ndarray]]:
        blocks, forward = (mlp if setup.kind == "mlp" else recurrent)(setup)
        batches = setup.batches()
        batches = chain([next(batches)], batches)  # what is made once does not count
        started = time.perf_counter()
        rows = [
            _update(blocks, forward, setup.learning_rate, *map(torch.from_numpy, next(batches)))
            for _ in range(updates)
        ]
        seconds = time.perf_counter() - started
        return seconds, columns_of([{name: values.numpy() for name, values in row.items()} for row in rows])

    return train


def _update(
    blocks: list[list[Tensor]], forward, learning_rate: float, x: Tensor, y: Tensor
) -> dict[str, Tensor]:
    """One update in place; `blocks` holds layers of one shape, their matrices ([R,] layers, rows, columns)."""
    outputs, hidden, tanh_values, states = forward(x)
    loss, metric = _loss_and_metric(outputs, y)
    parameters = [matrix for block in blocks for matrix in block]
    gradients = list(torch.autograd.grad(loss.sum(), [*parameters, *states]))
    with torch.no_grad():
        row = {"loss": loss.detach(), "metric": metric.detach()} | _activations(hidden, tanh_values, outputs)
        if states:
            d_states = torch.stack(gradients[len(parameters) :], -3)
            row["time_gradient_norm"] = torch.linalg.vector_norm(d_states, dim=(-2, -1))
        own = iter(gradients)
        squares = [
            sum(next(own).square().sum(-2) for _ in block) for block in blocks
        ]  # ([R,] layers, columns)
        row["layer_gradient_norm"] = norms = torch.cat([each.sum(-1) for each in squares], -1).sqrt()
        row["unit_gradient_max"] = torch.cat([each.amax(-1) for each in squares], -1).sqrt()
        row["gradient_norm"] = torch.linalg.vector_norm(norms, dim=-1)
        before = _weight_norms(blocks)
        torch._foreach_add_(parameters, gradients[: len(parameters)], alpha=-learning_rate)
        row["update_ratio"] = norms * learning_rate / before
        row["weight_norm"] = _weight_norms(blocks)
    return row


def _weight_norms(blocks: list[list[Tensor]]) -> Tensor:
    squares = [sum(matrix.square().sum((-2, -1)) for matrix in block) for block in blocks]
    return torch.cat(squares, -1).sqrt()


def _loss_and_metric(outputs: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """Mean squared error twice, or cross-entropy and accuracy; one number per run."""
    if y.is_floating_point():
        loss = (outputs - y).square().mean((-2, -1))
        return loss, loss
    losses = functional.cross_entropy(outputs.flatten(0, -2), y.flatten(), reduction="none")
    accuracy = (outputs.argmax(-1) == y).float().mean(-1)
    return losses.view(y.shape).mean(-1), accuracy


def _activations(hidden: Tensor, tanh_values: Tensor | None, outputs: Tensor) -> dict[str, Tensor]:
    """hidden: ([R,] layers, samples, width); tanh_values: the tanh that makes a unit's value, None for ReLU."""
    flat = hidden.flatten(-2)
    deviation, mean = torch.std_mean(flat, -1, correction=0)
    last_deviation, last_mean = torch.std_mean(outputs.flatten(-2), -1, correction=0, keepdim=True)
    derivatives = (hidden > 0).float() if tanh_values is None else 1 - tanh_values.square()
    return {
        "activation_mean": torch.cat([mean, last_mean], -1),
        "activation_std": torch.cat([deviation, last_deviation], -1),
        "activation_saturation": (derivatives < SATURATED_SHARE).float().mean((-2, -1)),
        "activation_dead": (derivatives.amax(-2) == 0).float().mean(-1),
    }

"""The networks of PyTorch's side. R comes first in every shape if several runs train at once."""

import torch
from torch import Tensor

from tests.benchmarks.peer_setup import PeerSetup


def mlp(setup: PeerSetup):
    """Blocks of parameters and the forward pass: outputs, hidden values, None, no states."""
    last = setup.settings["network"]["depth"] + 1
    inner = [str(number) for number in range(2, last)]
    names = setup.parameters
    blocks = [
        [_leaf(names["W1"][None]), _leaf(names["b1"][None, None])],
        [_leaf([names["W" + k] for k in inner]), _leaf([names["b" + k][None] for k in inner])],
        [_leaf(names[f"W{last}"][None]), _leaf(names[f"b{last}"][None, None])],
    ]

    def forward(x: Tensor):
        hidden = []
        for weights, biases in blocks[:-1]:
            for weight, bias in zip(weights.unbind(), biases.unbind(), strict=True):
                x = torch.relu(torch.addmm(bias, x, weight))
                hidden.append(x)
        weight, bias = blocks[-1]
        return torch.addmm(bias[0], x, weight[0]), torch.stack([h.detach() for h in hidden]), None, []

    return blocks, forward


def recurrent(setup: PeerSetup):
    """Blocks of parameters and the forward pass: outputs, hidden values, tanh values, states by time."""
    names = setup.parameters
    width = setup.settings["network"]["width"]
    weights = [_leaf(names[name][..., None, :, :]) for name in ("U1", "W1")]
    readout, biases = (
        _leaf(names["V"][..., None, :, :]),
        [_leaf(names[k][..., None, None, :]) for k in ("b1", "c")],
    )
    blocks = [[*weights, biases[0]], [readout, biases[1]]]
    step = {"rnn": _rnn, "lstm": _lstm, "gru": _gru}[setup.kind]

    def forward(x: Tensor):
        U, W, b, V, c = (matrix.squeeze(-3) for matrix in (*weights, biases[0], readout, biases[1]))  # noqa: N806
        pre_activations = (x.flatten(-3, -2) @ U + b).unflatten(-2, x.shape[-3:-1])
        state = torch.zeros(*x.shape[:-3], x.shape[-2], width)
        memory, states, tanh_values = state, [], []
        for pre_activation in pre_activations.unbind(-3):
            state, memory, value = step(pre_activation, state, memory, W)
            states.append(state)
            tanh_values.append(value.detach())
        outputs = state @ V + c
        values = torch.stack([s.detach() for s in states], -3).flatten(-3, -2).unsqueeze(-3)
        return outputs, values, torch.stack(tanh_values, -3).flatten(-3, -2).unsqueeze(-3), states

    return blocks, forward


def _rnn(pre_activation: Tensor, state: Tensor, memory: Tensor, W: Tensor):  # noqa: N803
    state = torch.tanh(_add_product(pre_activation, state, W))
    return state, memory, state


def _lstm(pre_activation: Tensor, state: Tensor, cell: Tensor, W: Tensor):  # noqa: N803
    gates = _add_product(pre_activation, state, W)
    width = state.shape[-1]
    i, f = torch.sigmoid(gates[..., : 2 * width]).chunk(2, -1)
    g, o = torch.tanh(gates[..., 2 * width : 3 * width]), torch.sigmoid(gates[..., 3 * width :])
    cell = torch.addcmul(f * cell, i, g)
    tanh_values = torch.tanh(cell)
    return o * tanh_values, cell, tanh_values


def _gru(pre_activation: Tensor, state: Tensor, memory: Tensor, W: Tensor):  # noqa: N803
    width, product = state.shape[-1], state @ W
    r, z = torch.sigmoid(pre_activation[..., : 2 * width] + product[..., : 2 * width]).chunk(2, -1)
    n = torch.tanh(torch.addcmul(pre_activation[..., 2 * width :], r, product[..., 2 * width :]))
    return torch.lerp(n, state, z), memory, n


def _add_product(pre_activation: Tensor, state: Tensor, W: Tensor) -> Tensor:  # noqa: N803
    return (
        torch.addmm(pre_activation, state, W)
        if pre_activation.ndim == 2
        else torch.baddbmm(pre_activation, state, W)
    )


def _leaf(values) -> Tensor:
    stacked = (
        torch.stack([torch.from_numpy(value) for value in values])
        if isinstance(values, list)
        else torch.tensor(values)
    )
    return stacked.requires_grad_()

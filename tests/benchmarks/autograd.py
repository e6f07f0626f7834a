"""One gradient by PyTorch's autograd: its own modules (`nn.LSTM`, …) through the script that `to_pytorch` writes."""

from typing import Any

import numpy as np
import torch
from torch import nn

import simulator as sim


def autograd_gradients(experiment: sim.Experiment) -> tuple[float, dict[str, np.ndarray]]:
    """Loss and gradients on the first batch, from the simulator's initial parameters and under its names.

    Truncation is the script's: states are detached between windows. The loss is written out here.
    """
    names: dict[str, Any] = {"__name__": "script"}
    exec(sim.to_pytorch(experiment), names)
    network = names["Network"]()
    names["load"](network, sim.initial_parameters(experiment))
    x, y = map(torch.tensor, next(names["batches"]()))
    loss = _loss(experiment, network, x.to(torch.get_default_dtype()), y)
    loss.backward()
    find = _perceptron_gradients if experiment.network.kind == "mlp" else _recurrent_gradients
    return loss.item(), {name: values.grad.numpy().T for name, values in find(network).items()}


def _loss(experiment: sim.Experiment, network: nn.Module, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    outputs = network(x)
    if y.is_floating_point():
        loss = nn.functional.mse_loss(outputs, y.to(outputs.dtype))
    else:
        loss = nn.functional.cross_entropy(outputs.flatten(0, -2), y.flatten())
    if experiment.reduction == "sum":
        loss = loss * experiment.batch_size
    penalty = experiment.penalty
    if penalty is not None:
        matrices = [(name, values) for name, values in network.named_parameters() if values.ndim == 2]
        if penalty.on == "recurrent":
            matrices = [(name, values) for name, values in matrices if "weight_hh" in name]
        power = 1 if penalty.kind == "l1" else 2
        loss = loss + penalty.strength * sum(values.abs().pow(power).sum() for _, values in matrices)
    return loss


def _perceptron_gradients(network: Any) -> dict[str, torch.Tensor]:
    layers = [*network.hidden, network.output]
    weights = {f"W{number}": layer.weight for number, layer in enumerate(layers, 1)}
    return weights | {f"b{number}": layer.bias for number, layer in enumerate(layers, 1)}


def _recurrent_gradients(network: Any) -> dict[str, torch.Tensor]:
    found = {"V": network.readout.weight, "c": network.readout.bias}
    for letter, name in (("U", "weight_ih"), ("W", "weight_hh"), ("b", "bias_ih")):
        for layer in range(network.layers.num_layers):
            found[f"{letter}{layer + 1}"] = getattr(network.layers, f"{name}_l{layer}")
    return found

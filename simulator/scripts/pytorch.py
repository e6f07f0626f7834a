"""An experiment as a PyTorch script."""

from simulator.scripts.batches import batches_source
from simulator.scripts.heading import heading
from simulator.scripts.layer_script import layer_script
from simulator.settings.experiment import Experiment, ExperimentLike, as_experiment
from simulator.settings.networks import MlpSettings, RecurrentSettings
from simulator.settings.updates import AdamSettings, RmspropSettings
from simulator.tasks import shape_of
from simulator.tasks.task import TaskShape

ACTIVATIONS = {
    "identity": "z",
    "sigmoid": "torch.sigmoid(z)",
    "tanh": "torch.tanh(z)",
    "relu": "torch.relu(z)",
    "leaky_relu": "nn.functional.leaky_relu(z, 0.01)",
    "gelu": 'nn.functional.gelu(z, approximate="tanh")',
}
# W is (fan_out, fan_in) in PyTorch.
SCHEMES = {
    "normal": "nn.init.normal_(W, std={gain} / W.shape[1] ** 0.5)",
    "xavier": "nn.init.xavier_normal_(W, gain={gain})",
    "he": "nn.init.normal_(W, std={gain} * (2 / W.shape[1]) ** 0.5)",
    "orthogonal": "nn.init.orthogonal_(W, gain={gain})",
    "identity": "nn.init.eye_(W).mul_({gain})",
}


def to_pytorch(experiment: ExperimentLike) -> str:
    """A runnable PyTorch script (text) of the same experiment: same equations, data, loss and updates.

    Its initial weights follow the same distributions from PyTorch's own generator; `load(network, parameters)`
    of the script takes the simulator's (`initial_parameters`), and `train(network)` returns the losses, which
    are then the simulator's within rounding. Raises InvalidExperiment. Needs no PyTorch here.
    """
    checked = as_experiment(experiment)
    network, task = checked.network, shape_of(checked.task)
    if isinstance(network, MlpSettings):
        parts = [_mlp(network, task), _mlp_load(network)]
    else:
        parts = [_recurrent(network, task, checked.truncate), _recurrent_load(network)]
    script = [_head(checked), batches_source(checked), *parts, _train(checked, task), _main(checked)]
    return "\n\n".join(part.rstrip("\n") + "\n" for part in script)


def _head(experiment: Experiment) -> str:
    return f"""{heading(experiment, "PyTorch")}

import numpy as np
import torch
from torch import nn

torch.set_default_dtype(torch.{experiment.dtype})
"""


def _mlp(network: MlpSettings, task: TaskShape) -> str:
    pre_activation = "layer(x)"
    if network.normalization == "layer":
        pre_activation = f"nn.functional.layer_norm(x @ layer.weight.T, ({network.width},)) + layer.bias"
    elif network.normalization == "batch":
        pre_activation = (
            "nn.functional.batch_norm(x @ layer.weight.T, None, None, training=True) + layer.bias"
        )
    after = "x + h if x.shape == h.shape else h" if network.residual else "h"
    scheme = SCHEMES[network.init.scheme].format(gain=network.init.gain)
    return f"""class Network(nn.Module):
    def __init__(self):
        super().__init__()
        sizes = [{task.features}] + [{network.width}] * {network.depth}
        self.hidden = nn.ModuleList(nn.Linear(n, m) for n, m in zip(sizes, sizes[1:]))
        self.output = nn.Linear({network.width}, {task.outputs})
        for layer in self.hidden:
            W = layer.weight.data
            {scheme}
            nn.init.normal_(layer.bias, std={network.bias_std})
        nn.init.normal_(self.output.weight, std={network.width}**-0.5)
        nn.init.zeros_(self.output.bias)

    def forward(self, x):
        for layer in self.hidden:
            z = {pre_activation}
            h = {ACTIVATIONS[network.activation]}
            x = {after}
        return self.output(x)
"""


def _mlp_load(network: MlpSettings) -> str:
    return '''def load(network, parameters):
    """Take weights (fan_in, fan_out) and biases by name: W1, b1, …"""
    for number, layer in enumerate([*network.hidden, network.output], 1):
        layer.weight.data[:] = torch.tensor(parameters[f"W{number}"].T)
        layer.bias.data[:] = torch.tensor(parameters[f"b{number}"])
'''


def _recurrent(network: RecurrentSettings, task: TaskShape, truncate: int | None) -> str:
    layer, init, gates = layer_script(network), network.init, len(network.gates)
    stacked = [f"num_layers={network.depth}"] if network.depth > 1 else []
    options = "".join(f", {option}" for option in [*stacked, *layer.pytorch_options(network)])
    read = "states" if task.has_target_per_step else "states[-1]"
    run = "states, _ = self.layers(x)"
    if truncate:
        assert task.length is not None
        first = task.length % truncate
        windows = [first] * (first > 0) + [truncate] * (task.length // truncate)
        run = f"""windows, state = [], None
        for window in x.split({windows}):  # no gradient passes from one to the one before
            states, state = self.layers(window, state)
            state = {layer.pytorch_state}
            windows.append(states)
        states = torch.cat(windows)"""
    return f"""class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.{layer.pytorch}({task.features}, {network.width}{options})
        self.readout = nn.Linear({network.width}, {task.outputs})
        for name, values in self.layers.named_parameters():
            if name.startswith("weight_ih"):
                for W in values.data.chunk({gates}):
                    {SCHEMES[init.scheme].format(gain=init.gain)}
            elif name.startswith("weight_hh"):
                for W in values.data.chunk({gates}):
                    {SCHEMES[init.recurrent_scheme].format(gain=init.recurrent_gain)}
            elif name.startswith("bias_ih"):
                nn.init.normal_(values, std={network.bias_std}){layer.pytorch_bias(network)}
            else:  # one bias is enough: PyTorch's second stays at zero
                nn.init.zeros_(values).requires_grad_(False)
        nn.init.normal_(self.readout.weight, std={network.width}**-0.5)
        nn.init.zeros_(self.readout.bias)

    def forward(self, x):
        {run}
        return self.readout({read})
"""


def _recurrent_load(network: RecurrentSettings) -> str:
    return f'''def load(network, parameters):
    """Take matrices (fan_in, fan_out) and biases by name: U1, W1, b1, …, V, c."""
    layers = network.layers
    for number in range(1, {network.depth} + 1):
        getattr(layers, f"weight_ih_l{{number - 1}}").data[:] = torch.tensor(parameters[f"U{{number}}"].T)
        getattr(layers, f"weight_hh_l{{number - 1}}").data[:] = torch.tensor(parameters[f"W{{number}}"].T)
        getattr(layers, f"bias_ih_l{{number - 1}}").data[:] = torch.tensor(parameters[f"b{{number}}"])
    network.readout.weight.data[:] = torch.tensor(parameters["V"].T)
    network.readout.bias.data[:] = torch.tensor(parameters["c"])
'''


def _optimizer(experiment: Experiment) -> str:
    optimizer = experiment.optimizer
    rate = f"trained, lr={optimizer.learning_rate}"
    if isinstance(optimizer, AdamSettings):
        return f"Adam({rate}, betas=({optimizer.beta_1}, {optimizer.beta_2}), eps={optimizer.epsilon})"
    if isinstance(optimizer, RmspropSettings):
        return f"RMSprop({rate}, alpha={optimizer.decay}, eps={optimizer.epsilon})"
    return f"SGD({rate}, momentum={optimizer.momentum})"


def _train(experiment: Experiment, task: TaskShape) -> str:
    loss = "((outputs - y) ** 2).mean()"
    if task.is_classification:
        loss = "nn.functional.cross_entropy(outputs.flatten(0, -2), y.flatten())"
    if experiment.reduction == "sum":
        loss += f" * {experiment.batch_size}  # the sum over the batch"
    lines = [f"loss = {loss}"]
    if experiment.penalty is not None:
        which = '"weight_hh" in name' if experiment.penalty.on == "recurrent" else "W.ndim == 2"
        size = "W.abs().sum()" if experiment.penalty.kind == "l1" else "W.square().sum()"
        total = f"sum({size} for name, W in network.named_parameters() if {which})"
        lines.append(f"loss = loss + {experiment.penalty.strength} * {total}")
    lines += ["optimizer.zero_grad()", "loss.backward()"]
    if experiment.clip is not None:
        lines.append(f"nn.utils.clip_grad_{experiment.clip.kind}_(trained, {experiment.clip.threshold})")
    lines += ["optimizer.step()", "losses.append(loss.item())"]
    targets = "torch.tensor(y)" if task.is_classification else "torch.tensor(y, dtype=x.dtype)"
    body = "\n        ".join(lines)
    return f'''def train(network, steps={experiment.steps}):
    """One loss per update, before it."""
    trained = [values for values in network.parameters() if values.requires_grad]
    optimizer = torch.optim.{_optimizer(experiment)}
    losses = []
    for _, (x, y) in zip(range(steps), batches()):
        x = torch.tensor(x, dtype=torch.get_default_dtype())
        y = {targets}
        outputs = network(x)
        {body}
    return losses
'''


def _main(experiment: Experiment) -> str:
    return f"""if __name__ == "__main__":
    torch.manual_seed({experiment.seed})
    for step, loss in enumerate(train(Network())):
        if step % {max(1, experiment.steps // 20)} == 0:
            print(f"step {{step:5d}}  loss {{loss:.4g}}")
"""

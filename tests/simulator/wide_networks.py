"""The growth of gradients in real wide networks, compared with the prediction of mean-field theory."""

import numpy as np

import simulator as sim
from simulator.training.loop import Training
from tests.simulator.small_experiments import experiment

# activation, standard deviation of the weights times sqrt(fan in), standard deviation of the biases
AWAY_FROM_CRITICALITY = [
    ("tanh", 0.7, 0.0),
    ("tanh", 1.5, 0.0),
    ("tanh", 2.0, 0.0),
    ("tanh", 3.0, 0.0),
    ("sigmoid", 4.0, 0.0),
    ("sigmoid", 14.0, 0.0),
    ("relu", 1.0, 0.0),
    ("relu", 1.2, 0.3),
    ("relu", 1.8, 0.0),
    ("leaky_relu", 1.2, 0.0),
    ("leaky_relu", 1.7, 0.0),
    ("gelu", 1.0, 0.5),
    ("gelu", 2.0, 0.0),
    ("identity", 0.9, 0.0),
    ("identity", 1.2, 0.0),
]
DEPTH, SETTLED = 20, 8


def deviation(activation: str, weight_std: float, bias_std: float, width: int, seeds: int) -> float:
    """By what share the measured growth per layer differs from the predicted one.

    Measured: root mean square of the norm of dLoss/dz over samples and seeds, once lengths have settled.
    """
    squares = []
    network = {"kind": "mlp", "depth": DEPTH, "width": width, "activation": activation, "bias_std": bias_std}
    document = {"network": network | {"init": {"gain": weight_std}}, "batch_size": 8}
    document["task"] = {"kind": "regression", "outputs": 8}
    for seed in range(seeds):
        training = Training([experiment(document | {"seed": seed})])
        training.draw_batch()
        training.network.forward(training.inputs)
        training.d_outputs[...] = np.random.default_rng(seed).standard_normal(training.d_outputs.shape)
        training.network.backward(training.inputs, training.d_outputs)
        d_pre_activations = training.network.hidden_derivatives[0][0]  # over which backward has written them
        norms = np.linalg.norm(d_pre_activations.astype(np.float64), axis=-1)
        squares.append((norms[SETTLED] / norms[-2]) ** 2)
    growth = float(np.mean(squares)) ** (0.5 / (DEPTH - 2 - SETTLED))
    return abs(growth / sim.mean_field(activation, weight_std, bias_std).chi_1 ** 0.5 - 1)


def deviation_of_weight_gradients(activation: str, weight_std: float, width: int, seeds: int) -> float:
    """The same of the mean square of the weight gradient, one sample, between two inner layers that have settled.

    Not for ReLU: there the signal grows as fast forward as the gradient does backward, and the two cancel in
    a weight's gradient.
    """
    layers, init = 10, {"gain": weight_std}
    network = {"kind": "mlp", "depth": 16, "width": width, "activation": activation, "init": init}
    document = {"network": network, "task": {"kind": "regression"}, "steps": 1, "batch_size": 1}
    traces = sim.run_many([document | {"seed": seed} for seed in range(seeds)])
    squares = np.array([trace.layer_gradient_norm[0] ** 2 for trace in traces])
    growth = float(np.mean(squares[:, 4] / squares[:, 4 + layers])) ** (1 / layers)
    return abs(growth / sim.mean_field(activation, weight_std).chi_1 - 1)

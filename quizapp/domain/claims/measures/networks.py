"""Measures of a network before training: shapes, and agreement with its written equations."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

import simulator

Array: TypeAlias = NDArray[Any]
FLOAT_ERROR = 1e-9  # relative, in float64
DIFFERENCE = 1e-5  # half the step of a central difference
DIFFERENCE_ERROR = 1e-5  # relative: the error of such a difference


def shape(experiment: simulator.Experiment, array: str) -> tuple[int, ...] | None:
    """The shape of an array of the network on its first batch; None if it has no such array.

    inputs, targets, outputs; of the top layer of a recurrent network hidden_states (every step), hidden_state
    (the last), initial_state (s_{-1}), cell_state (the last of an lstm); any parameter: W1, b1, U1, V, c …;
    U, W, b stand for those of the first layer.
    """
    inputs, targets = simulator.first_batch(experiment)
    parameters = simulator.initial_parameters(experiment)
    found: dict[str, Array] = {"inputs": inputs, "targets": targets, **parameters}
    if experiment.network.kind == "mlp":
        found["outputs"] = simulator.forward_pass(experiment, parameters, inputs).outputs
    else:
        found |= {name: parameters[f"{name}1"] for name in ("U", "W", "b")}
        found |= _states(experiment)
    return found[array].shape if array in found else None


def _states(experiment: simulator.Experiment) -> dict[str, Array]:
    """The unrolled samples of the batch, stacked along the batch axis again."""
    samples = [simulator.unroll(experiment, sample=sample) for sample in range(experiment.batch_size)]
    states = np.stack([sample.states[-1] for sample in samples], axis=1)
    outputs = np.stack([sample.outputs for sample in samples], axis=1)
    found = {
        "hidden_states": states[1:],
        "hidden_state": states[-1],
        "initial_state": states[0],
        "outputs": outputs[0] if len(outputs) == 1 else outputs,
    }
    cells = [sample.cells[-1, -1] for sample in samples if sample.cells is not None]
    return found | ({"cell_state": np.stack(cells)} if cells else {})


def same_as_loop(experiment: simulator.Experiment) -> bool:
    """Whether the network computes the same as a plain loop over the written equations, in float64.

    The loss and the gradient of every parameter are compared on the first batch. Every state and every output
    contributes to them; the loop runs the equations forward and backward.
    """
    plain = _in_float64(experiment)
    inputs, targets = simulator.first_batch(plain)
    forward = simulator.forward_pass(plain, simulator.initial_parameters(plain), inputs)
    by_loop = simulator.loss_of(forward.outputs, targets, plain.reduction)
    d_outputs = simulator.output_gradients(forward.outputs, targets, plain.reduction)
    gradient_by_loop = simulator.backward_pass(forward, d_outputs).gradients
    loss, gradient = simulator.gradients(plain)
    largest = max(float(np.abs(values).max()) for values in gradient.values())
    return bool(np.isclose(by_loop, loss, rtol=FLOAT_ERROR, atol=0)) and all(
        np.allclose(gradient_by_loop[name], values, rtol=FLOAT_ERROR, atol=FLOAT_ERROR * largest)
        for name, values in gradient.items()
    )


def gradient_matches(experiment: simulator.Experiment) -> bool:
    """Whether the gradient is the sum of the gradients of the copies in the unrolled graph. In float64, with
    truncation.

    Every time step gets its own copy of all parameters. Each copy alone is moved along a random direction, which
    gives a central difference of the loss; their sum must equal the gradient along that direction. A truncated
    gradient matches only if its window cuts nothing off.
    """
    plain = _in_float64(experiment)
    inputs, targets = simulator.first_batch(plain)
    parameters = simulator.initial_parameters(plain)
    _, gradient = simulator.gradients(plain)
    generator = np.random.default_rng(plain.seed)
    direction = {name: generator.standard_normal(array.shape) for name, array in parameters.items()}
    moved = [
        {name: array + sign * DIFFERENCE * direction[name] for name, array in parameters.items()}
        for sign in (1, -1)
    ]
    steps = 1 if plain.network.kind == "mlp" else len(inputs)
    by_copies = 0.0
    for step in range(steps):
        losses = []
        for copy in moved:
            copies = [parameters] * step + [copy] + [parameters] * (steps - step - 1)
            outputs = simulator.forward_pass(plain, copies, inputs).outputs
            losses.append(simulator.loss_of(outputs, targets, plain.reduction))
        by_copies += (losses[0] - losses[1]) / (2 * DIFFERENCE)
    along = sum(float((gradient[name] * direction[name]).sum()) for name in parameters)
    size = np.sqrt(sum(float((gradient[name] ** 2).sum()) for name in parameters))
    return bool(abs(along - by_copies) <= DIFFERENCE_ERROR * size * np.sqrt(steps))


def signal_growth(experiment: simulator.Experiment) -> float:
    """Norm of dLoss/dh of the first hidden layer divided by that of the last, before any update.

    It shows the backward signal alone. In a weight gradient, h_{l-1}^T d_z_l, the growth of the forward signal can
    cancel that of the backward signal.
    """
    plain = _in_float64(experiment)
    inputs, targets = simulator.first_batch(plain)
    forward = simulator.forward_pass(plain, simulator.initial_parameters(plain), inputs)
    d_outputs = simulator.output_gradients(forward.outputs, targets, plain.reduction)
    d_hidden = simulator.backward_pass(forward, d_outputs).d_states[0]
    with np.errstate(all="ignore"):
        return float(np.linalg.norm(d_hidden[0]) / np.linalg.norm(d_hidden[-1]))


def _in_float64(experiment: simulator.Experiment) -> simulator.Experiment:
    """Without a penalty: the loss of the data alone is compared."""
    return experiment.model_copy(update={"dtype": "float64", "penalty": None})

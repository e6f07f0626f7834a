"""The Jacobian of the output of a network with respect to its input."""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.settings.experiment import ExperimentLike, as_experiment
from simulator.training.loop import Training

Array: TypeAlias = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Jacobian:
    """d output / d input of one sample; singular values in descending order.

    mlp: matrix (outputs, features), singular_values (k,). Recurrent: the last output with respect to the input of
    each time step, matrix (time, outputs, features), singular_values (time, k). k = min(outputs, features).
    """

    matrix: Array
    singular_values: Array


def jacobian(
    experiment: ExperimentLike, parameters: dict[str, Array] | None = None, sample: int = 0
) -> Jacobian:
    """The Jacobian on one sample of the first batch, by one backward pass per output.

    J = d y / d x, y before any softmax; float of the experiment's dtype, singular values in float64.
    parameters: by name, as in `initial_parameters`, which are the default. With batch normalization, the sample's own
    contribution to the statistics counts; with `truncate`, no path crosses a window edge. Raises InvalidExperiment,
    ShapeMismatch for parameters that do not fit, IndexError for a sample outside the batch. Singular values are NaN
    if the Jacobian is not finite.
    Source: Pennington, Schoenholz, Ganguli 2017 (dynamical isometry).
    """
    checked = as_experiment(experiment)
    if not 0 <= sample < checked.batch_size:
        raise IndexError(f"sample {sample} is outside the batch of {checked.batch_size}")
    training = Training([checked])
    network = training.network
    if parameters is not None:
        network.layout.from_dict(parameters, training.parameters[0])
    training.draw_batch()
    last = (0, -1, sample) if training.task.has_target_per_step else (0, sample)
    rows = []
    with np.errstate(all="ignore"):
        for output in range(training.task.outputs):
            network.forward(training.inputs)
            training.d_outputs[...] = 0.0
            training.d_outputs[(*last, output)] = 1.0
            network.backward(training.inputs, training.d_outputs)
            rows.append(network.input_gradient()[0, ..., sample, :].copy())
    matrix = np.stack(rows, axis=-2)
    return Jacobian(matrix, _singular_values(matrix))


def _singular_values(matrix: Array) -> NDArray[np.float64]:
    values = np.full((*matrix.shape[:-2], min(matrix.shape[-2:])), np.nan)
    is_finite = np.isfinite(matrix).all(axis=(-1, -2))
    if np.any(is_finite):
        values[is_finite] = np.linalg.svd(matrix[is_finite].astype(np.float64), compute_uv=False)
    return values

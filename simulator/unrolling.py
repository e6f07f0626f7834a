"""A recurrent network unrolled on one sequence: every input, state and output, and the shapes."""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.errors import InvalidExperiment, Problem
from simulator.experiment import Experiment
from simulator.losses import softmax
from simulator.network_settings import RnnSettings
from simulator.networks.rnn import Rnn
from simulator.running import ExperimentLike, as_experiment
from simulator.tasks import TaskShape, shape_of
from simulator.trace import finite_or_null
from simulator.training import Training

Array: TypeAlias = NDArray[Any]
Shape: TypeAlias = tuple[tuple[str, int], ...]


@dataclass(frozen=True, eq=False)
class Unrolled:
    """One sample of the first batch, step by step.

    words: the input symbol of each step. inputs: (time, dim_input). states: (layers, time + 1, dim_hidden),
    the first of each layer being s_{-1} = 0. outputs: (time, dim_output), or (1, dim_output) where only the
    last state is read; probabilities (softmax). targets, target_words: the class asked for at each output.
    output_words: what each output stands for. shapes: by name, the axes of each array in the full batch, as
    (axis, size) pairs, stacked layers numbered.
    """

    words: tuple[str, ...]
    inputs: Array
    states: Array
    outputs: Array
    targets: Array
    target_words: tuple[str, ...]
    output_words: tuple[str, ...]
    shapes: dict[str, Shape]

    def to_json(self) -> dict[str, Any]:
        """Plain lists; null where a number is not finite; shapes as lists of [axis, size]."""
        return {
            "words": list(self.words),
            "inputs": finite_or_null(self.inputs),
            "states": finite_or_null(self.states),
            "outputs": finite_or_null(self.outputs),
            "targets": self.targets.tolist(),
            "target_words": list(self.target_words),
            "output_words": list(self.output_words),
            "shapes": {name: [list(axis) for axis in shape] for name, shape in self.shapes.items()},
        }


def unroll(
    experiment: ExperimentLike, parameters: dict[str, Array] | None = None, sample: int = 0
) -> Unrolled:
    """Run one sample of the first batch through the network, keeping every state.

    parameters: by name, as in `initial_parameters`, which are taken if none are given; `final_parameters` of
    a trace show the trained network. Raises InvalidExperiment for a network without time steps, ShapeMismatch
    for parameters that do not fit, IndexError for a sample outside the batch.
    """
    checked = as_experiment(experiment)
    if not isinstance(checked.network, RnnSettings):
        message = f"An {checked.network.kind} has no time steps to unroll; choose a recurrent network"
        raise InvalidExperiment([Problem("network.kind", "not_recurrent", message)])
    if not 0 <= sample < checked.batch_size:
        raise IndexError(f"sample {sample} is outside the batch of {checked.batch_size}")
    training = Training([checked])
    if parameters is not None:
        training.network.layout.from_dict(parameters, training.parameters[0])
    training.draw_batch()
    with np.errstate(all="ignore"):
        outputs = training.network.forward(training.inputs)
        probabilities = softmax(outputs[0, ..., sample, :])
    return _unrolled(checked, training, probabilities, sample)


def _unrolled(experiment: Experiment, training: Training, probabilities: Array, sample: int) -> Unrolled:
    task = training.task
    assert isinstance(training.network, Rnn)
    inputs = training.inputs[0, :, sample].copy()
    targets = np.atleast_1d(training.targets[0, ..., sample]).copy()
    return Unrolled(
        words=tuple(task.input_words[index] for index in inputs.argmax(axis=-1)),
        inputs=inputs,
        states=np.stack([layer.states[0, :, sample] for layer in training.network.layers]),
        outputs=np.atleast_2d(probabilities),
        targets=targets,
        target_words=tuple(task.output_words[index] for index in targets),
        output_words=task.output_words,
        shapes=_shapes(experiment),
    )


def _shapes(experiment: Experiment) -> dict[str, Shape]:
    task: TaskShape = shape_of(experiment.task)
    time = ("time_steps", task.length or 0)
    samples = ("n_samples", experiment.batch_size)
    below = ("dim_input", task.features)
    hidden = ("dim_hidden", experiment.network.width)
    output = ("dim_output", task.outputs)
    shapes: dict[str, Shape] = {"x": (time, samples, below)}
    for number in range(1, experiment.network.depth + 1):
        shapes[f"U{number}"] = (below, hidden)
        shapes[f"W{number}"] = (hidden, hidden)
        shapes[f"b{number}"] = (hidden,)
        shapes[f"s{number}"] = (time, samples, hidden)
        below = hidden
    read = (time, samples) if task.has_target_per_step else (samples,)
    return shapes | {"V": (hidden, output), "c": (output,), "o": (*read, output), "target": read}

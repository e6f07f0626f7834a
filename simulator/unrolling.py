"""A recurrent network unrolled on one sequence: every input, state and output, and the shapes."""

from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.errors import InvalidExperiment, Problem
from simulator.experiment import Experiment, ExperimentLike, as_experiment
from simulator.kernels.recurrent import Recurrent
from simulator.losses import softmax
from simulator.network_settings import GATES, MlpSettings
from simulator.tasks import TaskShape, shape_of
from simulator.trace import finite_or_null
from simulator.training import Training

Array: TypeAlias = NDArray[Any]
Shape: TypeAlias = tuple[tuple[str, int], ...]


@dataclass(frozen=True, eq=False)
class Unrolled:
    """One sample of the first batch, step by step.

    words: the input symbol of each step, or its numbers. inputs: (time, dim_input). states:
    (layers, time + 1, dim_hidden), the first of each layer being s_{-1} = 0. outputs: (time, dim_output), or
    (1, dim_output) where only the last state is read; probabilities (softmax) where classes are asked for.
    targets, target_words: the class, or the numbers, asked for at each output. output_words: what each output
    stands for. shapes: by name, the axes of each array in the full batch, as (axis, size) pairs, stacked
    layers numbered. cells: c of an lstm in the shape of states, else None. gates: by name, in the order of
    their columns, (layers, time, dim_hidden); none for an rnn.
    """

    words: tuple[str, ...]
    inputs: Array
    states: Array
    outputs: Array
    targets: Array
    target_words: tuple[str, ...]
    output_words: tuple[str, ...]
    shapes: dict[str, Shape]
    cells: Array | None = None
    gates: dict[str, Array] = field(default_factory=dict)

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
            "cells": None if self.cells is None else finite_or_null(self.cells),
            "gates": {name: finite_or_null(values) for name, values in self.gates.items()},
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
    if isinstance(checked.network, MlpSettings):
        message = f"An {checked.network.kind} has no time steps to unroll; choose a recurrent network"
        raise InvalidExperiment([Problem("network.kind", "not_recurrent", message)])
    if not 0 <= sample < checked.batch_size:
        raise IndexError(f"sample {sample} is outside the batch of {checked.batch_size}")
    training = Training([checked])
    if parameters is not None:
        training.network.layout.from_dict(parameters, training.parameters[0])
    training.draw_batch()
    assert isinstance(training.network, Recurrent)
    for layer in training.network.layers:
        layer.keeps_gates = True
    with np.errstate(all="ignore"):
        outputs = training.network.forward(training.inputs)
        shown = outputs[0, ..., sample, :].copy()
        if training.task.is_classification:
            shown = softmax(shown)
    return _unrolled(checked, training, shown, sample)


def _unrolled(experiment: Experiment, training: Training, outputs: Array, sample: int) -> Unrolled:
    task = training.task
    assert isinstance(training.network, Recurrent)
    inputs = training.inputs[0, :, sample].copy()
    layers = training.network.layers
    targets, target_words = _targets(training, sample)
    cells = [cell[0, :, sample] for layer in layers if (cell := layer.cell_values()) is not None]
    return Unrolled(
        words=_words(inputs, task.input_words),
        inputs=inputs,
        states=np.stack([layer.states[0, :, sample] for layer in layers]),
        outputs=np.atleast_2d(outputs),
        targets=targets,
        target_words=target_words,
        output_words=task.output_words,
        shapes=_shapes(experiment),
        cells=np.stack(cells) if cells else None,
        gates=_gates(experiment, training.network, sample),
    )


def _targets(training: Training, sample: int) -> tuple[Array, tuple[str, ...]]:
    """What is asked of one sample: classes (outputs,) or numbers (outputs, dim_output), and as words."""
    if training.task.is_classification:
        classes = np.atleast_1d(training.targets[0, ..., sample]).copy()
        return classes, tuple(training.task.output_words[index] for index in classes)
    numbers = np.atleast_2d(training.targets[0, ..., sample, :]).copy()
    return numbers, _words(numbers, ())


def sample_words(training: Training, sample: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What one sample of the current batch shows at each step, and what is asked of it."""
    inputs = np.atleast_2d(training.inputs[0, ..., sample, :])
    return _words(inputs, training.task.input_words), _targets(training, sample)[1]


def _words(rows: Array, words: tuple[str, ...]) -> tuple[str, ...]:
    """The word each one-hot row stands for; where there are no words, its numbers."""
    if words:
        return tuple(words[index] for index in rows.argmax(axis=-1))
    return tuple(", ".join(f"{number:.3g}" for number in row) for row in rows)


def _gates(experiment: Experiment, network: Recurrent, sample: int) -> dict[str, Array]:
    names = GATES[experiment.network.kind]
    if len(names) == 1:
        return {}
    values = [np.stack([gate[0, :, sample] for gate in layer.gate_values()]) for layer in network.layers]
    return {name: np.stack([layer[part] for layer in values]) for part, name in enumerate(names)}


def _shapes(experiment: Experiment) -> dict[str, Shape]:
    task: TaskShape = shape_of(experiment.task)
    time = ("time_steps", task.length or 0)
    samples = ("n_samples", experiment.batch_size)
    below = ("dim_input", task.features)
    hidden = ("dim_hidden", experiment.network.width)
    names = GATES[experiment.network.kind]
    blocks = hidden if len(names) == 1 else ("gates_x_dim_hidden", len(names) * experiment.network.width)
    output = ("dim_output", task.outputs)
    shapes: dict[str, Shape] = {"x": (time, samples, below)}
    for number in range(1, experiment.network.depth + 1):
        shapes[f"U{number}"] = (below, blocks)
        shapes[f"W{number}"] = (hidden, blocks)
        shapes[f"b{number}"] = (blocks,)
        shapes[f"s{number}"] = (time, samples, hidden)
        if experiment.network.kind == "lstm":
            shapes[f"c{number}"] = (time, samples, hidden)
        below = hidden
    read = (time, samples) if task.has_target_per_step else (samples,)
    return shapes | {"V": (hidden, output), "c": (output,), "o": (*read, output), "target": read}

"""A recurrent network unrolled on one sequence: every input, state, and output, and the shapes."""

from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.equations.losses import softmax
from simulator.equations.passes import ForwardPass, forward_pass
from simulator.equations.sequence import initial_state
from simulator.errors import InvalidExperiment, Problem
from simulator.measuring.trace import finite_or_null
from simulator.settings.experiment import Experiment, ExperimentLike, as_experiment
from simulator.settings.networks import MlpSettings, RecurrentSettings
from simulator.tasks import shape_of
from simulator.tasks.task import TaskShape
from simulator.training.running import checked_parameters, first_batch

Array: TypeAlias = NDArray[Any]
Shape: TypeAlias = tuple[tuple[str, int], ...]


@dataclass(frozen=True, eq=False)
class Unrolled:
    """One sample of the first batch, step by step.

    words: the input symbol of each step, or its numbers. inputs: (time, dim_input). states:
    (layers, time + 1, dim_hidden), the first of each layer being s_{-1} = 0. outputs: (time, dim_output), or (1,
    dim_output) if only the last state is read; probabilities (softmax) for classes. targets, target_words: the target
    class or numbers of each output. output_words: the meaning of each output. shapes: by name, the axes of each array
    in the full batch, as (axis, size) pairs, stacked layers numbered. cells: c of an lstm in the shape of states,
    else None. gates: by name, in the order of their columns, (layers, time, dim_hidden); none for an rnn.
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
        """Plain lists; null if a number is not finite; shapes as lists of [axis, size]."""
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

    parameters: by name, as in `initial_parameters`, which are the default; `final_parameters` of a trace show the
    trained network. Raises InvalidExperiment for a network without time steps, ShapeMismatch for parameters that do
    not fit, IndexError for a sample outside the batch.
    """
    checked = as_experiment(experiment)
    network = checked.network
    if isinstance(network, MlpSettings):
        message = f"An {network.kind} has no time steps to unroll; choose a recurrent network"
        raise InvalidExperiment([Problem("network.kind", "not_recurrent", message)])
    if not 0 <= sample < checked.batch_size:
        raise IndexError(f"sample {sample} is outside the batch of {checked.batch_size}")
    own = checked_parameters(checked, parameters)
    inputs, targets = first_batch(checked)
    forward = forward_pass(checked, own, inputs)
    task = shape_of(checked.task)
    outputs = np.atleast_2d(forward.outputs[..., sample, :])
    with np.errstate(all="ignore"):
        shown = softmax(outputs) if task.is_classification else outputs
    return Unrolled(
        words=input_words(task, inputs, sample),
        inputs=inputs[:, sample],
        states=_states(network, forward, "hidden_state", sample),
        outputs=shown,
        targets=_asked(task, targets, sample),
        target_words=target_words(task, targets, sample),
        output_words=task.output_words,
        shapes=_shapes(network, checked),
        cells=_states(network, forward, "cell_state", sample) if network.has_cell_state else None,
        gates=_gates(network, forward, sample),
    )


def _states(
    network: RecurrentSettings, forward: ForwardPass, name: Literal["hidden_state", "cell_state"], sample: int
) -> Array:
    """The states of one sample, initial state first, (layers, time + 1, dim_hidden)."""
    initial = (initial_state(network, forward.inputs),) * network.depth
    rows = [initial, *(tuple(step.state for step in row) for row in forward.steps)]
    return np.swapaxes(np.array([[getattr(state, name)[sample] for state in row] for row in rows]), 0, 1)


def _gates(network: RecurrentSettings, forward: ForwardPass, sample: int) -> dict[str, Array]:
    """By name, (layers, time, dim_hidden); none without gates."""
    names = network.gates if len(network.gates) > 1 else ()
    rows = {name: [[getattr(step, name)[sample] for step in row] for row in forward.steps] for name in names}
    return {name: np.swapaxes(np.array(values), 0, 1) for name, values in rows.items()}


def _asked(task: TaskShape, targets: Array, sample: int) -> Array:
    """The targets of one sample: classes (outputs,) or numbers (outputs, dim_output)."""
    if task.is_classification:
        return np.atleast_1d(targets[..., sample])
    return np.atleast_2d(targets[..., sample, :])


def target_words(task: TaskShape, targets: Array, sample: int) -> tuple[str, ...]:
    """The targets of one sample of a batch, in words or numbers."""
    asked = _asked(task, targets, sample)
    if task.is_classification:
        return tuple(task.output_words[index] for index in asked)
    return _words(asked, ())


def input_words(task: TaskShape, inputs: Array, sample: int) -> tuple[str, ...]:
    """The inputs of one sample of a batch at each time step, in words or numbers."""
    return _words(np.atleast_2d(inputs[..., sample, :]), task.input_words)


def _words(rows: Array, words: tuple[str, ...]) -> tuple[str, ...]:
    """The word of each one-hot row; if there are no words, its numbers."""
    if words:
        return tuple(words[index] for index in rows.argmax(axis=-1))
    return tuple(", ".join(f"{number:.3g}" for number in row) for row in rows)


def _shapes(network: RecurrentSettings, experiment: Experiment) -> dict[str, Shape]:
    task: TaskShape = shape_of(experiment.task)
    time = ("time_steps", task.length or 0)
    samples = ("n_samples", experiment.batch_size)
    below = ("dim_input", task.features)
    hidden, count = ("dim_hidden", network.width), len(network.gates)
    blocks = hidden if count == 1 else ("gates_x_dim_hidden", count * network.width)
    output = ("dim_output", task.outputs)
    shapes: dict[str, Shape] = {"x": (time, samples, below)}
    for number in range(1, network.depth + 1):
        shapes[f"U{number}"] = (below, blocks)
        shapes[f"W{number}"] = (hidden, blocks)
        shapes[f"b{number}"] = (blocks,)
        shapes[f"s{number}"] = (time, samples, hidden)
        if network.has_cell_state:
            shapes[f"c{number}"] = (time, samples, hidden)
        below = hidden
    read = (time, samples) if task.has_target_per_step else (samples,)
    return shapes | {"V": (hidden, output), "c": (output,), "o": (*read, output), "target": read}

"""Running experiments: alone, many at once, or frame by frame."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.kernels import layout_of
from simulator.measuring.trace import Frame, Trace
from simulator.settings.experiment import ExperimentLike, as_experiment
from simulator.training.initial_parameters import initial_row
from simulator.training.loop import Training
from simulator.training.randomness import Generators

Array: TypeAlias = NDArray[Any]

# Settings that may differ between the experiments of a stack; the others fix shapes or the order of operations.
FREE_FIELDS: Final[Mapping[str, bool | Mapping[str, bool]]] = {
    "seed": True,
    "network": {"init": True, "bias_std": True},
    "optimizer": {
        "learning_rate": True,
        "momentum": True,
        "beta_1": True,
        "beta_2": True,
        "decay": True,
        "epsilon": True,
    },
    "clip": {"threshold": True},
    "penalty": {"strength": True},
}


def run(experiment: ExperimentLike) -> Trace:
    """Train one experiment to its end. Raises InvalidExperiment; an overflow is a result, not an error."""
    return run_many([experiment])[0]


def run_many(experiments: Sequence[ExperimentLike]) -> list[Trace]:
    """Train many experiments, those of one shape as one stack. Returns the traces in the given order.

    Each trace equals `run` of its experiment bit for bit (`seconds` apart: a stack shares its time).
    """
    checked = [as_experiment(experiment) for experiment in experiments]
    traces: dict[int, Trace] = {}
    for indices in stacks_of(checked):
        training = Training([checked[index] for index in indices])
        while not training.is_finished:
            training.update()
        traces.update({index: training.trace(run) for run, index in enumerate(indices)})
    return [traces[index] for index in range(len(checked))]


def stacks_of(experiments: Sequence[ExperimentLike]) -> list[list[int]]:
    """The positions of the experiments that `run_many` trains together, stack by stack."""
    stacks: dict[str, list[int]] = {}
    for index, experiment in enumerate(experiments):
        alike = as_experiment(experiment).model_dump_json(exclude=FREE_FIELDS)
        stacks.setdefault(alike, []).append(index)
    return list(stacks.values())


def stream(experiment: ExperimentLike, every: int = 10) -> Iterator[Frame]:
    """Train one experiment and yield a frame after every `every` updates; the last carries the trace.

    Raises InvalidExperiment, and ValueError if `every` is below 1, at the call, not at the first frame.
    """
    if every < 1:
        raise ValueError(f"every must be at least 1, not {every}")
    return _frames(Training([as_experiment(experiment)]), every)


def _frames(training: Training, every: int) -> Iterator[Frame]:
    steps, sent = training.plan.steps, 0
    while True:
        training.update()
        is_last = training.is_finished
        if is_last or training.step - sent >= every:
            rows = training.rows(0, sent)
            sent = training.step
            yield Frame(sent, steps, rows, training.trace(0) if is_last else None)
        if is_last:
            return


def gradients(
    experiment: ExperimentLike, parameters: dict[str, Array] | None = None
) -> tuple[float, dict[str, Array]]:
    """Loss and gradient on the first batch, before clipping, penalty included.

    parameters: by name, in the shapes of `initial_parameters`, which are the default. Returns the loss and a dict
    name -> gradient of the parameter's shape and the experiment's dtype. Raises InvalidExperiment, and ShapeMismatch
    if the parameters do not fit.
    """
    training = Training([as_experiment(experiment)])
    layout = training.network.layout
    if parameters is not None:
        layout.from_dict(parameters, training.parameters[0])
    with np.errstate(all="ignore"):
        training.draw_batch()
        _, loss, _ = training.compute_gradients()
    return float(loss[0]), layout.to_dict(training.gradients[0])


def initial_parameters(experiment: ExperimentLike) -> dict[str, Array]:
    """The initial parameters of a run, by name. Random: the experiment's parameter generator.

    mlp: W1, b1 … and the output layer under the next number; rnn: U1, W1, b1 … per stacked layer, V, c.
    Matrices are (fan_in, fan_out), biases (fan_out,), in the experiment's dtype.
    """
    checked = as_experiment(experiment)
    layout = layout_of(checked)
    row = initial_row(checked, layout, Generators.of(checked.seed).parameters)
    return layout.to_dict(row.astype(checked.dtype))


def checked_parameters(
    experiment: ExperimentLike, parameters: dict[str, Array] | None = None
) -> dict[str, Array]:
    """The given parameters in the dtype of the experiment, or the initial ones; raises ShapeMismatch."""
    if parameters is None:
        return initial_parameters(experiment)
    checked = as_experiment(experiment)
    layout = layout_of(checked)
    row = np.zeros(layout.size, checked.dtype)
    layout.from_dict(parameters, row)
    return layout.to_dict(row)


def first_batch(experiment: ExperimentLike) -> tuple[Array, Array]:
    """Inputs ([time,] batch, features) and targets of the first update.

    targets: (batch, outputs) float for regression; ([time,] batch) int classes otherwise.
    """
    training = Training([as_experiment(experiment)])
    training.draw_batch()
    return training.inputs[0], training.targets[0]

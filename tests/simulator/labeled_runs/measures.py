"""What a label is made of: exact quantities of a run, on a batch it was not trained on, by the equations."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

import simulator as sim
from simulator.equations.activations import ACTIVATIONS
from simulator.equations.losses import output_gradients, sample_losses
from simulator.settings.probes import ProbeSettings
from simulator.training.loop import Training
from simulator.training.running import stacks_of

Array: TypeAlias = NDArray[Any]
Float64: TypeAlias = NDArray[np.float64]

FRESH_SEED = 770_077  # of the sequences a run is measured on
FRESH_VECTORS, FRESH_SEQUENCES = 128, 40
SEQUENCES_FOR_GRADIENTS = 60
CHECKPOINTS = 14  # at which gradients and derivatives are measured, about
FIRST_STEPS = (1, 2, 3, 5, 7)  # and at these
LAST_BATCHES = 12  # kept, to find the update in which a loss overflows
CHUNK = 24


@dataclass
class History:
    """Everything a run went through: weights before every update and after the last, and the last batches."""

    trace: sim.Trace
    weights: dict[str, Array]  # (updates + 1, rows, columns)
    batches: dict[int, tuple[Array, Array]]  # by update


@dataclass
class Measures:
    """Of one run; `steps` are the checkpoints, rows of everything below `levels`.

    levels: the loss on the fresh batch before each update and after the last, 0 for the best loss there is, 1
    for the best constant. unit: what a gradient is measured in, the targets' spread in the run's reduction.
    """

    updates: int
    first_nonfinite_weights: int | None
    first_nonfinite_loss: int | None
    levels: Float64
    steps: Array
    ratios: Float64
    layer_norms: Float64
    norms: Float64
    unit: float
    dead: Float64  # (checkpoints, hidden layers)
    saturated: Float64


@dataclass(frozen=True)
class Course:
    """The levels of a run, as in `Measures`, and whether its weights stopped being finite."""

    levels: Float64
    is_broken: bool


def courses(experiments: Sequence[sim.Experiment]) -> list[Course]:
    """Of the first updates, and of every fourth; those of one shape are trained together."""
    probes = ProbeSettings(
        **{probe: False for probe in ProbeSettings.model_fields if probe != "recurrent_every"}
    )
    plain = [experiment.model_copy(update={"probes": probes}) for experiment in experiments]
    found: dict[int, Course] = {}
    for indices in stacks_of(plain):
        together = histories([plain[index] for index in indices])
        found |= {index: _course(history) for index, history in zip(indices, together, strict=True)}
    return [found[index] for index in range(len(plain))]


def _course(history: History) -> Course:
    updates = history.trace.steps_done
    steps = np.unique([*range(min(8, updates)), *range(0, updates, 4), updates])
    with np.errstate(all="ignore"):
        levels = _levels(history, steps)
    return Course(levels, history.trace.first_nonfinite_step is not None)


def histories(experiments: Sequence[sim.Experiment]) -> list[History]:
    """Train experiments of one shape as a stack and keep their weights."""
    training = Training(experiments)
    layout, rows = training.network.layout, [training.parameters.copy()]
    batches: dict[int, tuple[Array, Array]] = {}
    while not training.is_finished:
        training.update()
        batches[training.step - 1] = training.inputs.copy(), training.targets.copy()
        rows.append(training.parameters.copy())
    kept = []
    for run in range(len(experiments)):
        trace = training.trace(run)
        own = np.stack([row[run] for row in rows[: trace.steps_done + 1]])
        last = range(max(0, trace.steps_done - LAST_BATCHES), trace.steps_done)
        kept.append(
            History(
                trace,
                layout.views(own),
                {step: (batches[step][0][run], batches[step][1][run]) for step in last},
            )
        )
    return kept


def measures(history: History) -> Measures:
    """All of it; non-finite numbers are results here too."""
    with np.errstate(all="ignore"):
        return _measures(history)


def _measures(history: History) -> Measures:
    experiment = history.trace.experiment
    is_finite = np.all([np.isfinite(matrix).all(axis=(1, 2)) for matrix in history.weights.values()], axis=0)
    updates = len(is_finite) - 1
    broken = np.flatnonzero(~is_finite)
    constant, _ = losses_of_constant_and_best(experiment, fresh_batch(experiment, FRESH_SEQUENCES)[1])
    steps = _checkpoints(updates, bool(broken.size))
    inputs, targets = fresh_batch(experiment, SEQUENCES_FOR_GRADIENTS)
    parts = [gradients(history, some, inputs, targets) for some in _chunks(steps)]
    norms, layer_norms, ratios, dead, saturated = (np.concatenate(part) for part in zip(*parts, strict=True))
    factor = experiment.batch_size if experiment.reduction == "sum" else 1
    return Measures(
        updates=updates,
        first_nonfinite_weights=int(broken[0]) - 1 if broken.size else None,
        first_nonfinite_loss=_first_nonfinite_loss(history, updates, bool(broken.size)),
        levels=_levels(history, np.arange(updates + 1)),
        steps=steps,
        ratios=ratios,
        layer_norms=layer_norms * factor,
        norms=norms * factor,
        unit=float(np.sqrt(constant)) * factor,
        dead=dead,
        saturated=saturated,
    )


def _levels(history: History, steps: Array) -> Float64:
    inputs, targets = fresh_batch(history.trace.experiment, FRESH_SEQUENCES)
    constant, floor = losses_of_constant_and_best(history.trace.experiment, targets)
    losses = np.concatenate([_losses(history, some, inputs, targets) for some in _chunks(steps)])
    return np.asarray((losses - floor) / (constant - floor))


def fresh_batch(experiment: sim.Experiment, sequences: int) -> tuple[Array, Array]:
    """From the same data set (vectors), or from fresh sequences."""
    document = experiment.model_dump()
    if experiment.network.kind == "mlp":
        document["batch_size"] = min(FRESH_VECTORS, document["task"]["samples"])
    else:
        document |= {"batch_size": sequences, "seed": FRESH_SEED}
    return sim.first_batch(document | {"dtype": "float64"})


def losses_of_constant_and_best(experiment: sim.Experiment, targets: Array) -> tuple[float, float]:
    """Of the best constant, measured on the targets; of the best function, from how the noise was made."""
    task: Any = experiment.task
    if np.issubdtype(targets.dtype, np.integer):
        shares = np.bincount(targets.ravel()) / targets.size
        constant = -float(np.sum(shares[shares > 0] * np.log(shares[shares > 0])))
        flip = getattr(task, "label_noise", 0.0)
        if not flip:
            return constant, 0.0
        others = flip / task.classes
        right = 1.0 - flip + others
        return constant, float(-right * np.log(right) - (task.classes - 1) * others * np.log(others))
    variance = float(targets.reshape(-1, targets.shape[-1]).var(axis=0).mean())
    noise = task.noise if task.kind == "regression" else 0.0
    return variance, variance * noise**2 / (1.0 + noise**2)


def _chunks(steps: Array) -> Iterator[Array]:
    for start in range(0, len(steps), CHUNK):
        yield steps[start : start + CHUNK]


def _checkpoints(updates: int, is_broken: bool) -> Array:
    """Evenly over the run, and the first updates; of one that broke, its last updates too."""
    even = np.arange(0, updates, max(1, updates // CHECKPOINTS))
    last = np.arange(max(0, updates - 4), updates) if is_broken else np.array([updates - 1])
    return np.unique(np.concatenate([[step for step in FIRST_STEPS if step < updates], even, last]))


def _forward(history: History, steps: Array, inputs: Array, dtype: Any) -> sim.ForwardPass:
    """The network as it was at all these steps, in one pass: its arrays are (checkpoints, batch, width)."""
    weights = {name: matrix[steps].astype(dtype) for name, matrix in history.weights.items()}
    return sim.forward_pass(history.trace.experiment, weights, inputs.astype(dtype))


def _losses(
    history: History, steps: Array, inputs: Array, targets: Array, dtype: Any = np.float64
) -> Float64:
    outputs = _forward(history, steps, inputs, dtype).outputs.astype(np.float64)
    return _losses_and_gradient(outputs, targets, _has_time(inputs, targets))[0]


def _losses_and_gradient(outputs: Array, targets: Array, has_time: bool) -> tuple[Float64, Array]:
    """The mean loss of every checkpoint and its gradient. outputs: ([time,] checkpoints, batch, outputs)."""
    is_classification = np.issubdtype(targets.dtype, np.integer)
    shape = outputs.shape[:-1] if is_classification else outputs.shape
    wanted = np.broadcast_to(np.expand_dims(targets, 1 if has_time else 0), shape)
    losses = sample_losses(outputs, wanted)
    over = tuple(axis for axis in range(losses.ndim) if axis != losses.ndim - 2)
    checkpoints = outputs.shape[-3]
    return losses.mean(axis=over), output_gradients(outputs, wanted, "mean") * checkpoints


def _has_time(inputs: Array, targets: Array) -> bool:
    return inputs.ndim == 3 and targets.shape[:2] == inputs.shape[:2]


def gradients(history: History, steps: Array, inputs: Array, targets: Array) -> tuple[Float64, ...]:
    """Global norm, norms by layer, early over late, dead and saturated shares; rows are checkpoints."""
    forward = _forward(history, steps, inputs, np.float64)
    _, d_outputs = _losses_and_gradient(forward.outputs, targets, _has_time(inputs, targets))
    backward = sim.backward_pass(forward, d_outputs)
    groups: dict[str, list[Array]] = {}
    for name, gradient in backward.gradients.items():
        groups.setdefault("out" if name in "Vc" else name[1:], []).append(_norm(gradient))
    ordered = sorted(groups, key=lambda layer: (layer == "out", int(layer) if layer != "out" else 0))
    layers = np.stack([np.sqrt(np.sum(np.square(groups[layer]), axis=0)) for layer in ordered], axis=1)
    if history.trace.experiment.network.kind == "mlp":
        early_over_late = layers[:, 1] / layers[:, -2] if layers.shape[1] > 3 else np.ones(len(steps))
    else:
        early_over_late = _over_time(backward, history.trace.experiment, _has_time(inputs, targets))
    largest = 0.25 if history.trace.experiment.network.activation == "sigmoid" else 1.0
    shares = [_shares(derivatives, largest) for derivatives in _derivatives(forward)]
    dead, saturated = (np.stack(columns, axis=1) for columns in zip(*shares, strict=True))
    return np.sqrt(np.sum(layers**2, axis=1)), layers, early_over_late, dead, saturated


def _derivatives(forward: sim.ForwardPass) -> list[Array]:
    """By hidden layer, of the function that makes a unit's value, (time, checkpoints, batch, width): of an LSTM
    tanh(c), of a GRU the candidate.
    """
    network = forward.experiment.network
    derivative = ACTIVATIONS[network.activation].derivative
    name = {"lstm": "cell_state", "gru": "candidate_pre_activation"}.get(network.kind, "pre_activation")
    parts = [[step.state if network.kind == "lstm" else step for step in row] for row in forward.steps]
    return [
        derivative(np.stack([getattr(row[layer], name) for row in parts])) for layer in range(network.depth)
    ]


def _norm(values: Array) -> Float64:
    """Of every checkpoint's matrix or bias (checkpoints, …)."""
    return np.sqrt(np.sum(np.square(values.reshape(len(values), -1)), axis=1))


def _over_time(backward: sim.BackwardPass, experiment: sim.Experiment, targets_have_time: bool) -> Float64:
    """dLoss/ds of the first step that the last target reaches, over the last step's, of a typical batch: the
    median over batches of the run's own size. One sequence can decide a batch, so a mean would tell little.

    Where every step has a target, the largest of the later half stands for the last step.
    """
    squares = [  # by time: (checkpoints, batch)
        sum(np.sum(np.square(d_state.hidden_state), axis=-1) for d_state in row) for row in backward.d_states
    ]
    window = np.stack(squares[-experiment.truncate :] if experiment.truncate else squares)
    ratios = []
    for start in range(0, max(1, window.shape[2] - experiment.batch_size + 1), experiment.batch_size):
        norms = np.sqrt(window[:, :, start : start + experiment.batch_size].sum(axis=2))
        late = norms[len(norms) // 2 :].max(axis=0) if targets_have_time else norms[-1]
        ratios.append(norms[0] / late)
    return np.median(ratios, axis=0)


def _shares(derivatives: Array, largest: float) -> tuple[Float64, Float64]:
    """Of derivatives (time, checkpoints, batch, width): units flat on every sample; pairs below a tenth."""
    highest = derivatives.max(axis=(0, 2))
    return (highest < 1e-7 * largest).mean(axis=-1), (derivatives < 0.1 * largest).mean(axis=(0, 2, 3))


def _first_nonfinite_loss(history: History, updates: int, is_broken: bool) -> int | None:
    """In the run's own precision, on its own batches; a run whose weights broke has no finite loss after."""
    dtype = np.dtype(history.trace.experiment.dtype)
    factor = history.trace.experiment.batch_size if history.trace.experiment.reduction == "sum" else 1
    for step, (inputs, targets) in history.batches.items():
        loss = _losses(history, np.array([step]), inputs, targets, dtype)[0] * factor
        if not np.isfinite(np.float64(loss).astype(dtype)):
            return step
    return updates if is_broken else None

"""The peak memory of a run in bytes: the sizes of its arrays, as its parts allocate them."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from simulator.kernels import layout_of
from simulator.kernels.activations import ACTIVATIONS
from simulator.kernels.gate_products import ROW_MULTIPLE
from simulator.kernels.layer_kind import layer_kind
from simulator.kernels.parameters import Layout
from simulator.measuring.trace import COLUMNS, recorded_columns
from simulator.settings.experiment import Experiment
from simulator.settings.networks import AnyNetworkSettings, MlpSettings
from simulator.settings.updates import SgdSettings
from simulator.tasks import shape_of, task_of
from simulator.tasks.task import TaskShape

DOUBLE: Final = 8  # bytes of a float64
OBJECTS: Final = 35_000  # bytes of a run besides arrays
PERCEPTRON_VIEW_BYTES: Final = 3000  # per layer


@dataclass(frozen=True)
class Sizes:
    """Counts from which bytes and seconds are computed.

    rows: batch (times time steps); output_rows: rows with a target; matrix: numbers in the largest matrix; columns:
    numbers recorded per update; kept: numbers in the arrays of the network.
    """

    task: TaskShape
    layout: Layout
    steps: int
    length: int
    batch: int
    rows: int
    output_rows: int
    samples: int
    matrix: int
    columns: int
    kept: int

    @classmethod
    def of(cls, experiment: Experiment) -> "Sizes":
        task, layout, length = (
            shape_of(experiment.task),
            layout_of(experiment),
            shape_of(experiment.task).length or 1,
        )
        rows = experiment.batch_size * length
        return cls(
            task=task,
            layout=layout,
            steps=experiment.steps,
            length=length,
            batch=experiment.batch_size,
            rows=rows,
            output_rows=rows if task.has_target_per_step else experiment.batch_size,
            samples=getattr(experiment.task, "samples", 0),
            matrix=max(matrix.rows * matrix.columns for matrix, _ in layout.placed()),
            columns=_columns(experiment, len(layout.layers), task.length or 0),
            kept=_kept_by_network(experiment.network, task, experiment.batch_size, length),
        )


def _columns(experiment: Experiment, layers: int, length: int) -> int:
    network = experiment.network
    matrices = 0 if isinstance(network, MlpSettings) else len(network.gates) * network.depth
    sizes = {None: 1, "layers": layers, "time": length, "matrices": matrices}
    return sum(sizes[COLUMNS[name].axis] for name in recorded_columns(experiment))


def bytes_of(experiment: Experiment) -> int:
    """The peak allocation, from the first random number to the trace."""
    sizes, itemsize = Sizes.of(experiment), np.dtype(experiment.dtype).itemsize
    size = sizes.layout.size
    data = itemsize * sizes.samples * sizes.task.features
    data += sizes.samples * (DOUBLE if sizes.task.is_classification else itemsize * sizes.task.outputs)
    kept = data + itemsize * (sizes.kept + _kept_by_updates(experiment, size))
    kept += itemsize * (sizes.rows * sizes.task.features + 2 * sizes.output_rows * sizes.task.outputs)
    kept += sizes.output_rows * (DOUBLE if sizes.task.is_classification else itemsize * sizes.task.outputs)
    recorded = DOUBLE * sizes.steps * sizes.columns
    begins = itemsize * size + max(
        _drawing_parameters(experiment, sizes), task_of(experiment.task).data_bytes(experiment.task, itemsize)
    )
    goes_on = kept + recorded + _passing(experiment, sizes)
    ends = kept + 2 * recorded + itemsize * size
    objects = OBJECTS + _view_bytes(experiment.network) * experiment.network.depth * sizes.length
    return int(max(begins, goes_on + objects, ends + objects))


def _view_bytes(network: AnyNetworkSettings) -> int:
    if isinstance(network, MlpSettings):
        return PERCEPTRON_VIEW_BYTES
    return layer_kind(network).work.view_bytes


def _kept_by_network(network: AnyNetworkSettings, task: TaskShape, batch: int, length: int) -> int:
    width = network.width
    if isinstance(network, MlpSettings):
        arrays = 2 + ACTIVATIONS[network.activation].keeps_pre_activation + network.residual
        arrays += network.normalization != "none"
        shared = 2 + (network.activation == "relu") + (network.normalization != "none")
        return batch * width * (network.depth * arrays + shared)
    gates, work = len(network.gates), layer_kind(network).work
    steps = work.step_arrays * (length + 1) + work.shared_arrays
    count = network.depth * batch * width * steps + batch * length
    if work.joins_matrices:
        for below in (task.features, *[width] * (network.depth - 1)):
            joined = joined_rows(below, width)
            count += joined * (batch * (length + 1) + 2 * gates * width) - batch * width * (length + 1)
    return count


def joined_rows(features: int, width: int) -> int:
    """The shape of the matrix of a gated layer as it is multiplied, U over W over b."""
    return -(-(features + width + 1) // ROW_MULTIPLE) * ROW_MULTIPLE


def _kept_by_updates(experiment: Experiment, size: int) -> int:
    """Parameters, gradients, their squares, and the state of the optimizer: numbers in the dtype of the experiment."""
    match experiment.optimizer:
        case SgdSettings(momentum=momentum):
            arrays = 2 if momentum else 1
        case optimizer:
            arrays = {"adam": 4, "rmsprop": 3}[optimizer.kind]
    clip = experiment.clip
    copies = clip is not None and clip.kind == "value" and experiment.probes.clipping
    return size * (3 + arrays + copies)


def _passing(experiment: Experiment, sizes: Sizes) -> int:
    """Bytes of the largest temporary array of an update."""
    network, itemsize = experiment.network, np.dtype(experiment.dtype).itemsize
    found = [40 * sizes.output_rows * sizes.task.is_classification]
    if experiment.penalty is not None:
        found.append(2 * itemsize * sizes.matrix)
    if isinstance(network, MlpSettings):
        if network.activation == "gelu":
            found.append(2 * itemsize * sizes.batch * network.width * network.depth)
        found.append(DOUBLE * (sizes.samples if sizes.samples > 10_000 else 2 * sizes.batch))
    else:
        found.append(int(DOUBLE * sizes.rows * task_of(experiment.task).drawn))
        if experiment.probes.recurrent_every is not None:
            matrices = len(network.gates) * network.depth
            found.append((2 * DOUBLE + itemsize) * matrices * network.width**2)
    return max(found)


def _drawing_parameters(experiment: Experiment, sizes: Sizes) -> int:
    """Bytes of the float64 row and of the matrix that is copied into it."""
    return DOUBLE * (sizes.layout.size + 2 * sizes.matrix)

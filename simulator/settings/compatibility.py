"""The checks that need two parts of an experiment: incompatible settings."""

from collections.abc import Iterator

from simulator.errors import Fault
from simulator.settings.networks import AnyNetworkSettings, MlpSettings
from simulator.settings.updates import PenaltySettings
from simulator.tasks import SEQUENCE_TASKS, VECTOR_TASKS, AnyTaskSettings, shape_of


def faults_between(
    network: AnyNetworkSettings,
    task: AnyTaskSettings,
    batch_size: int,
    penalty: PenaltySettings | None,
    truncate: int | None,
) -> list[Fault]:
    """Every combination that cannot be run, at the field a reader would change."""
    faults = list(_task_faults(network, task))
    if faults:
        return faults
    faults.extend(_init_faults(network, task))
    faults.extend(_normalization_faults(network, batch_size))
    faults.extend(_window_faults(network, task, truncate))
    samples = getattr(task, "samples", None)
    if samples is not None and batch_size > samples:
        faults.append(
            Fault(
                "batch_size",
                "batch_larger_than_data",
                "The batch size ({batch_size}) is larger than the number of samples ({samples})",
                {"batch_size": batch_size, "samples": samples},
            )
        )
    if penalty is not None and penalty.on == "recurrent" and isinstance(network, MlpSettings):
        faults.append(
            Fault("penalty.on", "no_recurrent_weights", "An MLP has no recurrent weights; choose 'all'")
        )
    return faults


def _task_faults(network: AnyNetworkSettings, task: AnyTaskSettings) -> Iterator[Fault]:
    fitting = VECTOR_TASKS if isinstance(network, MlpSettings) else SEQUENCE_TASKS
    if task.kind not in fitting:
        yield Fault(
            "task.kind",
            "task_does_not_fit_network",
            "The network type {network} does not support the task '{task}'; choose from {available}",
            {"network": network.kind, "task": task.kind, "available": ", ".join(fitting)},
        )


def _init_faults(network: AnyNetworkSettings, task: AnyTaskSettings) -> Iterator[Fault]:
    """Identity matrices are square, and the first layer's matrix has one row per feature."""
    features = shape_of(task).features
    if network.init.scheme == "identity" and features != network.width:
        yield Fault(
            "network.init.scheme",
            "identity_not_square",
            "An identity matrix is square, but the first layer has {features} inputs and {width} units",
            {"features": features, "width": network.width},
        )


def _normalization_faults(network: AnyNetworkSettings, batch_size: int) -> Iterator[Fault]:
    """Normalizing a single number gives zero, so no signal would be left."""
    if not isinstance(network, MlpSettings):
        return
    if network.normalization == "layer" and network.width == 1:
        yield Fault(
            "network.normalization",
            "one_unit_to_normalize",
            "Layer normalization needs at least 2 units per layer",
        )
    if network.normalization == "batch" and batch_size == 1:
        yield Fault(
            "batch_size",
            "one_sample_to_normalize",
            "Batch normalization needs a batch size of at least 2",
        )


def _window_faults(
    network: AnyNetworkSettings, task: AnyTaskSettings, truncate: int | None
) -> Iterator[Fault]:
    if truncate is None:
        return
    length = shape_of(task).length
    if isinstance(network, MlpSettings) or length is None:
        yield Fault(
            "truncate", "no_time_to_truncate", "An MLP has no time steps, so truncation is not available"
        )
    elif truncate > length:
        yield Fault(
            "truncate",
            "window_too_long",
            "A window of {window} time steps is longer than the sequence of length {length}",
            {"window": truncate, "length": length},
        )

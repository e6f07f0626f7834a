"""What a detector finds, and the few measures that detectors share."""

from dataclasses import dataclass, field
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.tasks import constant_predictor_loss
from simulator.trace import Trace

Float64: TypeAlias = NDArray[np.float64]

PERSISTENT_STEPS: Final = 5  # a sign must hold this long, or to the end of a shorter run, …
# … except in the first update: there a ratio is a property of the initialisation, not of one unlucky batch
FEWEST_STEPS: Final = 20  # below this nothing is said about how a loss develops
LEARNED_SHARE: Final = 0.5  # below this share of a constant predictor's loss a network is learning, not sick


@dataclass(frozen=True)
class Symptom:
    """A sign of trouble. first_step: the row of the trace where it begins, counted from 0.

    evidence: one English sentence; values: the numbers in it, by name; threshold: what was compared with;
    source: where the threshold comes from.
    """

    code: str
    first_step: int
    evidence: str
    threshold: float
    source: str
    values: dict[str, float] = field(default_factory=dict)


def loss_scale(trace: Trace) -> float:
    """Loss of the best constant predictor, in the run's reduction."""
    experiment = trace.experiment
    factor = experiment.batch_size if experiment.reduction == "sum" else 1
    return constant_predictor_loss(experiment.task) * factor


def has_not_learned(trace: Trace) -> NDArray[np.bool_]:
    """Per step: is the loss still above half of a constant predictor's? (A NaN loss counts as yes.)"""
    return np.asarray(~(smoothed(trace.loss) < LEARNED_SHARE * loss_scale(trace)))


def smoothed(values: Float64) -> Float64:
    """Running median over the last ten rows, so that one lucky batch is no progress."""
    padded = np.concatenate([np.full(9, values[0]), values])
    return np.asarray(np.median(np.lib.stride_tricks.sliding_window_view(padded, 10), axis=1))


def first_persistent(is_true: NDArray[np.bool_]) -> int | None:
    """Start of the first stretch that lasts PERSISTENT_STEPS, or reaches the end of a shorter run."""
    needed = min(PERSISTENT_STEPS, len(is_true))
    count = 0
    for step, flag in enumerate(is_true.tolist()):
        count = count + 1 if flag else 0
        if count == needed:
            return step - needed + 1
    return None

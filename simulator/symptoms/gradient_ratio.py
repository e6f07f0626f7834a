"""How the gradient changes on its way back, from the output side to the input side."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.measuring.trace import Trace
from simulator.settings.networks import MlpSettings
from simulator.symptoms.persistence import Bools, first_sign, mostly
from simulator.tasks import shape_of

Float64: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True)
class GradientRatio:
    """Early over late, (steps,): over layers, or over time."""

    values: Float64
    over: Literal["layers", "time"]

    def first_step(self, is_beyond: Bools, trace: Trace, *, may_end_the_run: bool = False) -> int | None:
        """Since when it is beyond a limit, if it is.

        A ratio over time is a product of many random factors: one sequence can decide a whole batch's. So over time a
        batch tells little, and most of five in a row are asked.
        """
        is_sign = is_beyond if self.over == "layers" else mostly(is_beyond)
        return first_sign(is_sign, trace, may_end_the_run=may_end_the_run)

    def first_beyond(self, is_beyond: Bools, first: int) -> float:
        """Where most of some steps are beyond the threshold, the first of them need not be."""
        return float(self.values[first + int(np.argmax(is_beyond[first:]))])


def gradient_ratio(trace: Trace) -> GradientRatio:
    """Second over last hidden layer, or first over last time step; 1 where there is nothing to compare.

    The first layer is left out because its inputs have their own scale; so are the outputs. With truncation
    the way back ends at the window's edge, by intent: there the last window is looked at. Where every time
    step has a target, the last step's gradient is that of one target, which may be an easy one: there the
    largest of the later half stands for it.
    """
    if isinstance(trace.experiment.network, MlpSettings):
        layers = trace.layer_gradient_norm
        return GradientRatio(_early_over_late(None if layers is None else layers[:, 1:-1], trace), "layers")
    window = slice(-(trace.experiment.truncate or 0), None)
    times = trace.time_gradient_norm
    return GradientRatio(_early_over_late(None if times is None else times[:, window], trace), "time")


def _early_over_late(norms: Float64 | None, trace: Trace) -> Float64:
    if norms is None or norms.shape[1] < 2:
        return np.ones(trace.steps_done)
    late = norms[:, -1]
    if shape_of(trace.experiment.task).has_target_per_step:
        late = norms[:, norms.shape[1] // 2 :].max(axis=1)
    return np.where(late > 0, norms[:, 0] / late, 1.0)

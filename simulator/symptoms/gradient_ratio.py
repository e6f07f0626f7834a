"""The change of the gradient in the backward pass, from the output to the input."""

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
    """Early divided by late, (steps,): across layers, or over time."""

    values: Float64
    over: Literal["layers", "time"]

    def first_step(self, is_beyond: Bools, trace: Trace, *, may_end_the_run: bool = False) -> int | None:
        """The first step beyond a limit, if any.

        A ratio over time is a product of many random factors, and one sequence can dominate a whole batch. So a
        single batch says little, and most of five consecutive ones must agree. The first of these that is beyond
        the limit is the date.
        """
        is_sign = is_beyond if self.over == "layers" else mostly(is_beyond)
        first = first_sign(is_sign, trace, may_end_the_run=may_end_the_run)
        return None if first is None else first + int(np.argmax(is_beyond[first:]))


def gradient_ratio(trace: Trace) -> GradientRatio:
    """Second hidden layer divided by last, or first time step divided by last; 1 if there is nothing to compare.

    The first layer is left out because its inputs have their own scale; so are the outputs. With truncation, the
    backward pass deliberately ends at the edge of the window, so the last window is used. If every time step has a
    target, the gradient of the last step is that of one target, which may be an easy one, so the largest of the later
    half is used instead.
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

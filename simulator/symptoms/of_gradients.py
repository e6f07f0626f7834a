"""Detectors that look at the size of gradients: over depth, over time, over training, and by itself."""

from collections.abc import Iterator
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.measuring.trace import Trace
from simulator.settings.networks import MlpSettings
from simulator.symptoms.evidence import (
    FEWEST_STEPS,
    Bools,
    Symptom,
    first_persistent,
    first_sign,
    gradient_unit,
    has_learned,
    mostly,
)
from simulator.tasks import shape_of

Float64: TypeAlias = NDArray[np.float64]

GROWTH_OVER_LAYERS: Final = 70.0
GROWTH_OVER_TIME: Final = 10.0
GROWTH_OVER_TRAINING: Final = 100.0
VANISHING_RATIO: Final = 1e-3
ABOVE_ONE_SHARE: Final = 0.8
ABOVE_ONE_UNITS: Final = 5.0


def gradient_growth(trace: Trace) -> Iterator[Symptom]:
    """Over depth or time (early over late), or over training (against the first update)."""
    found = [*_growth_over_depth(trace), *_growth_over_training(trace)]
    if found:
        yield min(found, key=lambda symptom: symptom.first_step)


def _growth_over_depth(trace: Trace) -> Iterator[Symptom]:
    ratio, place, limit = _early_over_late(trace)
    is_beyond = ratio > limit
    first = first_sign(_steadily(is_beyond, trace), trace, may_end_the_run=True)
    if first is None:
        return
    shown = _first_beyond(ratio, is_beyond, first)
    source = (
        "AutoTrainer (Zhang et al., ICSE 2021): kernel-gradient ratio above 70, while training does not converge"
        if limit == GROWTH_OVER_LAYERS
        else "tenfold (this project's choice); tied weights over 60 steps gave 300 and more, or below 1"
    )
    yield Symptom(
        "gradient_growth",
        first,
        f"The gradient {place} is {shown:.3g} times larger at the input side than at the output side.",
        limit,
        source,
        {"ratio": shown},
    )


def _growth_over_training(trace: Trace) -> Iterator[Symptom]:
    """Large against the first update and by itself: a gradient that leaves a plateau grows, but from nothing."""
    if has_learned(trace) or not trace.gradient_norm[0] > 0:
        return
    growth = trace.gradient_norm / trace.gradient_norm[0]
    is_small = (growth <= GROWTH_OVER_TRAINING) | (
        trace.gradient_norm <= ABOVE_ONE_UNITS * gradient_unit(trace)
    )
    step = first_persistent(~is_small, trace, may_end_the_run=True)
    if step is not None:
        yield Symptom(
            "gradient_growth",
            step,
            f"At step {step} the gradient norm is {growth[step]:.3g} times that of the first update.",
            GROWTH_OVER_TRAINING,
            "a hundredfold of the first update, and five times the targets' spread (this project's choice)",
            {"growth": float(growth[step]), "gradient_norm": float(trace.gradient_norm[step])},
        )


def gradient_vanishing(trace: Trace) -> Iterator[Symptom]:
    ratio, place, _ = _early_over_late(trace)
    is_beyond = ratio < VANISHING_RATIO
    first = first_sign(_steadily(is_beyond, trace), trace)
    if first is not None:
        shown = _first_beyond(ratio, is_beyond, first)
        yield Symptom(
            "gradient_vanishing",
            first,
            f"The gradient {place} at the input side is {shown:.3g} of that at the output side.",
            VANISHING_RATIO,
            "AutoTrainer (Zhang et al., ICSE 2021): ratio below 0.001, while training does not converge",
            {"ratio": shown},
        )


def _first_beyond(ratio: Float64, is_beyond: Bools, first: int) -> float:
    """Where most of some steps are beyond the threshold, the first of them need not be."""
    return float(ratio[first + int(np.argmax(is_beyond[first:]))])


def _steadily(is_beyond: Bools, trace: Trace) -> Bools:
    """A ratio over time is a product of many random factors: one sequence can decide a whole batch's. So over
    time a batch tells little, and most of five in a row are asked.
    """
    is_over_layers = isinstance(trace.experiment.network, MlpSettings)
    return is_beyond if is_over_layers else mostly(is_beyond)


def _early_over_late(trace: Trace) -> tuple[Float64, str, float]:
    """How the gradient changes on its way back: second over last hidden layer, or first over last time step.

    The first layer is left out because its inputs have their own scale; so are the outputs. With truncation
    the way back ends at the window's edge, by intent: there the last window is looked at. Where every time
    step has a target, the last step's gradient is that of one target, which may be an easy one: there the
    largest of the later half stands for it.
    """
    if isinstance(trace.experiment.network, MlpSettings):
        layers = trace.layer_gradient_norm
        norms, limit, place = None if layers is None else layers[:, 1:-1], GROWTH_OVER_LAYERS, "over layers"
    else:
        window = slice(-(trace.experiment.truncate or 0), None)
        times = trace.time_gradient_norm
        norms, limit, place = None if times is None else times[:, window], GROWTH_OVER_TIME, "over time"
    if norms is None or norms.shape[1] < 2:
        return np.ones(trace.steps_done), place, limit
    late = norms[:, -1]
    if shape_of(trace.experiment.task).has_target_per_step:
        late = norms[:, norms.shape[1] // 2 :].max(axis=1)
    return np.where(late > 0, norms[:, 0] / late, 1.0), place, limit


def gradient_above_one(trace: Trace) -> Iterator[Symptom]:
    """The source's rule, "error gradient of each node and layer persistently above 1.0", freed of units.

    A gradient has the units of the loss, so 1.0 means nothing by itself: targets ten times as large put a
    healthy network above it. Here the unit is the spread of the targets (times the batch, if summed), and the
    median layer has to exceed it fivefold.
    """
    if trace.steps_done < FEWEST_STEPS or trace.layer_gradient_norm is None or has_learned(trace):
        return
    limit = ABOVE_ONE_UNITS * gradient_unit(trace)
    typical = np.median(trace.layer_gradient_norm, axis=1)
    is_above = np.asarray(~(typical <= limit))  # NaN is past every limit
    share = float(is_above.mean())
    first = first_persistent(is_above, trace)
    if share >= ABOVE_ONE_SHARE and first is not None:
        yield Symptom(
            "gradient_above_one",
            first,
            f"The median layer's gradient was above {limit:.3g} in {share:.0%} of the steps.",
            limit,
            "the source says 1.0; here five times the targets' spread, since healthy networks of this "
            "project's trials reached four and sick ones forty",
            {"share": share, "share_above_one": float(np.mean(typical > 1.0))},
        )

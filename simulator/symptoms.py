"""The detectors: which symptoms a trace shows, since when, and how we know."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.tasks import constant_predictor_loss, shape_of
from simulator.trace import Trace

Array: TypeAlias = NDArray[Any]
Float64: TypeAlias = NDArray[np.float64]

PERSISTENT_STEPS: Final = 5  # a sign must hold this long, or to the end of a shorter run, …
# … except in the first update: there a ratio is a property of the initialisation, not of one unlucky batch
FEWEST_STEPS: Final = 20  # below this nothing is said about how a loss develops
STUCK_SHARE: Final = 0.8
UNSTABLE_LEVEL: Final = 0.9
UNSTABLE_SWING: Final = 0.25
GROWTH_OVER_LAYERS: Final = 70.0
GROWTH_OVER_TIME: Final = 10.0
GROWTH_OVER_TRAINING: Final = 100.0
VANISHING_RATIO: Final = 1e-3
ABOVE_ONE_SHARE: Final = 0.8
ABOVE_ONE_UNITS: Final = 5.0
LEARNED_SHARE: Final = 0.5  # below this share of a constant predictor's loss a network is learning, not sick
DEAD_SHARE: Final = 0.5
SATURATED_SHARE: Final = 0.5


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


def diagnose(trace: Trace) -> list[Symptom]:
    """Every symptom the trace shows, in the order in which they begin.

    Losses and gradients are measured against the loss of the best constant predictor in the run's reduction,
    so that larger targets or a summed loss raise no alarm by themselves.
    """
    found: list[Symptom] = []
    with np.errstate(all="ignore"):
        for detector in DETECTORS:
            found.extend(detector(trace))
    return sorted(found, key=lambda symptom: symptom.first_step)


def loss_scale(trace: Trace) -> float:
    """Loss of the best constant predictor, in the run's reduction."""
    experiment = trace.experiment
    factor = experiment.batch_size if experiment.reduction == "sum" else 1
    return constant_predictor_loss(experiment.task) * factor


def _loss_nan(trace: Trace) -> Iterator[Symptom]:
    bad = np.flatnonzero(~np.isfinite(trace.loss))
    if bad.size:
        step = int(bad[0])
        evidence = f"The loss of step {step} is not a finite number."
    elif trace.first_nonfinite_step is not None:
        step = trace.first_nonfinite_step + 1
        evidence = f"Update {step - 1} left weights that are not finite, so the loss of step {step} is NaN."
    else:
        return
    yield Symptom("loss_nan", step, evidence, 0.0, "IEEE 754: exact, no threshold", {"step": step})


def _weights_nan(trace: Trace) -> Iterator[Symptom]:
    step = trace.first_nonfinite_step
    if step is not None:
        evidence = f"Update {step} left weights that are NaN or infinite."
        yield Symptom("weights_nan", step, evidence, 0.0, "IEEE 754: exact, no threshold", {"step": step})


def _loss_not_improving(trace: Trace) -> Iterator[Symptom]:
    """At the end the loss is still near, or above, that of a constant prediction."""
    if trace.steps_done < FEWEST_STEPS or trace.first_nonfinite_step is not None:
        return
    smooth, limit = _smoothed(trace.loss), STUCK_SHARE * loss_scale(trace)
    below = np.flatnonzero(smooth < limit)
    first = int(below[-1]) + 1 if below.size else 0
    if first > trace.steps_done - FEWEST_STEPS:
        return
    final = float(smooth[-1])
    yield Symptom(
        "loss_not_improving",
        first,
        f"The loss ends at {final:.3g}; predicting a constant gives {loss_scale(trace):.3g}.",
        limit,
        "0.8 of the best constant predictor's loss (this project's choice)",
        {"final_loss": final, "constant_loss": loss_scale(trace)},
    )


def _loss_unstable(trace: Trace) -> Iterator[Symptom]:
    """Large jumps up while the loss is not low: the swing alone also fires on healthy noise."""
    if trace.steps_done < FEWEST_STEPS:
        return
    scale = loss_scale(trace)
    rises = np.diff(trace.loss) / scale
    jumps = np.flatnonzero(rises > UNSTABLE_SWING)
    late = trace.loss[trace.steps_done // 2 :]
    level = float(np.median(late)) / scale
    if jumps.size < PERSISTENT_STEPS or not level > UNSTABLE_LEVEL:
        return
    yield Symptom(
        "loss_unstable",
        int(jumps[0]) + 1,
        f"The loss jumped up {jumps.size} times by more than {UNSTABLE_SWING:.0%} of a constant "
        f"predictor's loss, and its median stayed at {level:.2f} of it.",
        UNSTABLE_SWING,
        "this project's choice; the swing alone also fires on healthy runs, so a high level is required too",
        {"jumps": float(jumps.size), "largest_rise": float(np.nanmax(rises)), "level": level},
    )


def _gradient_growth(trace: Trace) -> Iterator[Symptom]:
    """Over depth or time (early over late), or over training (against the first update)."""
    found = [*_growth_over_depth(trace), *_growth_over_training(trace)]
    if found:
        yield min(found, key=lambda symptom: symptom.first_step)


def _growth_over_depth(trace: Trace) -> Iterator[Symptom]:
    ratio, place, limit = _early_over_late(trace)
    first = 0 if ratio[0] > limit else _first_persistent((ratio > limit) & _has_not_learned(trace))
    if first is None:
        return
    source = (
        "AutoTrainer (Zhang et al., ICSE 2021): kernel-gradient ratio above 70"
        if limit == GROWTH_OVER_LAYERS
        else "tenfold (this project's choice); tied weights over 60 steps gave 300 and more, or below 1"
    )
    yield Symptom(
        "gradient_growth",
        first,
        f"The gradient {place} is {ratio[first]:.3g} times larger at the input side than at the output side.",
        limit,
        source,
        {"ratio": float(ratio[first])},
    )


def _growth_over_training(trace: Trace) -> Iterator[Symptom]:
    growth = trace.gradient_norm / trace.gradient_norm[0]
    above = np.flatnonzero(~(growth <= GROWTH_OVER_TRAINING))
    if above.size and trace.gradient_norm[0] > 0:
        step = int(above[0])
        yield Symptom(
            "gradient_growth",
            step,
            f"At step {step} the gradient norm is {growth[step]:.3g} times that of the first update.",
            GROWTH_OVER_TRAINING,
            "a hundredfold of the first update (this project's choice)",
            {"growth": float(growth[step]), "gradient_norm": float(trace.gradient_norm[step])},
        )


def _gradient_vanishing(trace: Trace) -> Iterator[Symptom]:
    ratio, place, _ = _early_over_late(trace)
    is_small = ratio < VANISHING_RATIO
    first = 0 if is_small[0] else _first_persistent(is_small & _has_not_learned(trace))
    if first is not None:
        yield Symptom(
            "gradient_vanishing",
            first,
            f"The gradient {place} at the input side is {ratio[first]:.3g} of that at the output side.",
            VANISHING_RATIO,
            "a thousandth: such layers or steps learn a thousand times slower (this project's choice)",
            {"ratio": float(ratio[first])},
        )


def _early_over_late(trace: Trace) -> tuple[Float64, str, float]:
    """How the gradient changes on its way back: second over last hidden layer, or first over last time step.

    The first layer is left out because its inputs have their own scale; so are the outputs. Where every time
    step has a target, the last step's gradient is that of one target, which may be an easy one: there the
    largest of the later half stands for it.
    """
    norms, limit, place = trace.layer_gradient_norm[:, 1:-1], GROWTH_OVER_LAYERS, "over layers"
    if trace.time_gradient_norm is not None:
        norms, limit, place = trace.time_gradient_norm, GROWTH_OVER_TIME, "over time"
    if norms.shape[1] < 2:
        return np.ones(trace.steps_done), place, limit
    late = norms[:, -1]
    if trace.time_gradient_norm is not None and shape_of(trace.experiment.task).has_target_per_step:
        late = norms[:, norms.shape[1] // 2 :].max(axis=1)
    return np.where(late > 0, norms[:, 0] / late, 1.0), place, limit


def _has_not_learned(trace: Trace) -> NDArray[np.bool_]:
    """Per step: is the loss still above half of a constant predictor's? (A NaN loss counts as yes.)"""
    return np.asarray(~(_smoothed(trace.loss) < LEARNED_SHARE * loss_scale(trace)))


def _gradient_above_one(trace: Trace) -> Iterator[Symptom]:
    """The source's rule, "error gradient of each node and layer persistently above 1.0", freed of units.

    A gradient has the units of the loss, so 1.0 means nothing by itself: targets ten times as large put a
    healthy network above it. Here the unit is the spread of the targets (times the batch, if summed), and the
    median layer has to exceed it fivefold.
    """
    if trace.steps_done < FEWEST_STEPS:
        return
    factor = trace.experiment.batch_size if trace.experiment.reduction == "sum" else 1
    limit = float(ABOVE_ONE_UNITS * factor * np.sqrt(constant_predictor_loss(trace.experiment.task)))
    typical = np.median(trace.layer_gradient_norm, axis=1)
    is_above = np.asarray(typical > limit)
    share = float(is_above.mean())
    first = _first_persistent(is_above)
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


def _dead_units(trace: Trace) -> Iterator[Symptom]:
    if trace.experiment.network.activation not in ("relu", "tanh", "sigmoid"):
        return
    yield from _share_of_units(
        trace,
        trace.activation_dead[:, :-1],
        "dead_units",
        DEAD_SHARE,
        "{share:.0%} of the units of {layer} have slope zero on every sample.",
        "half of a layer (this project's choice)",
    )


def _saturation(trace: Trace) -> Iterator[Symptom]:
    if trace.experiment.network.activation not in ("tanh", "sigmoid"):
        return
    yield from _share_of_units(
        trace,
        trace.activation_saturation[:, :-1],
        "saturation",
        SATURATED_SHARE,
        "{share:.0%} of the units of {layer} have less than a tenth of the largest slope.",
        "half of a layer (this project's choice)",
    )


def _share_of_units(
    trace: Trace, shares: Float64, code: str, limit: float, sentence: str, source: str
) -> Iterator[Symptom]:
    first = _first_persistent(np.any(shares > limit, axis=1) & _has_not_learned(trace))
    if first is None:
        return
    layer = int(np.argmax(shares[first]))
    share = float(shares[first, layer])
    evidence = sentence.format(share=share, layer=trace.layer_names[layer])
    yield Symptom(code, first, evidence, limit, source, {"share": share, "layer": float(layer)})


def _smoothed(values: Float64) -> Float64:
    """Running median over the last ten rows, so that one lucky batch is no progress."""
    padded = np.concatenate([np.full(9, values[0]), values])
    return np.asarray(np.median(np.lib.stride_tricks.sliding_window_view(padded, 10), axis=1))


def _first_persistent(is_true: NDArray[np.bool_]) -> int | None:
    """Start of the first stretch that lasts PERSISTENT_STEPS, or reaches the end of a shorter run."""
    needed = min(PERSISTENT_STEPS, len(is_true))
    count = 0
    for step, flag in enumerate(is_true.tolist()):
        count = count + 1 if flag else 0
        if count == needed:
            return step - needed + 1
    return None


DETECTORS: Final[tuple[Callable[[Trace], Iterator[Symptom]], ...]] = (
    _loss_not_improving,
    _loss_unstable,
    _loss_nan,
    _gradient_growth,
    _weights_nan,
    _gradient_above_one,
    _gradient_vanishing,
    _dead_units,
    _saturation,
)

"""The labels: which of the twelve symptoms a run has, and since when, from exact measures alone.

A label is True, False, or None: a run within the declared margin of a definition, or to which it does not
apply, is left out of that symptom's count. No label looks at a trace or at what a detector said. The
quantities come from `measures`: the equations in float64, on a batch the run never saw, at
checkpoints of its weights (`Measures`), so batch noise, float32 and the probes play no part in them.

Progress. The *level* of a loss is 0 at the best loss the task's noise allows and 1 at the best constant. A
run *failed* if the median level of its last tenth is above 0.6, or if it broke (non-finite weights); it
*learned* below 0.4; between is the margin. A sign in a network that learned is no symptom (AutoTrainer, too,
asks of its signs that the training does not converge); so a label below marked † is False wherever the run
learned, True only where it failed. *Holds*: before the first update and most of the next five, or at three
checkpoints in a row that span 8 updates (a run has about 20 checkpoints); growth also in the last checkpoints
of a run that broke, for it ends the run.

weights_nan          np.isfinite of the weights after every update. No margin.
loss_nan             the loss of a batch, recomputed from weights and batch in the run's own precision, is not
                     finite; or the weights before it are not. No margin.
loss_not_improving   levels of the last 20 updates: median above 0.9; False below 0.7. Not for runs that
                     broke (they have no last loss) or of under 20 updates.
loss_unstable        updates that raise the loss of the *same fixed batch* by more than 0.25 levels and by a
                     quarter, so that sampling plays no part: at least an eighth of all, 2 of them in the second half,
                     whose median level is above 1.0; False with at most 2, or a median below 0.7. Not for
                     runs of under 20 updates.
gradient_growth †    early over late gradient holds: over layers (second over last hidden one) above 105, False
                     where it stays below 47; over time (first over last state) above 25, False below 4, the
                     margin being wide because this ratio is a product of many random factors. Or the norm
                     is 150 times that at the start and 10 units, and this holds; False where it stays below
                     67 times or 3 units. Or it does so for a moment: 2000 times and 100 units at one checkpoint, or ten
                     times the ratios and 10 units. Or it is above 150 units at the start; False below 67.
gradient_vanishing † the same ratio below 0.0005 holds; False where it stays above 0.002, or where the loss ends
                     above 1.9 levels: no want of gradients keeps it there. Left out from 1.2 to 1.9, and runs that
                     broke: once they explode, float64 and the run's own precision are different worlds.
gradient_above_one † the median layer's gradient is above 8 units at 90% of the checkpoints; False if it is
                     above 3 units at less than 60%. A unit is the spread of the targets, in the reduction. Not
                     for runs that broke (nothing in them is persistent) or of under 20 updates.
dead_units †         in one hidden layer, above 75% of the units have derivative 0 on the whole fresh batch, and
                     this holds; False where it stays below 65%. relu, tanh and sigmoid; not for runs
                     that broke.
saturation †         in one hidden layer, above 60% of the (unit, sample) pairs have less than a tenth of the
                     largest derivative, and this holds; False where it stays below 40%. tanh and sigmoid; not
                     for runs that broke.
rate_too_high †      the run diverges, and the same run with a tenth or a hundredth of the rate does not. It diverges
                     if it breaks, if the median level of its second half is above 1.3, or if a level is ever above
                     20 times the first (and 20); it does not if that median is below 1.05 and no level is above
                     5 times the first (and 5).
scale_mismatch †     by construction: a scale of at least 8 or at most 0.12, or an offset of at least 8 spreads, in the
                     settings of inputs or targets; False within a factor of 3.3 and below 3 spreads.
updates_clipped †    gradient descent clipped by norm, and the norm of the gradient is above 2.4 thresholds at 95% of
                     the checkpoints, in a run that does not diverge; False where it is above the threshold at less
                     than 80% of them, or in the median below 1.6 thresholds. Left out with batches below 16, whose
                     gradients have other norms than a large batch's, and where the loss rises by a tenth to four.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

import simulator as sim
from tests.simulator.labeled_runs.measures import Course, Measures

Bools: TypeAlias = NDArray[np.bool_]

CODES = (
    "loss_not_improving",
    "loss_unstable",
    "loss_nan",
    "gradient_growth",
    "weights_nan",
    "gradient_above_one",
    "gradient_vanishing",
    "dead_units",
    "saturation",
    "rate_too_high",
    "scale_mismatch",
    "updates_clipped",
)
FEWEST_UPDATES = 20
FEWEST_SPANNED = 8
FIRST_UPDATES = 6  # what holds at the start holds before most of the first updates


@dataclass(frozen=True)
class Label:
    """is_present: None where the run is left out. onset: the updates between which it began (both included)."""

    is_present: bool | None
    onset: tuple[int, int] = (0, 0)


def labels(
    measured: Measures, experiment: sim.Experiment, slower: Callable[[], list[Course]]
) -> dict[str, Label]:
    """All twelve, by code. slower: the courses of the same run with lower rates, computed if needed."""
    network = experiment.network
    with np.errstate(all="ignore"):
        return {
            "weights_nan": _exact(measured.first_nonfinite_weights),
            "loss_nan": _exact(measured.first_nonfinite_loss),
            "loss_not_improving": _not_improving(measured),
            "loss_unstable": _unstable(measured),
            "gradient_growth": _growth(measured, network.kind),
            "gradient_vanishing": _vanishing(measured),
            "gradient_above_one": _above_one(measured),
            "dead_units": _share(measured, measured.dead, 0.75, 0.65, network, ("relu", "tanh", "sigmoid")),
            "saturation": _share(measured, measured.saturated, 0.6, 0.4, network, ("tanh", "sigmoid")),
            "rate_too_high": _too_fast(measured, slower),
            "scale_mismatch": _mismatch(measured, experiment.task),
            "updates_clipped": _clipped(measured, experiment),
        }


def _exact(step: int | None) -> Label:
    return Label(False) if step is None else Label(True, (step, step))


def _not_improving(measured: Measures) -> Label:
    if measured.first_nonfinite_weights is not None or measured.updates < FEWEST_UPDATES:
        return Label(None)
    level = float(np.median(measured.levels[-FEWEST_UPDATES:]))
    if level > 0.9:
        good = np.flatnonzero(measured.levels < 0.8)
        start = int(good[-1]) + 1 if good.size else 0
        return Label(True, (start, start))
    return Label(False if level < 0.7 else None)


def _unstable(measured: Measures) -> Label:
    if measured.updates < FEWEST_UPDATES:
        return Label(None)
    rises = np.flatnonzero(np.diff(measured.levels) > 0.25 * np.maximum(1.0, measured.levels[:-1]))
    level = float(np.median(measured.levels[measured.updates // 2 : measured.updates]))
    late = int(np.sum(rises >= measured.updates // 2))
    if rises.size >= measured.updates / 8 and late >= 2 and level > 1.0:
        return Label(True, (int(rises[0]) + 1,) * 2)
    return Label(False if rises.size <= 2 or level < 0.7 else None)


def _growth(measured: Measures, kind: str) -> Label:
    low, high = (47.0, 105.0) if kind == "mlp" else (4.0, 25.0)
    growth, size = measured.norms / measured.norms[0], measured.norms / measured.unit
    surely = (measured.ratios > high) | ~((growth <= 150.0) | (size <= 10.0))
    perhaps = (measured.ratios > low) | ~((growth <= 67.0) | (size <= 3.0)) | (size[0] > 67.0)
    limit = 1000.0 if kind == "mlp" else 200.0
    bursts = ((measured.ratios > limit) & (size > 10.0)) | ((growth > 2000.0) & (size > 100.0))
    bursts[0] |= size[0] > 150.0
    lasting = _sign(measured, surely, perhaps, may_end_the_run=True)
    if not bursts.any():
        return lasting
    begins = surely | bursts
    first = int(np.argmax(bursts))
    while first and begins[first - 1]:
        first -= 1
    burst = _where_failed(measured, True, False, _bracket(measured, first))
    return min(lasting, burst, key=lambda label: label.onset) if lasting.is_present else burst


def _vanishing(measured: Measures) -> Label:
    if measured.first_nonfinite_weights is not None:
        return Label(None)
    level = final_level(measured)
    if level > 1.2:
        return Label(False if level > 1.9 else None)
    return _sign(measured, measured.ratios < 5e-4, measured.ratios < 2e-3)


def diverges(course: Course) -> bool | None:
    """None within the margin."""
    base, late = max(1.0, float(course.levels[0])), float(np.median(course.levels[len(course.levels) // 2 :]))
    highest = float(np.max(course.levels))
    if course.is_broken or not highest <= 20.0 * base or late > 1.3:
        return True
    return False if late < 1.05 and highest < 5.0 * base else None


def _too_fast(measured: Measures, slower: Callable[[], list[Course]]) -> Label:
    own = diverges(Course(measured.levels, measured.first_nonfinite_weights is not None))
    if own is False or has_learned(measured):
        return Label(False)
    if own is None or has_learned(measured) is None:
        return Label(None)
    if all(diverges(course) is not False for course in slower()):
        return Label(None)
    rises = np.flatnonzero(~(np.diff(measured.levels) <= 0.25 * np.maximum(1.0, measured.levels[:-1])))
    first = int(rises[0]) if rises.size else 0
    return Label(True, (first, first))


def _mismatch(measured: Measures, task: Any) -> Label:
    scales = [getattr(task, f"{part}_scale", 1.0) for part in ("input", "target")]
    spread = 0.2 if task.kind == "adding" else 0.7 if task.kind == "sine" else 1.0
    offsets = [
        abs(getattr(task, f"{part}_offset", 0.0)) / scale / spread
        for part, scale in zip(("input", "target"), scales, strict=True)
    ]
    is_far = any(scale >= 8.0 or scale <= 0.12 for scale in scales) or max(offsets) >= 8.0
    is_near = all(0.3 <= scale <= 3.3 for scale in scales) and max(offsets) < 3.0
    return _where_failed(measured, is_far, is_near, (0, 0))


def _clipped(measured: Measures, experiment: sim.Experiment) -> Label:
    clip = experiment.clip
    if clip is None or experiment.optimizer.kind != "sgd":
        return Label(False)
    level = final_level(measured)
    if (
        clip.kind != "norm"
        or measured.first_nonfinite_weights is not None
        or measured.updates < FEWEST_UPDATES
    ):
        return Label(None)
    base = max(1.0, float(measured.levels[0]))
    if level > 1.1 * base:
        return Label(False if level > 1.4 * base else None)
    if experiment.batch_size < 16:
        return Label(None)
    above = measured.norms / clip.threshold
    is_present = bool(np.mean(above > 2.4) >= 0.95)
    is_absent = bool(np.mean(above > 1.0) < 0.8 or np.median(above) < 1.6)
    first = np.flatnonzero(above > 1.0)
    return _where_failed(
        measured, is_present, is_absent, _bracket(measured, int(first[0])) if first.size else (0, 0)
    )


def _above_one(measured: Measures) -> Label:
    if measured.first_nonfinite_weights is not None or measured.updates < FEWEST_UPDATES:
        return Label(None)
    typical = np.median(measured.layer_norms, axis=1) / measured.unit
    above = np.flatnonzero(typical > 5.0)
    start = _bracket(measured, int(above[0])) if above.size else (0, 0)
    is_large, is_small = np.mean(typical > 8.0) >= 0.9, np.mean(typical > 3.0) < 0.6
    return _where_failed(measured, bool(is_large), bool(is_small), start)


def _share(
    measured: Measures, shares: Any, high: float, low: float, network: Any, activations: tuple[str, ...]
) -> Label:
    if network.activation not in activations:
        return Label(False)
    if measured.first_nonfinite_weights is not None:
        return Label(None)
    return _sign(measured, np.any(shares > high, axis=1), np.any(shares > low, axis=1))


def _sign(measured: Measures, surely: Bools, perhaps: Bools, *, may_end_the_run: bool = False) -> Label:
    first = _holds(measured, surely, may_end_the_run)
    start = (0, 0) if first is None else _bracket(measured, first)
    return _where_failed(measured, first is not None, not perhaps.any(), start)


def _holds(measured: Measures, signs: Bools, may_end_the_run: bool) -> int | None:
    if signs[0] and np.mean(signs[measured.steps < FIRST_UPDATES]) > 0.5:
        return 0
    for number in np.flatnonzero(signs).tolist():
        rest = np.flatnonzero(~signs[number:])
        stretch = measured.steps[number : number + int(rest[0])] if rest.size else measured.steps[number:]
        if len(stretch) >= 3 and stretch[-1] - stretch[0] >= FEWEST_SPANNED:
            return int(number)
        if not rest.size and may_end_the_run and measured.first_nonfinite_weights is not None:
            return int(number)
    return None


def _bracket(measured: Measures, number: int) -> tuple[int, int]:
    before = int(measured.steps[number - 1]) + 1 if number else 0
    return before, int(measured.steps[number])


def _where_failed(measured: Measures, is_present: bool, is_absent: bool, start: tuple[int, int]) -> Label:
    learned = has_learned(measured)
    if learned or is_absent:
        return Label(False)
    return Label(True, start) if is_present and learned is False else Label(None)


def final_level(measured: Measures) -> float:
    return float(np.median(measured.levels[-max(3, measured.updates // 10) :]))


def has_learned(measured: Measures) -> bool | None:
    """None within the margin."""
    if measured.first_nonfinite_weights is not None:
        return False
    level = final_level(measured)
    return True if level < 0.4 else None if level <= 0.6 else False

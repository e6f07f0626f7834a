"""Detectors against labels: precision, recall, and how far off the step of onset is."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from itertools import chain
from statistics import median

import simulator as sim
from simulator.training.running import stacks_of
from tests.simulator.labeled_runs.labels import CODES, Label, has_learned, labels
from tests.simulator.labeled_runs.measures import Course, courses, histories, measures

SLOWER = (0.1, 0.01)


@dataclass(frozen=True)
class Verdict:
    """One run: its labels, and the steps at which the detectors found something; both by code."""

    family: str
    experiment: sim.Experiment
    labels: dict[str, Label]
    found: dict[str, int]
    has_learned: bool


@dataclass(frozen=True)
class Score:
    """Of one symptom. errors: per true positive, the updates between the onset found and the labeled one."""

    code: str
    positives: int
    negatives: int
    left_out: int
    false_alarms: int
    missed: int
    errors: tuple[int, ...]

    @property
    def precision(self) -> float:
        hits = self.positives - self.missed
        return hits / (hits + self.false_alarms) if hits + self.false_alarms else 0.0

    @property
    def recall(self) -> float:
        return (self.positives - self.missed) / self.positives if self.positives else 0.0


def judged(stacks: Iterable[tuple[str, list[sim.Experiment]]]) -> list[Verdict]:
    """Train every run once; label it, and ask the detectors."""
    verdicts = []
    for family, experiments in stacks:
        of_one_shape = ([experiments[run] for run in indices] for indices in stacks_of(experiments))
        for history in chain.from_iterable(map(histories, of_one_shape)):
            experiment, measured = history.trace.experiment, measures(history)
            verdicts.append(
                Verdict(
                    family,
                    experiment,
                    labels(measured, experiment, partial(_slower, experiment)),
                    {symptom.code: symptom.first_step for symptom in sim.diagnose(history.trace)},
                    has_learned(measured) is True,
                )
            )
    return verdicts


def with_rate_times(experiment: sim.Experiment, factor: float) -> sim.Experiment:
    optimizer = experiment.optimizer
    slower = optimizer.model_copy(update={"learning_rate": optimizer.learning_rate * factor})
    return experiment.model_copy(update={"optimizer": slower})


def _slower(experiment: sim.Experiment) -> list[Course]:
    return courses([with_rate_times(experiment, factor) for factor in SLOWER])


def scores(verdicts: list[Verdict]) -> list[Score]:
    return [_score(code, verdicts) for code in CODES]


def _score(code: str, verdicts: list[Verdict]) -> Score:
    sick = [verdict for verdict in verdicts if verdict.labels[code].is_present]
    healthy = [verdict for verdict in verdicts if verdict.labels[code].is_present is False]
    return Score(
        code=code,
        positives=len(sick),
        negatives=len(healthy),
        left_out=len(verdicts) - len(sick) - len(healthy),
        false_alarms=sum(code in verdict.found for verdict in healthy),
        missed=sum(code not in verdict.found for verdict in sick),
        errors=tuple(_distance(v.found[code], v.labels[code].onset) for v in sick if code in v.found),
    )


def _distance(step: int, onset: tuple[int, int]) -> int:
    return max(onset[0] - step, step - onset[1], 0)


def table(verdicts: list[Verdict]) -> str:
    """One line per symptom."""
    head = (
        f"{'symptom':20} {'positives':>9} {'negatives':>9} {'left out':>8} {'precision':>9} {'recall':>7}  "
    )
    lines = [head + "onset error in updates: median, 90%, largest"]
    for score in scores(verdicts):
        errors = sorted(score.errors) or [0]
        spread = f"{median(errors):g}, {errors[int(0.9 * (len(errors) - 1))]}, {errors[-1]}"
        lines.append(
            f"{score.code:20} {score.positives:9} {score.negatives:9} {score.left_out:8} "
            f"{score.precision:9.3f} {score.recall:7.3f}  {spread}"
        )
    return "\n".join(lines)

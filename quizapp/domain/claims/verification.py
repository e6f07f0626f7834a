"""Running a claim's test: the same networks from many seeds, and in how many of them it is as claimed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import simulator
from quizapp.domain.claims.claim import ClaimTest
from quizapp.domain.claims.predicates import Condition
from quizapp.domain.claims.verdicts import Leaning, leaning_of

RECORDING_SEEDS = range(1000, 1020)  # those of the published counts; nothing is tuned on them


@dataclass(frozen=True)
class Outcome:
    """What a test gave. measured: by condition, then by seed, what its comparison looked at."""

    seeds: tuple[int, ...]
    is_as_claimed: tuple[bool, ...]
    measured: tuple[tuple[Any, ...], ...]

    @property
    def count(self) -> int:
        return sum(self.is_as_claimed)

    @property
    def leaning(self) -> Leaning:
        return leaning_of(self.count, len(self.seeds))


def run_test(test: ClaimTest, seeds: Sequence[int]) -> Outcome:
    """Run a test with each of the seeds in the place of its experiments' own. The seeds train in one stack."""
    arms = [_Arm(experiment, seeds) for experiment in (test.baseline, test.treated) if experiment]
    by_condition = [_values(condition, arms) for condition in test.predicate]
    holds = [
        [condition.is_met_by(value) for value in values]
        for condition, values in zip(test.predicate, by_condition, strict=True)
    ]
    return Outcome(
        tuple(seeds),
        tuple(all(lines) for lines in zip(*holds, strict=True)),
        tuple(map(tuple, by_condition)),
    )


class _Arm:
    """One side of a test over all seeds; trained only if a measure looks at the training."""

    def __init__(self, experiment: simulator.Experiment, seeds: Sequence[int]) -> None:
        self.experiments = [experiment.model_copy(update={"seed": seed}) for seed in seeds]
        self.traces: list[simulator.Trace] = []

    def measure(self, condition: Condition) -> list[Any]:
        definition = condition.definition
        if definition.source == "network":
            return [definition.function(each, **condition.options) for each in self.experiments]
        if not self.traces:
            self.traces = simulator.run_many(self.experiments)
        return [definition.function(trace, **condition.options) for trace in self.traces]


def _values(condition: Condition, arms: list[_Arm]) -> list[Any]:
    if condition.of == "baseline":
        return arms[0].measure(condition)
    if condition.of == "treated":
        return arms[1].measure(condition)
    both = zip(arms[0].measure(condition), arms[1].measure(condition), strict=True)
    return [ratio(treated, baseline) for baseline, treated in both]


def ratio(treated: float, baseline: float) -> float:
    """treated / baseline; NaN, which satisfies nothing, where that says nothing."""
    if baseline == 0:
        return float("nan")
    return treated / baseline  # infinite over infinite is NaN

"""Run the test of a claim: the same networks with many seeds, and the number of seeds that support the claim."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import simulator
from quizapp.domain.claims.pair_test import PairTest
from quizapp.domain.claims.readings import Arm, read_values
from quizapp.domain.claims.verdicts import Leaning, leaning_of


@dataclass(frozen=True)
class Tally:
    """The result of a test. measured: by condition, then by seed, the compared value.

    computed_by: the computing environment; None if the traces were written before it was kept.
    """

    seeds: tuple[int, ...]
    is_as_claimed: tuple[bool, ...]
    measured: tuple[tuple[Any, ...], ...]
    computed_by: simulator.Provenance | None = None

    @property
    def count(self) -> int:
        return sum(self.is_as_claimed)

    @property
    def leaning(self) -> Leaning:
        return leaning_of(self.count, len(self.seeds))


def run_test(test: PairTest, seeds: Sequence[int]) -> Tally:
    """Run a test with each of the seeds instead of that in its experiments. The seeds train in one stack."""
    return run_tests([test], seeds)[0]


def run_tests(tests: Sequence[PairTest], seeds: Sequence[int]) -> list[Tally]:
    """The results of several tests with the same seeds; an experiment that several of them share runs once."""
    arms: dict[str, Arm] = {}
    provenance = simulator.current_provenance()
    tallies = []
    for test in tests:
        for experiment in test.experiments:
            arms.setdefault(key_of(experiment), Arm(experiment, seeds))
        own = [arms[key_of(experiment)] for experiment in test.experiments]
        tallies.append(_judge(test, own, seeds, provenance))
    return tallies


def key_of(experiment: simulator.Experiment) -> str:
    """The same for experiments that differ in nothing but the seed."""
    return experiment.model_dump_json(exclude={"seed"})


def judge_traces(test: PairTest, traces: Sequence[simulator.Trace]) -> Tally | None:
    """The result of a test with one seed; None if these are not its experiments."""
    seeds = {trace.experiment.seed for trace in traces}
    if len(seeds) != 1 or [trace.experiment for trace in traces] != test.experiments_with(
        seed := seeds.pop()
    ):
        return None
    return _judge(test, [Arm.of(trace) for trace in traces], [seed], traces[0].computed_by)


def _judge(
    test: PairTest, arms: list[Arm], seeds: Sequence[int], computed_by: simulator.Provenance | None
) -> Tally:
    by_condition = [read_values(condition, arms) for condition in test.predicate]
    holds = [
        [condition.is_met_by(value) for value in values]
        for condition, values in zip(test.predicate, by_condition, strict=True)
    ]
    return Tally(
        tuple(seeds),
        tuple(all(lines) for lines in zip(*holds, strict=True)),
        tuple(map(tuple, by_condition)),
        computed_by,
    )

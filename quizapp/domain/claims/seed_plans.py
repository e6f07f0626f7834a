"""Tests over seeds: which networks a run trains for them, what it found, and the record that follows."""

import math
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple, Self

from pydantic import Field

import simulator
from quizapp.domain.claims.claim import LARGEST_RECORD, RecordedRun
from quizapp.domain.claims.pair_test import PairTest
from quizapp.domain.claims.verification import Tally
from quizapp.domain.text import ContentModel

SEEDS_OF_A_BLOCK = 20  # of one run, so that nobody else waits long
MOST_TESTS = 12


class SeedPlan(ContentModel):
    """Some tests with the same seeds, which one run computes."""

    tests: tuple[PairTest, ...] = Field(min_length=1, max_length=MOST_TESTS)
    first_seed: int = Field(ge=0)
    seed_count: int = Field(ge=1, le=LARGEST_RECORD)

    @property
    def seeds(self) -> range:
        return range(self.first_seed, self.first_seed + self.seed_count)

    @property
    def experiments(self) -> list[simulator.Experiment]:
        """Every network with every seed, each once."""
        found: dict[str, simulator.Experiment] = {}
        for seed in self.seeds:
            for test in self.tests:
                for experiment in test.experiments_with(seed):
                    found.setdefault(experiment.model_dump_json(), experiment)
        return list(found.values())


def plans_of(tests: Sequence[PairTest], seeds: range) -> list[SeedPlan]:
    """One plan for each block of seeds."""
    return [
        SeedPlan(
            tests=tuple(tests),
            first_seed=seeds[start],
            seed_count=len(seeds[start : start + SEEDS_OF_A_BLOCK]),
        )
        for start in range(0, len(seeds), SEEDS_OF_A_BLOCK)
    ]


class SeedResults(ContentModel):
    """What some seeds gave for one test. marks: for each seed, + if all its conditions hold; measured: by condition,
    then by seed, the compared value, None if it was not finite.
    """

    marks: str = Field(pattern=r"^[+-]*$")
    measured: tuple[tuple[Any, ...], ...]

    @classmethod
    def of(cls, tally: Tally) -> Self:
        measured = tuple(tuple(map(_plain, values)) for values in tally.measured)
        return cls(marks="".join("+" if holds else "-" for holds in tally.is_as_claimed), measured=measured)

    @classmethod
    def joined(cls, parts: Iterable["SeedResults"]) -> Self:
        """The results of successive seeds."""
        parts = list(parts)
        measured = tuple(
            tuple(value for values in by_seed for value in values)
            for by_seed in zip(*(part.measured for part in parts), strict=True)
        )
        return cls(marks="".join(part.marks for part in parts), measured=measured)

    @property
    def count(self) -> int:
        return self.marks.count("+")

    def ranges(self) -> "list[Range | None]":
        """For each condition, between which numbers its measure lies; None if it is no number."""
        return [_range(values) for values in self.measured]


class Range(NamedTuple):
    """missing: the number of seeds in which the measure was not finite."""

    lowest: float
    median: float
    highest: float
    missing: int


def recorded_run(
    test: PairTest,
    results: SeedResults,
    first_seed: int,
    version: str,
    day: date,
    computed_by: simulator.Provenance | None,
) -> RecordedRun:
    return RecordedRun(
        as_claimed=results.count,
        seeds=len(results.marks),
        first_seed=first_seed,
        by_seed=results.marks,
        simulator=version,
        date=day,
        fingerprint=test.fingerprint,
        computed_by=computed_by,
    )


def _plain(value: Any) -> Any:
    """As JSON holds it."""
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, bool) or not hasattr(value, "__float__"):
        return value
    if hasattr(value, "dtype") and value.dtype.kind == "b":
        return bool(value)
    number = float(value)
    if not math.isfinite(number):
        return None
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _range(values: Sequence[Any]) -> Range | None:
    numbers = sorted(value for value in values if _is_number(value))
    if not numbers:
        return None
    return Range(numbers[0], numbers[len(numbers) // 2], numbers[-1], len(values) - len(numbers))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)

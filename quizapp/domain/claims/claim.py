"""A claim: a statement of the source, what to say about it today, and the experiments that test it."""

from datetime import date
from typing import Literal, Self, TypeAlias

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

import simulator
from quizapp.domain.claims.pair_test import Fingerprint, PairTest
from quizapp.domain.claims.verdicts import Interval, Leaning, Verdict, leaning_of, verdict_of, wilson_interval
from quizapp.domain.references import ClaimNumber, Reference
from quizapp.domain.text import ContentModel, Label, PartId, Slug, Text

Provenance: TypeAlias = simulator.Provenance  # a record has a field of the name `simulator`
SEEDS_OF_A_FULL_RECORD = 100  # with fewer, a verdict may depend on a single seed
RECORDING_SEEDS = range(2000, 2000 + SEEDS_OF_A_FULL_RECORD)  # nothing is tuned on them
LARGEST_RECORD = 1000
CAUSAL_VERDICTS = ("supported", "depends", "contradicted")


class Record(ContentModel):
    """The result of a test: the count of seeds, the first seed, the date, and the computing environment."""

    as_claimed: int = Field(ge=0)
    seeds: int = Field(ge=1, le=LARGEST_RECORD)
    first_seed: int = Field(ge=0)
    by_seed: str = Field(pattern=r"^[+-]+$")  # one for each seed in order, + if it supports the claim
    simulator: str = Field(min_length=1, max_length=40)
    date: date
    fingerprint: Fingerprint  # of the experiments and the predicate of the run
    computed_by: Provenance | None = None  # None in records made before this was kept

    @model_validator(mode="after")
    def _counts_fit(self) -> Self:
        if len(self.by_seed) != self.seeds or self.by_seed.count("+") != self.as_claimed:
            raise PydanticCustomError(
                "counts_differ", "The counts and the marks differ", {"field": "by_seed"}
            )
        return self

    @property
    def interval(self) -> Interval:
        return wilson_interval(self.as_claimed, self.seeds)

    @property
    def leaning(self) -> Leaning:
        return leaning_of(self.as_claimed, self.seeds)

    @property
    def is_under_recorded(self) -> bool:
        return self.seeds < SEEDS_OF_A_FULL_RECORD

    @property
    def all_seeds(self) -> range:
        return range(self.first_seed, self.first_seed + self.seeds)

    @property
    def marks(self) -> list[tuple[int, bool]]:
        """Every seed, and whether it supports the claim."""
        return [(seed, mark == "+") for seed, mark in zip(self.all_seeds, self.by_seed, strict=True)]


class ClaimTest(PairTest):
    """One or two networks, and what must hold for them in a seed if the claim is right."""

    id: PartId
    title: Label
    about: Literal["claim", "condition"] = "claim"
    recorded: Record | None = None  # written by the program into a separate file

    @property
    def typical_seed(self) -> int:
        """The first seed with the result of the majority."""
        if self.recorded is None:
            return RECORDING_SEEDS[0]
        is_mostly = 2 * self.recorded.as_claimed >= self.recorded.seeds
        return next(seed for seed, is_as_claimed in self.recorded.marks if is_as_claimed is is_mostly)

    @property
    def is_recorded(self) -> bool:
        """Whether there is a record of this version of the test."""
        return self.recorded is not None and self.recorded.fingerprint == self.fingerprint


class Claim(ContentModel):
    slug: Slug
    number: ClaimNumber
    question: Slug
    statement: Text
    source_says: Text
    verdict: Verdict
    verdict_reason: Literal["omits"] | None = None
    today: Text
    references: tuple[Reference, ...] = Field(default=(), max_length=12)
    scenarios: tuple[Slug, ...] = Field(default=(), max_length=6)
    tests: tuple[ClaimTest, ...] = Field(default=(), max_length=6)

    @model_validator(mode="after")
    def _parts_fit_together(self) -> Self:
        ids = [test.id for test in self.tests]
        if repeated := sorted({test_id for test_id in ids if ids.count(test_id) > 1}):
            raise PydanticCustomError(
                "repeated_id", "The id {id} is used more than once", {"id": repeated[0], "field": "tests"}
            )
        if self.verdict_reason and self.verdict != "depends":
            raise PydanticCustomError(
                "reason_without_depends", "Only “depends” has a reason", {"field": "verdict_reason"}
            )
        if not self.tests and not self.references:
            raise PydanticCustomError(
                "rests_on_nothing", "A claim without tests needs a reference", {"field": "references"}
            )
        return self

    @property
    def place(self) -> tuple[int, bool, int, str]:
        """Sorts 33.2 before 33.12, and 33.x1 after both."""
        question, _, point = self.number.partition(".")
        return int(question), not point.isdigit(), int(point) if point.isdigit() else 0, point

    @property
    def deciding_tests(self) -> tuple[ClaimTest, ...]:
        """The tests that decide the verdict, without those about a condition."""
        return tuple(test for test in self.tests if test.about == "claim")

    @property
    def measured_verdict(self) -> Verdict | None:
        """The verdict that follows from the recorded counts; None without tests, or if a test has no record."""
        records = [test.recorded for test in self.deciding_tests]
        if not records or None in records:
            return None
        return verdict_of([record.leaning for record in records if record is not None])

    @property
    def has_verdict_that_follows(self) -> bool:
        """Whether the verdict follows from the counts. True if none are recorded, and for “convention” and
        “outdated”.
        """
        measured = self.measured_verdict
        if measured is None or self.verdict not in CAUSAL_VERDICTS:
            return True
        return self.verdict == measured or (self.verdict_reason == "omits" and measured == "supported")

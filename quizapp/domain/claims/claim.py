"""A claim: a statement of the source, what to say about it today, and the experiments that test it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal, Self, TypeAlias

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

import simulator
from quizapp.domain.claims.pair_test import Fingerprint, PairTest
from quizapp.domain.claims.spoken import Spoken
from quizapp.domain.claims.verdicts import Interval, Leaning, Verdict, leaning_of, verdict_of, wilson_interval
from quizapp.domain.references import ClaimNumber, Reference
from quizapp.domain.text import ContentModel, Label, PartId, Slug, Text

Provenance: TypeAlias = simulator.Provenance  # a record has a field of the name `simulator`
SEEDS_OF_A_FULL_RECORD = 100  # with fewer, a verdict may depend on a single seed
RECORDING_SEEDS = range(2000, 2000 + SEEDS_OF_A_FULL_RECORD)  # nothing is tuned on them
LARGEST_RECORD = 1000
CAUSAL_VERDICTS = ("supported", "depends", "contradicted")


class RecordedRun(ContentModel):
    """A test run once: the count of seeds, the first seed, the date, and the computing environment."""

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
    def kernel(self) -> str | None:
        """The BLAS kernel that computed it; None in records made before this was kept."""
        return self.computed_by.blas_kernel if self.computed_by else None

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


class Record(RecordedRun):
    """The result of a test: its first run, and one run for each further BLAS kernel that it was recorded under.

    Kernels round differently, so a run close to the border between two outcomes can end differently under another.
    """

    other_kernels: tuple[RecordedRun, ...] = ()

    @model_validator(mode="after")
    def _runs_are_of_one_test_and_different_kernels(self) -> Self:
        kernels = [run.kernel for run in self.runs]
        if len(set(kernels)) < len(kernels) or {run.fingerprint for run in self.runs} != {self.fingerprint}:
            raise PydanticCustomError(
                "runs_differ", "One run per kernel, all of one test", {"field": "other_kernels"}
            )
        return self

    @classmethod
    def of(cls, runs: Sequence[RecordedRun]) -> Self:
        first, *others = (
            RecordedRun.model_validate(run.model_dump(exclude={"other_kernels"})) for run in runs
        )
        return cls(**first.model_dump(), other_kernels=tuple(others))

    @property
    def runs(self) -> tuple[RecordedRun, ...]:
        return (self, *self.other_kernels)

    def run_under(self, kernel: str | None) -> RecordedRun:
        """The run under this BLAS kernel; the first run if there is none."""
        return next((run for run in self.runs if run.kernel == kernel), self)

    def with_run(self, new: RecordedRun) -> "Record":
        """With a new run in place of the one under the same kernel, or added.

        Runs of fewer seeds than a full record, of unknown kernels, or by another version of the simulator are left out.
        """
        if new.kernel is None:
            return Record.of([new])
        kept = [run for run in self.runs if run.kernel == new.kernel or _stands_beside(run, new)]
        if all(run.kernel != new.kernel for run in kept):
            return Record.of([*kept, new])
        return Record.of([new if run.kernel == new.kernel else run for run in kept])

    def to_document(self) -> dict[str, Any]:
        """As written to a file."""
        document = self.model_dump(mode="json", exclude_none=True)
        return document if self.other_kernels else {k: v for k, v in document.items() if k != "other_kernels"}


def _stands_beside(run: RecordedRun, new: RecordedRun) -> bool:
    return (
        run.kernel is not None
        and not run.is_under_recorded
        and (run.fingerprint, run.simulator) == (new.fingerprint, new.simulator)
    )


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
    spoken: tuple[Spoken, ...] = Field(default=(), max_length=4)

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
        if unknown := [each.test for each in self.spoken if each.test not in ids]:
            raise PydanticCustomError(
                "no_such_test", "The test {id} was not found", {"id": unknown[0], "field": "spoken"}
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
    def measured_verdicts(self) -> Mapping[str | None, Verdict]:
        """The verdict that follows from the recorded counts, by BLAS kernel; empty without tests, or if one has no
        record. A test that was not recorded under a kernel counts with its first run.
        """
        records = [test.recorded for test in self.deciding_tests if test.recorded]
        if len(records) < len(self.deciding_tests):
            return {}
        kernels = dict.fromkeys(run.kernel for record in records for run in record.runs)
        return {
            kernel: verdict_of([record.run_under(kernel).leaning for record in records]) for kernel in kernels
        }

    @property
    def measured_verdict(self) -> Verdict | None:
        """The verdict that follows from the recorded counts; None if there is none, or if it depends on the kernel."""
        verdicts = set(self.measured_verdicts.values())
        return verdicts.pop() if len(verdicts) == 1 else None

    @property
    def has_verdict_that_follows(self) -> bool:
        """Whether the verdict follows from the counts under every BLAS kernel. True if none are recorded, and for
        “convention” and “outdated”.
        """
        if self.verdict not in CAUSAL_VERDICTS:
            return True
        return all(self._follows_from(measured) for measured in self.measured_verdicts.values())

    def _follows_from(self, measured: Verdict) -> bool:
        return self.verdict == measured or (self.verdict_reason == "omits" and measured == "supported")

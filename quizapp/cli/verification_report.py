"""The report of `quizapp content verify`: a table, the computing environments, notes, and errors."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from rich.table import Table

import simulator
from quizapp.domain.claims.claim import SEEDS_OF_A_FULL_RECORD, Claim, ClaimTest, Record, RecordedRun
from quizapp.domain.claims.comparison import SIGNIFICANCE, Comparison, compare
from quizapp.domain.claims.verification import Tally

HEADINGS = ("claim", "slug", "test", "count", "recorded", "p", "result", "")
MOST_SEEDS_NAMED = 8


@dataclass(frozen=True)
class Verified:
    """A test that was run, and its comparison with the record of the same test, if there is one."""

    claim: Claim
    test: ClaimTest
    tally: Tally

    @property
    def before(self) -> RecordedRun | None:
        """The recorded run under the same BLAS kernel, or else the first."""
        if not self.test.is_recorded or self.test.recorded is None:
            return None
        by = self.tally.computed_by
        return self.test.recorded.run_under(by.blas_kernel if by else None)

    @cached_property
    def comparison(self) -> Comparison | None:
        return compare(self.before, self.tally) if self.before else None

    @property
    def name(self) -> str:
        return f"{self.claim.slug}: {self.test.id}"

    def record(self) -> Record:
        """The record with this run; runs under other kernels stay, if they are of the same test."""
        old = self.test.recorded
        return old.with_run(self._run()) if old and self.test.is_recorded else Record.of([self._run()])

    def _run(self) -> RecordedRun:
        return RecordedRun(
            as_claimed=self.tally.count,
            seeds=len(self.tally.seeds),
            first_seed=self.tally.seeds[0],
            by_seed="".join("+" if seen else "-" for seen in self.tally.is_as_claimed),
            simulator=simulator.__version__,
            date=datetime.now(UTC).date(),
            fingerprint=self.test.fingerprint,
            computed_by=self.tally.computed_by,
        )


def table(done: Sequence[Verified]) -> Table:
    shown = Table(box=None, pad_edge=False)
    for heading in HEADINGS:
        shown.add_column(heading, overflow="fold")
    for each in done:
        tally, old, found = each.tally, each.before, each.comparison
        shown.add_row(
            each.claim.number,
            each.claim.slug,
            each.test.id,
            f"{tally.count}/{len(tally.seeds)}",
            f"{old.as_claimed}/{old.seeds}" if old else "–",
            f"{found.p_value:.2g}" if found else "–",
            tally.leaning,
            ", ".join(_remarks(found)) if found else "",
            style="bold red" if found and found.fails else None,
        )
    return shown


def legend(done: Sequence[Verified]) -> str:
    """The meaning of p, and the computing environments of the counts and of the records."""
    here = done[0].tally.computed_by
    lines = [f"Computed by {here}."]
    compared = [each for each in done if each.before]
    origins = Counter(each.before.computed_by for each in compared if each.before)
    for origin, count in origins.most_common():
        tests = f"{count} of {len(compared)} records"
        if origin is None:
            lines.append(f"{tests}: the computing environment was not recorded.")
        else:
            lines.append(f"{tests}: computed by {'the same environment' if origin == here else origin}.")
    if few := sum(each.before.is_under_recorded for each in compared if each.before):
        lines.append(
            f"{few} of {len(compared)} records are under-recorded (fewer than {SEEDS_OF_A_FULL_RECORD} seeds)."
        )
    if compared:
        lines.append(
            "p: McNemar’s exact test of the seeds that flipped, if recorded seeds were run again; Fisher’s exact "
            f"test, if the seeds are fresh. Below {SIGNIFICANCE}, the count is incompatible with its record."
        )
    return "\n".join(lines)


def notes(done: Sequence[Verified], is_recording: bool) -> Iterator[str]:
    """Notes for the author that are not errors."""
    for each in done:
        found = each.comparison
        if found is None:
            continue
        if found.has_program_changed:
            yield (
                f"{each.name}: {_seeds_named(found.turned)} gave another result, although simulator, NumPy, BLAS "
                "kernel, and processor family are the same: the program computes something else under the same version"
            )
        if found.has_moved and not found.fails:
            advice = "the record was under-recorded" if is_recording else "it is under-recorded; add --record"
            yield f"{_both_counts(each)}: {_moves(found)}; {advice}"


def faults(done: Sequence[Verified], must_be_recorded: bool) -> Iterator[str]:
    for each in done:
        found = each.comparison
        if found is None:
            if must_be_recorded:
                yield f"{each.name}: no record of this version of the test; add --record"
        elif found.is_incompatible:
            yield f"{_both_counts(each)}: incompatible, {_tested(found)}"
        elif found.fails:
            yield f"{_both_counts(each)}: {_moves(found)}; record more seeds, or change the verdict"


def _remarks(found: Comparison) -> Iterator[str]:
    if found.is_incompatible:
        yield "incompatible"
    if found.has_moved:
        yield "result differs"
    if found.turned:
        yield f"{len(found.turned)} flipped"
    if found.is_under_recorded:
        yield "under-recorded"


def _both_counts(each: Verified) -> str:
    old, tally = each.before, each.tally
    assert old is not None
    return (
        f"{each.name}: recorded {old.as_claimed} of {old.seeds} ({old.leaning}), "
        f"now {tally.count} of {len(tally.seeds)} ({tally.leaning})"
    )


def _moves(found: Comparison) -> str:
    return f"compatible, {_tested(found)}, but the result differs"


def _tested(found: Comparison) -> str:
    if found.compared == "pairs":
        turned = "1 seed" if len(found.turned) == 1 else f"{len(found.turned)} seeds"
        return f"p = {found.p_value:.2g} by McNemar’s exact test of {turned} that flipped"
    return f"p = {found.p_value:.2g} by Fisher’s exact test"


def _seeds_named(seeds: Sequence[int]) -> str:
    named = ", ".join(map(str, seeds[:MOST_SEEDS_NAMED])) + (" …" if len(seeds) > MOST_SEEDS_NAMED else "")
    return f"seed {named}" if len(seeds) == 1 else f"seeds {named}"

"""`quizapp content verify`: do the recorded verdicts still hold?"""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

import simulator
from quizapp.cli.sessions import read_settings
from quizapp.domain.claims.claim import RECORDING_SEEDS, Claim, ClaimTest, Record
from quizapp.domain.claims.verdicts import Leaning
from quizapp.domain.claims.verification import Outcome
from quizapp.formats.claim_files import read_claims, with_records, write_records
from quizapp.runners.verifying import estimated_seconds, run_tests


class SeedRange(click.ParamType):
    name = "FIRST-LAST"

    def convert(
        self, value: object, parameter: click.Parameter | None, context: click.Context | None
    ) -> range:
        if isinstance(value, range):
            return value
        first, _, last = str(value).partition("-")
        if not (first.isdigit() and (last or first).isdigit() and int(first) <= int(last or first)):
            self.fail(f"“{value}” is not a range of seeds such as 0-9", parameter, context)
        return range(int(first), int(last or first) + 1)


@dataclass(frozen=True)
class Verified:
    """A test that was run, and what was recorded of it before, if it was this very test."""

    claim: Claim
    test: ClaimTest
    outcome: Outcome

    @property
    def before(self) -> Record | None:
        return self.test.recorded if self.test.is_recorded else None

    @property
    def no_longer_holds(self) -> bool:
        """With fewer seeds than were recorded a leaning may be lost for that alone."""
        old = self.before
        return (
            old is not None and len(self.outcome.seeds) >= old.seeds and old.leaning != self.outcome.leaning
        )

    def record(self) -> Record:
        return Record(
            as_claimed=self.outcome.count,
            seeds=len(self.outcome.seeds),
            first_seed=self.outcome.seeds[0],
            by_seed="".join("+" if seen else "-" for seen in self.outcome.is_as_claimed),
            simulator=simulator.__version__,
            date=datetime.now(UTC).date(),
            fingerprint=self.test.fingerprint,
        )


@click.command()
@click.argument("folder", type=click.Path(exists=True, path_type=Path), required=False)
@click.option("--claims", "named", metavar="SLUG,SLUG", default="", help="Only these claims, all their tests")
@click.option(
    "--seeds",
    type=SeedRange(),
    default=f"{RECORDING_SEEDS[0]}-{RECORDING_SEEDS[-1]}",
    show_default=True,
    help="Tune on others, such as 0-9",
)
@click.option("--jobs", type=click.IntRange(1, 256), help="Processes  [one for each core]")
@click.option(
    "--all", "everything", is_flag=True, help="Also tests that have not changed since they were recorded"
)
@click.option("--record", is_flag=True, help="Write what comes out beside the claims")
def verify(
    folder: Path | None, named: str, seeds: range, jobs: int | None, everything: bool, record: bool
) -> None:
    """Run the claims' experiments again, and fail if a recorded verdict no longer holds.

    Only tests that are new, have changed, or were recorded with another version of the simulator are run, unless
    claims are named, other seeds are given, or --all.
    """
    if record and seeds != RECORDING_SEEDS:
        raise click.UsageError("Only the default seeds are recorded, so that nothing is tuned on them.")
    folder = folder or read_settings().content
    claims = read_claims(folder, [slug.strip() for slug in named.split(",") if slug.strip()])
    runs_all = everything or bool(named) or seeds != RECORDING_SEEDS
    chosen = [(claim, test) for claim in claims for test in claim.tests if runs_all or _has_changed(test)]
    console = Console()
    if not chosen:
        console.print("Nothing has changed since it was recorded; --all runs everything.")
        return
    done = _run(console, chosen, seeds, jobs or os.cpu_count() or 1)
    console.print(_table(done))
    faults = [*_broken(done, record, seeds)]
    if record:
        faults += _write(folder, claims, done)
    for fault in faults:
        click.echo(f"error: {fault}", err=True)
    if faults:
        sys.exit(1)


def _has_changed(test: ClaimTest) -> bool:
    return not test.is_recorded or test.recorded is None or test.recorded.simulator != simulator.__version__


def _run(console: Console, chosen: list[tuple[Claim, ClaimTest]], seeds: range, jobs: int) -> list[Verified]:
    weights = [estimated_seconds(test, len(seeds)) for _, test in chosen]
    outcomes: dict[int, Outcome] = {}
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:.0f}%"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task("tests", total=sum(weights))
        for position, outcome in run_tests([test for _, test in chosen], seeds, jobs):
            outcomes[position] = outcome
            progress.update(
                bar, advance=weights[position], description=f"{len(outcomes)} of {len(chosen)} tests"
            )
    return [Verified(*pair, outcomes[position]) for position, pair in enumerate(chosen)]


def _table(done: list[Verified]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("claim", "slug", "test", "as claimed", "recorded", "so it"):
        table.add_column(heading, overflow="fold")
    for each in done:
        outcome, old = each.outcome, each.before
        table.add_row(
            each.claim.number,
            each.claim.slug,
            each.test.id,
            f"{outcome.count}/{len(outcome.seeds)}",
            f"{old.as_claimed}/{old.seeds}" if old else "–",
            _says(outcome.leaning),
            style="bold red" if each.no_longer_holds else None,
        )
    return table


def _says(leaning: Leaning) -> str:
    return "is mixed" if leaning == "mixed" else leaning


def _broken(done: list[Verified], record: bool, seeds: range) -> Iterator[str]:
    for each in done:
        name = f"{each.claim.slug}: {each.test.id}"
        old, outcome = each.before, each.outcome
        if each.no_longer_holds and old:
            yield (
                f"{name}: recorded {old.as_claimed} of {old.seeds} ({_says(old.leaning)}), "
                f"now {outcome.count} of {len(outcome.seeds)} ({_says(outcome.leaning)})"
            )
        elif old is None and not record and seeds == RECORDING_SEEDS:
            yield f"{name}: not recorded as it is; add --record"


def _write(folder: Path, claims: list[Claim], done: list[Verified]) -> Iterator[str]:
    for claim in claims:
        new = {each.test.id: each.record() for each in done if each.claim is claim}
        if not new:
            continue
        old = {test.id: test.recorded for test in claim.tests if test.recorded}
        updated = with_records(claim, old | new)
        write_records(folder, updated)
        if not updated.has_verdict_that_follows:
            yield f"{claim.slug}: verdict: {claim.verdict}, but the counts say {updated.measured_verdict}"

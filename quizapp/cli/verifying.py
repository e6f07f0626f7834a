"""`quizapp content verify`: do the recorded verdicts still hold?"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

import simulator
from quizapp.cli.sessions import read_settings
from quizapp.cli.verification_report import Verified, faults, legend, notes, table
from quizapp.domain.claims.claim import LARGEST_RECORD, RECORDING_SEEDS, Claim, ClaimTest
from quizapp.domain.claims.verification import Tally
from quizapp.formats.claim_files import read_claims, with_records, write_records
from quizapp.runners.verifying import Trial, estimated_seconds, run_trials


class SeedRange(click.ParamType[range]):
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


@click.command()
@click.argument("folder", type=click.Path(exists=True, path_type=Path), required=False)
@click.option(
    "--claims", "named", metavar="SLUG,SLUG", default="", help="Run only these claims, with all their tests"
)
@click.option(
    "--seeds",
    type=SeedRange(),
    help="Other seeds: 0-9 for tuning, fresh ones to see whether a verdict was luck  [the recorded seeds; for a test "
    f"without a record, {RECORDING_SEEDS[0]}-{RECORDING_SEEDS[-1]}]",
)
@click.option("--jobs", type=click.IntRange(1, 256), help="Number of processes  [one per core]")
@click.option(
    "--all", "everything", is_flag=True, help="Also run tests that have not changed since they were recorded"
)
@click.option(
    "--record",
    is_flag=True,
    help=f"Run {len(RECORDING_SEEDS)} seeds from {RECORDING_SEEDS[0]} on, and write the results next to the claims",
)
def verify(
    folder: Path | None, named: str, seeds: range | None, jobs: int | None, everything: bool, record: bool
) -> None:
    """Run the experiments of the claims again, and fail if a recorded verdict no longer holds.

    Without --claims, --seeds, or --all, only tests run that are new, have changed, or were recorded with another
    version of the simulator.

    A verdict no longer holds if the new count is incompatible with the record (p < 0.01), or if the new count leads to
    another result (supports, contradicts, mixed) than the recorded one. A count that merely differs is no fault: with
    another BLAS kernel or processor, a run close to a border can end differently.

    Recorded seeds that are run again are compared in pairs, by McNemar’s exact test of the seeds that flipped. Fresh
    seeds (--seeds) are a second sample, compared by Fisher’s exact test. The result is compared only if at least as
    many seeds were run as recorded. A record of fewer than 100 seeds is checked by its count alone and listed as
    under-recorded.
    """
    if record and seeds is not None and not _may_be_recorded(seeds):
        raise click.UsageError(
            f"A record needs at least {len(RECORDING_SEEDS)} and at most {LARGEST_RECORD} seeds, "
            f"from {RECORDING_SEEDS[0]} on, so that nothing is tuned on them."
        )
    folder = folder or read_settings().content
    claims = read_claims(folder, [slug.strip() for slug in named.split(",") if slug.strip()])
    runs_all = everything or bool(named) or seeds is not None
    chosen = [(claim, test) for claim in claims for test in claim.tests if runs_all or _has_changed(test)]
    console = Console()
    if not chosen:
        console.print("Nothing has changed since it was recorded. Use --all to run everything.")
        return
    done = _run(console, chosen, seeds or (RECORDING_SEEDS if record else None), jobs or os.cpu_count() or 1)
    console.print(table(done))
    console.print(legend(done), highlight=False)
    for note in notes(done, is_recording=record):
        click.echo(f"note: {note}")
    found = [*faults(done, must_be_recorded=not record and seeds is None)]
    if record:
        found += _write(folder, claims, done)
    for fault in found:
        click.echo(f"error: {fault}", err=True)
    if found:
        sys.exit(1)


def _may_be_recorded(seeds: range) -> bool:
    return seeds[0] == RECORDING_SEEDS[0] and len(RECORDING_SEEDS) <= len(seeds) <= LARGEST_RECORD


def _has_changed(test: ClaimTest) -> bool:
    return not test.is_recorded or test.recorded is None or test.recorded.simulator != simulator.__version__


def _seeds_of(test: ClaimTest) -> range:
    return test.recorded.all_seeds if test.recorded and test.is_recorded else RECORDING_SEEDS


def _run(
    console: Console, chosen: list[tuple[Claim, ClaimTest]], seeds: range | None, jobs: int
) -> list[Verified]:
    trials = [Trial(test, seeds or _seeds_of(test)) for _, test in chosen]
    weights = [estimated_seconds(trial) for trial in trials]
    tallies: dict[int, Tally] = {}
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:.0f}%"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task("tests", total=sum(weights))
        for position, tally in run_trials(trials, jobs):
            tallies[position] = tally
            progress.update(
                bar, advance=weights[position], description=f"{len(tallies)} of {len(chosen)} tests"
            )
    return [Verified(*pair, tallies[position]) for position, pair in enumerate(chosen)]


def _write(folder: Path, claims: list[Claim], done: list[Verified]) -> Iterator[str]:
    for claim in claims:
        new = {each.test.id: each.record() for each in done if each.claim is claim}
        if not new:
            continue
        old = {test.id: test.recorded for test in claim.tests if test.recorded}
        updated = with_records(claim, old | new)
        write_records(folder, updated)
        if not updated.has_verdict_that_follows:
            yield f"{claim.slug}: verdict: {claim.verdict}, but the counts give {updated.measured_verdict}"

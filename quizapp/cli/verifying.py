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
from quizapp.cli.verifying_evidence import (
    chosen_evidence,
    faults_of_evidence,
    record_evidence,
    table_of_evidence,
)
from quizapp.domain.claims.claim import LARGEST_RECORD, RECORDING_SEEDS, Claim, ClaimTest
from quizapp.domain.claims.evidence import SEEDS_OF_EVIDENCE
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
    "--evidence",
    "evidence_of",
    metavar="ROOM/SLUG,…",
    default="",
    help="Run only the evidence of these documents, such as scenarios/mlp-nan-loss",
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
    help=f"Run {len(RECORDING_SEEDS)} seeds from {RECORDING_SEEDS[0]} on ({len(SEEDS_OF_EVIDENCE)} for evidence), and "
    "write the results next to the claims and the evidence",
)
def verify(
    folder: Path | None,
    named: str,
    evidence_of: str,
    seeds: range | None,
    jobs: int | None,
    everything: bool,
    record: bool,
) -> None:
    """Run the experiments of the claims and of the evidence again, and fail if a recorded verdict no longer holds.

    Without --claims, --evidence, --seeds, or --all, only tests run that are new, have changed, or were recorded with
    another version of the simulator. An entry of evidence fails if its conditions do not hold in the share of the
    seeds that it names.

    A verdict no longer holds if the new count is incompatible with the record (p < 0.01), or if the new count leads to
    another result (supports, contradicts, mixed) than the recorded one. A count that merely differs is no fault: with
    another BLAS kernel or processor, a run close to a border can end differently.

    Recorded seeds that are run again are compared in pairs, by McNemar’s exact test of the seeds that flipped. Fresh
    seeds (--seeds) are a second sample, compared by Fisher’s exact test. The result is compared only if at least as
    many seeds were run as recorded. A record of fewer than 100 seeds is checked by its count alone and listed as
    under-recorded.
    """
    if (
        record
        and seeds is not None
        and not _may_be_recorded(seeds, SEEDS_OF_EVIDENCE if evidence_of else RECORDING_SEEDS)
    ):
        raise click.UsageError(
            f"A record needs at least {len(RECORDING_SEEDS)} and at most {LARGEST_RECORD} seeds "
            f"({len(SEEDS_OF_EVIDENCE)} for evidence alone), from {RECORDING_SEEDS[0]} on, so that nothing is tuned on "
            "them."
        )
    folder = folder or read_settings().content
    runs_all = everything or bool(named or evidence_of) or seeds is not None
    claims = read_claims(folder, _listed(named)) if named or not evidence_of else []
    tests = [(claim, test) for claim in claims for test in claim.tests if runs_all or _has_changed(test)]
    backed = chosen_evidence(folder, _listed(evidence_of), runs_all) if evidence_of or not named else []
    console = Console()
    if not tests and not backed:
        console.print("Nothing has changed since it was recorded. Use --all to run everything.")
        return
    given = seeds or (RECORDING_SEEDS if record else None)
    trials = [Trial(test, given or _seeds_of(test)) for _, test in tests]
    trials += [Trial(each.test, seeds or SEEDS_OF_EVIDENCE) for each in backed]
    tallies = _run(console, trials, jobs or os.cpu_count() or 1)
    done = [Verified(*pair, tally) for pair, tally in zip(tests, tallies, strict=False)]
    ran = list(zip(backed, tallies[len(tests) :], strict=True))
    found: list[str] = []
    if done:
        console.print(table(done))
        console.print(legend(done), highlight=False)
        found += faults(done, must_be_recorded=not record and seeds is None)
    if ran:
        console.print(table_of_evidence(ran))
        found += faults_of_evidence(ran, is_final=record)
    for note in notes(done, is_recording=record):
        click.echo(f"note: {note}")
    if record:
        found += _write(folder, claims, done)
        record_evidence(folder, ran)
    for fault in found:
        click.echo(f"error: {fault}", err=True)
    if found:
        sys.exit(1)


def _listed(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]


def _may_be_recorded(seeds: range, fewest: range) -> bool:
    return seeds[0] == fewest[0] and len(fewest) <= len(seeds) <= LARGEST_RECORD


def _has_changed(test: ClaimTest) -> bool:
    return not test.is_recorded or test.recorded is None or test.recorded.simulator != simulator.__version__


def _seeds_of(test: ClaimTest) -> range:
    return test.recorded.all_seeds if test.recorded and test.is_recorded else RECORDING_SEEDS


def _run(console: Console, trials: list[Trial], jobs: int) -> list[Tally]:
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
                bar, advance=weights[position], description=f"{len(tallies)} of {len(trials)} tests"
            )
    return [tallies[position] for position in range(len(trials))]


def _write(folder: Path, claims: list[Claim], done: list[Verified]) -> Iterator[str]:
    for claim in claims:
        new = {each.test.id: each.record() for each in done if each.claim is claim}
        if not new:
            continue
        old = {test.id: test.recorded for test in claim.tests if test.recorded}
        updated = with_records(claim, old | new)
        write_records(folder, updated)
        if not updated.has_verdict_that_follows:
            given = " or ".join(dict.fromkeys(updated.measured_verdicts.values()))
            yield f"{claim.slug}: verdict: {claim.verdict}, but the counts give {given}"

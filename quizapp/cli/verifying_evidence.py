"""The part of `quizapp content verify` about evidence: which entries run, their report, and their records."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import numpy as np
from rich.table import Table

import simulator
from quizapp.bank.evidence import NoRun, WrittenEvidence, documents, pair_test_of
from quizapp.domain.claims.claim import Record
from quizapp.domain.claims.evidence import Evidence, is_within
from quizapp.domain.claims.pair_test import PairTest
from quizapp.domain.claims.verdicts import wilson_interval
from quizapp.domain.claims.verification import Tally
from quizapp.errors import Invalid, Problem
from quizapp.formats.content_files import read_documents
from quizapp.formats.evidence_files import read_named_evidence, write_evidence_records

HEADINGS = ("document", "evidence", "seeds", "required", "measured: lowest, median, highest")


@dataclass(frozen=True)
class Backed:
    """An entry of evidence that runs networks."""

    written: WrittenEvidence
    entry: Evidence
    test: PairTest

    @property
    def has_changed(self) -> bool:
        record = self.written.records.get(self.entry.id)
        return (
            record is None
            or record.fingerprint != self.test.fingerprint
            or record.simulator != simulator.__version__
        )


Ran = tuple[Backed, Tally]


def chosen_evidence(folder: Path, names: Sequence[str], runs_all: bool) -> list[Backed]:
    """The entries to run: of the named documents, or all of them, or those that have changed. Raises Invalid."""
    written = read_named_evidence(folder, names)
    if not written:
        return []
    bank = read_documents(folder)
    found, problems = [], []
    for each in written:
        document = documents(bank, each.room).get(each.slug)
        for position, entry in enumerate(each.entries if document else ()):
            assert document is not None
            try:
                test = pair_test_of(entry, document, bank)
            except NoRun as missing:
                place = f"evidence/{each.name}.yaml: {position}.{missing.problem.field}"
                problems.append(Problem(place, missing.problem.message, missing.problem.values))
                continue
            if test is not None:
                found.append(Backed(each, entry, test))
    if problems:
        raise Invalid(problems)
    return [each for each in found if runs_all or each.has_changed]


def table_of_evidence(ran: Sequence[Ran]) -> Table:
    shown = Table(box=None, pad_edge=False)
    for heading in HEADINGS:
        shown.add_column(heading, overflow="fold")
    for backed, tally in ran:
        low, high = backed.entry.shares
        shown.add_row(
            backed.written.name,
            backed.entry.id,
            f"{tally.count}/{len(tally.seeds)}",
            f"{low:.4g} to {high:.4g}",
            "; ".join(_ranges(tally)),
            style=None if is_within(tally.count, len(tally.seeds), (low, high)) else "bold red",
        )
    return shown


def _ranges(tally: Tally) -> Iterator[str]:
    for values in tally.measured:
        if isinstance(values[0], bool):
            yield f"{sum(values)} yes"
        elif isinstance(values[0], float):
            with np.errstate(all="ignore"):
                quantiles = np.quantile(
                    np.nan_to_num(values, nan=np.inf, posinf=np.inf), [0, 0.5, 1], method="nearest"
                )
            yield ", ".join(f"{value:.3g}" for value in quantiles)
        else:
            yield str(values[0])


def faults_of_evidence(ran: Sequence[Ran], is_final: bool) -> Iterator[str]:
    """The entries whose share is not reached: exactly in a record; otherwise, only if chance does not explain it."""
    for backed, tally in ran:
        count, seeds = tally.count, len(tally.seeds)
        low, high = backed.entry.shares
        interval = wilson_interval(count, seeds)
        is_missed = not is_within(count, seeds, (low, high))
        if is_missed and (is_final or interval.high < low or interval.low > high):
            yield (
                f"evidence/{backed.written.name}.yaml: {backed.entry.id}: the conditions hold in {count} of {seeds} "
                f"seeds, not in {low * seeds:.4g} to {high * seeds:.4g}"
            )


def record_evidence(folder: Path, ran: Sequence[Ran]) -> None:
    for _, group in groupby(ran, key=lambda each: each[0].written.name):
        entries = list(group)
        written = entries[0][0].written
        new = {backed.entry.id: _record(backed, tally) for backed, tally in entries}
        write_evidence_records(folder, written, {**written.records, **new})


def _record(backed: Backed, tally: Tally) -> Record:
    return Record(
        as_claimed=tally.count,
        seeds=len(tally.seeds),
        first_seed=tally.seeds[0],
        by_seed="".join("+" if is_met else "-" for is_met in tally.is_as_claimed),
        simulator=simulator.__version__,
        date=datetime.now(UTC).date(),
        fingerprint=backed.test.fingerprint,
        computed_by=tally.computed_by,
    )

"""What `quizapp content verify` says of constructed counts: what fails, what is only noted, what computed them."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from quizapp.cli.verification_report import Verified, faults, legend, notes, table
from quizapp.config import REPOSITORY
from quizapp.domain.claims.claim import Record
from quizapp.domain.claims.verification import Tally
from quizapp.formats.claim_files import read_claims, with_records
from tests.quizapp.domain.claims.constructed import (
    ELSEWHERE,
    HERE,
    fresh_sample,
    record,
    rerun,
    tally,
)

[CLAIM] = read_claims(REPOSITORY / "content", ["one-sample-is-sgd"])
[TEST] = CLAIM.tests
NAME = f"{CLAIM.slug}: {TEST.id}"


def verified(old: Record | None, now: Tally) -> Verified:
    """The test as if this had been recorded of it, as it is."""
    records = {TEST.id: old.model_copy(update={"fingerprint": TEST.fingerprint})} if old else {}
    claim = with_records(CLAIM, records)
    return Verified(claim, claim.tests[0], now)


def said(*done: Verified) -> tuple[list[str], list[str]]:
    return [*notes(done, is_recording=False)], [*faults(done, must_be_recorded=True)]


def shown(*done: Verified) -> str:
    console = Console(file=io.StringIO(), width=160)
    console.print(table(done))
    return console.file.getvalue()  # type: ignore[attr-defined]


def test_a_verdict_that_holds_is_neither_noted_nor_a_fault() -> None:
    old = record(100)
    assert said(verified(old, rerun(old))) == ([], [])
    assert said(verified(old, fresh_sample(95))) == ([], [])


def test_seeds_that_turned_elsewhere_are_counted_and_fail_only_together() -> None:
    old = record(100)
    assert said(verified(old, rerun(old, *range(7)))) == ([], [])
    assert "7 flipped" in shown(verified(old, rerun(old, *range(7))))
    assert said(verified(old, rerun(old, *range(8)))) == (
        [],
        [
            f"{NAME}: recorded 100 of 100 (supports), now 92 of 100 (supports): incompatible, "
            "p = 0.0078 by McNemar’s exact test of 8 seeds that flipped"
        ],
    )


def test_an_incompatible_count_of_fresh_seeds_is_a_fault() -> None:
    now = verified(record(80), fresh_sample(100))
    assert said(now)[1] == [
        f"{NAME}: recorded 80 of 100 (supports), now 100 of 100 (supports): incompatible, "
        "p = 6.6e-07 by Fisher’s exact test"
    ]
    assert "incompatible" in shown(now)


def test_a_verdict_that_moves_is_a_fault_that_tells_the_count_alone_would_not_be() -> None:
    old = record(76)
    assert said(verified(old, rerun(old, 0)))[1] == [
        f"{NAME}: recorded 76 of 100 (supports), now 75 of 100 (mixed): compatible, p = 1 by McNemar’s "
        "exact test of 1 seed that flipped, but the result differs; record more seeds, or change the verdict"
    ]


def test_an_under_recorded_verdict_that_moves_is_noted_and_one_whose_count_is_incompatible_fails() -> None:
    old = record(18, seeds=20, first=1000, by=None)
    [note], none = said(verified(old, rerun(old, 0)))
    assert not none
    assert note.startswith(f"{NAME}: recorded 18 of 20 (supports), now 17 of 20 (mixed): compatible")
    assert note.endswith("it is under-recorded; add --record")
    [told] = notes([verified(old, rerun(old, 0))], is_recording=True)
    assert told.endswith("the record was under-recorded")
    assert "under-recorded" in shown(verified(old, rerun(old)))
    assert len(said(verified(old, rerun(old, *range(8))))[1]) == 1


def test_a_seed_that_turned_where_the_bits_are_bound_to_be_the_same_is_noted() -> None:
    old = record(100)
    [note], none = said(verified(old, rerun(old, 3, by=HERE)))
    assert not none
    assert note.startswith(f"{NAME}: seed 2003 gave another result, although simulator, NumPy, BLAS kernel")
    assert note.endswith("the program computes something else under the same version")


def test_a_test_without_a_record_is_a_fault_unless_it_is_just_being_recorded_or_tuned() -> None:
    now = verified(None, tally([True] * 100))
    assert said(now) == ([], [f"{NAME}: no record of this version of the test; add --record"])
    assert [*faults([now], must_be_recorded=False)] == []
    assert "100/100" in shown(now)


def test_the_legend_names_what_computed_the_counts_then_and_now() -> None:
    same, other, old = record(100, by=ELSEWHERE), record(100), record(20, 20, 1000, by=None)
    text = legend([verified(each, rerun(each)) for each in (same, other, old)])
    assert text.splitlines() == [
        f"Computed by {ELSEWHERE}.",
        "1 of 3 records: computed by the same environment.",
        f"1 of 3 records: computed by {HERE}.",
        "1 of 3 records: the computing environment was not recorded.",
        "1 of 3 records are under-recorded (fewer than 100 seeds).",
        "p: McNemar’s exact test of the seeds that flipped, if recorded seeds were run again; Fisher’s exact "
        "test, if the seeds are fresh. Below 0.01, the count is incompatible with its record.",
    ]
    assert legend([verified(None, rerun(old))]) == f"Computed by {ELSEWHERE}."


@pytest.mark.parametrize("by", [HERE, None])
def test_a_new_record_keeps_what_computed_it(by: object) -> None:
    old = record(93, by=None)
    new = verified(None, replace(rerun(old), computed_by=by)).record()
    assert (new.as_claimed, new.by_seed, new.first_seed) == (93, old.by_seed, 2000)
    assert new.computed_by == by

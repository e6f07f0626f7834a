"""A record keeps one run for each BLAS kernel, and a verdict must follow under each."""

from dataclasses import replace

import pytest
from pydantic import ValidationError

from quizapp.bank.checking.claim_problems import problems_of_claim
from quizapp.domain.claims.claim import Claim, Record, RecordedRun
from quizapp.domain.claims.evidence import Evidence
from tests.bank import bank
from tests.quizapp.domain.claims.constructed import ELSEWHERE, HERE, record
from tests.quizapp.domain.claims.test_claims import claim

THIRD = replace(HERE, blas_kernel="third")


def counts(found: Record) -> list[tuple[str | None, int]]:
    return [(run.kernel, run.as_claimed) for run in found.runs]


def test_a_run_under_another_kernel_is_added_and_one_under_the_same_replaces_it() -> None:
    both = record(99).with_run(record(97, by=ELSEWHERE))
    assert counts(both) == [("here", 99), ("another", 97)]
    assert counts(both.with_run(record(98, by=ELSEWHERE))) == [("here", 99), ("another", 98)]
    assert counts(both.with_run(record(98))) == [("here", 98), ("another", 97)]
    assert counts(both.with_run(record(96, by=THIRD)))[2:] == [("third", 96)]
    assert Record.model_validate(both.to_document()) == both
    assert [both.run_under(kernel).as_claimed for kernel in ("here", "another", "third", None)] == [
        99,
        97,
        99,
        99,
    ]


@pytest.mark.parametrize(
    "old",
    [
        record(20, seeds=20, first=1000),
        record(99, by=None),
        record(99).model_copy(update={"simulator": "0.1.0"}),
        record(99, fingerprint="1" * 16),
    ],
    ids=["too few seeds", "unknown kernel", "another simulator", "another test"],
)
def test_a_run_that_does_not_stand_beside_the_new_one_is_left_out(old: Record) -> None:
    assert counts(old.with_run(record(97, by=ELSEWHERE))) == [("another", 97)]


def test_a_record_of_one_run_is_written_without_the_list_of_others() -> None:
    assert "other_kernels" not in record(99).to_document()
    assert Record.model_validate(record(99).to_document()) == record(99)


@pytest.mark.parametrize("other", [record(97), record(97, by=ELSEWHERE, fingerprint="1" * 16)])
def test_two_runs_of_one_kernel_or_runs_of_different_tests_are_refused(other: Record) -> None:
    run = other.to_document()
    with pytest.raises(ValidationError, match="One run per kernel"):
        Record.model_validate({**record(99).to_document(), "other_kernels": [run]})


def claim_with(verdict: str, *records: Record) -> Claim:
    """A claim whose tests have these records."""
    plain = claim(verdict, *[20] * len(records))
    tests = [
        test.model_copy(update={"recorded": each.model_copy(update={"fingerprint": test.fingerprint})})
        for test, each in zip(plain.tests, records, strict=True)
    ]
    return plain.model_copy(update={"tests": tuple(tests)})


def under_both(here: int, elsewhere: int) -> Record:
    return record(here).with_run(record(elsewhere, by=ELSEWHERE))


def said_of(found: Claim) -> list[str]:
    return [
        str(problem)
        for problem in problems_of_claim(found, [found.question], [])
        if problem.field == "verdict"
    ]


def test_the_verdict_must_follow_under_each_kernel() -> None:
    agreeing = claim_with("supported", under_both(100, 80), record(100))
    assert agreeing.measured_verdicts == {"here": "supported", "another": "supported"}
    assert agreeing.has_verdict_that_follows
    assert said_of(agreeing) == []
    torn = claim_with("supported", under_both(100, 70), record(100))
    assert torn.measured_verdicts == {"here": "supported", "another": "depends"}
    assert torn.measured_verdict is None
    assert not torn.has_verdict_that_follows
    assert said_of(torn) == [
        "verdict: The verdict depends on the BLAS kernel (here: supported, another: depends). Record more seeds."
    ]


def test_a_result_may_differ_by_kernel_if_the_verdict_does_not() -> None:
    assert said_of(claim_with("depends", under_both(80, 70), under_both(0, 0))) == []


def test_evidence_by_a_claims_test_must_hold_under_each_kernel() -> None:
    entry = Evidence(id="a", says=[{"zh": "…", "en": "…"}], claim="some-claim", test="a-test", share=0.9)
    assert entry.is_borne_out_by(under_both(95, 90))
    assert not entry.is_borne_out_by(under_both(95, 89))


def test_every_test_of_a_claim_is_recorded_on_a_hundred_seeds_under_two_kernels() -> None:
    def is_full(run: RecordedRun) -> bool:
        return run.seeds >= 100 and run.first_seed == 2000

    short = [
        f"{each.slug}: {test.id}"
        for each in bank().claims
        for test in each.tests
        if not test.recorded or len(test.recorded.runs) < 2 or not all(map(is_full, test.recorded.runs))
    ]
    assert short == []

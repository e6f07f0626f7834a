"""Claims as content: what their files may say, what their tests give, and when their verdict follows."""

import math
from typing import Any

import pytest
from pydantic import ValidationError

import simulator
from quizapp.domain.claims.claim import Claim, ClaimTest, Record
from quizapp.domain.claims.predicates import Condition
from quizapp.domain.claims.readings import ratio
from quizapp.domain.claims.verification import judge_traces, run_test

BOTH = {"zh": "…", "en": "…"}
SICK = {
    "network": {"kind": "mlp", "depth": 10, "init": {"scheme": "he", "gain": 1.5}},
    "task": {"kind": "regression"},
    "optimizer": {"learning_rate": 0.1},
    "steps": 20,
}
CLIPPED = {**SICK, "clip": {"kind": "norm", "threshold": 1.0}}
CLIPPING_HELPS: dict[str, Any] = {
    "id": "clipped",
    "title": BOTH,
    "baseline": SICK,
    "treated": CLIPPED,
    "predicate": [{"of": "baseline", "measure": "weights_nonfinite"}, {"of": "treated", "measure": "finite"}],
}
REFERENCE = {"authors": "A", "year": 2013, "title": "T", "where": "W"}


def recorded(count: int, **more: Any) -> dict[str, Any]:
    return {
        "as_claimed": count,
        "seeds": 20,
        "first_seed": 1000,
        "by_seed": "+" * count + "-" * (20 - count),
        "simulator": "0.2.0",
        "date": "2026-11-25",
        "fingerprint": "0" * 16,
        **more,
    }


def claim(verdict: str, *counts: int, **more: Any) -> Claim:
    tests = [{**CLIPPING_HELPS, "id": f"t{n}", "recorded": recorded(count)} for n, count in enumerate(counts)]
    return Claim.model_validate(
        {
            "slug": "a-claim",
            "number": "33.2",
            "question": "a-question",
            "statement": BOTH,
            "source_says": BOTH,
            "verdict": verdict,
            "today": BOTH,
            "references": [REFERENCE],
            "tests": tests,
            **more,
        }
    )


def refusals_of(model: Any, document: dict[str, Any]) -> set[str]:
    with pytest.raises(ValidationError) as refused:
        model.model_validate(document)
    return {error["type"] for error in refused.value.errors()}


@pytest.mark.parametrize(
    ("verdict", "counts", "follows"),
    [
        ("supported", (20, 18), True),
        ("supported", (20, 17), False),
        ("contradicted", (0, 2), True),
        ("contradicted", (0, 20), False),
        ("depends", (0, 20), True),
        ("depends", (10,), True),
        ("depends", (20,), False),
        ("convention", (20, 0), True),
        ("dated", (0,), True),
        ("supported", (), True),
    ],
)
def test_a_verdict_follows_from_the_counts(verdict: str, counts: tuple[int, ...], follows: bool) -> None:
    assert claim(verdict, *counts).has_verdict_that_follows is follows


def test_a_claim_that_omits_something_may_depend_though_its_tests_support_it() -> None:
    assert claim("depends", 20, verdict_reason="omits").has_verdict_that_follows
    assert not claim("depends", 0, verdict_reason="omits").has_verdict_that_follows


def test_tests_of_a_condition_do_not_decide() -> None:
    test = {**CLIPPING_HELPS, "about": "condition", "recorded": recorded(0)}
    beside = claim("supported", 20)
    with_it = beside.model_copy(update={"tests": (*beside.tests, ClaimTest.model_validate(test))})
    assert with_it.measured_verdict == "supported"


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"verdict": "supported", "verdict_reason": "omits"}, "reason_without_depends"),
        ({"references": []}, "rests_on_nothing"),
        ({"tests": [CLIPPING_HELPS, CLIPPING_HELPS]}, "repeated_id"),
        ({"number": "33"}, "string_pattern_mismatch"),
        ({"verdict": "wrong"}, "literal_error"),
    ],
)
def test_a_claim_that_does_not_fit_together_is_refused(change: dict[str, Any], refusal: str) -> None:
    document = {**claim("supported").model_dump(mode="json"), **change}
    assert refusals_of(Claim, document) == {refusal}


def test_claims_are_sorted_by_their_numbers_with_the_left_out_ones_last() -> None:
    numbers = ["33.x1", "33.12", "34.1", "33.2"]
    claims = [claim("supported", number=number) for number in numbers]
    assert [each.number for each in sorted(claims, key=lambda each: each.place)] == [
        "33.2",
        "33.12",
        "33.x1",
        "34.1",
    ]


@pytest.mark.parametrize(
    ("condition", "refusal"),
    [
        ({"measure": "loss"}, "unknown_measure"),
        ({"measure": "final_loss"}, "one_comparison"),
        ({"measure": "final_loss", "below": 1, "above": 0}, "one_comparison"),
        ({"measure": "finite", "equals": 1}, "needs_no_comparison"),
        ({"measure": "finite", "of": "ratio"}, "needs_no_comparison"),
        ({"measure": "steps_to_loss", "below": 10}, "missing"),
        ({"measure": "final_loss", "level": 2, "below": 10}, "option_not_of_measure"),
        ({"measure": "symptom", "code": "fever"}, "literal_error"),
        ({"measure": "shape", "array": "W1", "above": 3}, "shape_needs_equals"),
    ],
)
def test_a_condition_outside_the_vocabulary_is_refused(condition: dict[str, Any], refusal: str) -> None:
    assert refusals_of(Condition, {"of": "baseline", **condition}) == {refusal}


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"treated": None}, "no_treated"),
        ({"predicate": [{"of": "baseline", "measure": "time_growth", "above": 1}]}, "measure_not_of_network"),
        ({"predicate": []}, "too_short"),
        ({"seed": 3}, "extra_forbidden"),
    ],
)
def test_a_test_that_cannot_be_run_is_refused(change: dict[str, Any], refusal: str) -> None:
    assert refusals_of(ClaimTest, {**CLIPPING_HELPS, **change}) == {refusal}


def test_a_normalized_network_is_not_held_against_the_plain_loop() -> None:
    baseline = {**SICK, "network": {"kind": "mlp", "normalization": "layer"}}
    predicate = [{"of": "baseline", "measure": "same_as_loop"}]
    test = {**CLIPPING_HELPS, "baseline": baseline, "predicate": predicate}
    assert refusals_of(ClaimTest, test) == {"measure_not_of_network"}


@pytest.mark.parametrize("marks", ["+" * 19, "-" * 20, "+" * 19 + "x"])
def test_a_record_whose_marks_and_counts_differ_is_refused(marks: str) -> None:
    assert refusals_of(Record, recorded(20, by_seed=marks))


@pytest.mark.parametrize(
    ("comparison", "value", "is_met"),
    [
        ({"below": 2.0}, 1.9, True),
        ({"below": 2.0}, 2.0, False),
        ({"above": 2.0}, math.inf, True),
        ({"at_least": 2.0}, 2.0, True),
        ({"at_most": 2.0}, 2.1, False),
        ({"equals": 2.0}, 2.0, True),
        ({"below": 2.0}, math.nan, False),
        ({"above": 2.0}, math.nan, False),
    ],
)
def test_comparisons_are_what_they_say_and_nan_meets_none(
    comparison: dict[str, float], value: float, is_met: bool
) -> None:
    condition = Condition.model_validate({"of": "baseline", "measure": "final_loss", **comparison})
    assert condition.is_met_by(value) is is_met


def test_a_ratio_is_treated_over_baseline_and_nothing_where_that_says_nothing() -> None:
    assert ratio(2.0, 4.0) == 0.5
    assert ratio(2.0, math.inf) == 0.0
    assert math.isnan(ratio(2.0, 0.0))
    assert math.isnan(ratio(math.inf, math.inf))


def test_a_test_is_run_seed_by_seed_whatever_the_experiments_own_seed() -> None:
    test = ClaimTest.model_validate(CLIPPING_HELPS)
    outcome = run_test(test, range(5, 8))
    assert outcome.seeds == (5, 6, 7)
    assert outcome.count == 3
    reseeded = {**CLIPPING_HELPS, "baseline": {**SICK, "seed": 99}}
    assert run_test(ClaimTest.model_validate(reseeded), range(5, 8)) == outcome


def test_every_condition_must_hold_in_a_seed() -> None:
    never = {"of": "treated", "measure": "final_loss", "below": -1.0}
    test = {**CLIPPING_HELPS, "predicate": [*CLIPPING_HELPS["predicate"], never]}
    outcome = run_test(ClaimTest.model_validate(test), range(2))
    assert outcome.count == 0
    assert outcome.measured[0] == (True, True)


def test_a_live_run_is_judged_as_the_recording_was() -> None:
    test = ClaimTest.model_validate(CLIPPING_HELPS)
    traces = simulator.run_many(test.experiments_with(7))
    judged = judge_traces(test, traces)
    assert judged is not None
    assert judged == run_test(test, [7])


def test_a_run_of_other_experiments_is_not_judged() -> None:
    test = ClaimTest.model_validate(CLIPPING_HELPS)
    traces = simulator.run_many(test.experiments_with(7))
    assert judge_traces(test, traces[:1]) is None
    assert judge_traces(test, [traces[0], simulator.run({**CLIPPED, "seed": 8})]) is None
    assert judge_traces(test, [traces[0], simulator.run({**CLIPPED, "seed": 7, "steps": 19})]) is None


def test_the_fingerprint_is_of_what_is_run_and_asked() -> None:
    test = ClaimTest.model_validate(CLIPPING_HELPS)

    def changed(**change: Any) -> str:
        return ClaimTest.model_validate({**CLIPPING_HELPS, **change}).fingerprint

    assert changed(title={"zh": "别的", "en": "other"}) == test.fingerprint
    assert changed(baseline={**SICK, "seed": 5}) == test.fingerprint
    assert changed(baseline={**SICK, "batch_size": 32}) == test.fingerprint  # the default, written out
    assert changed(baseline={**SICK, "batch_size": 33}) != test.fingerprint
    assert changed(treated=SICK) != test.fingerprint
    assert changed(predicate=CLIPPING_HELPS["predicate"][:1]) != test.fingerprint


def test_the_typical_seed_shows_what_most_seeds_showed() -> None:
    marks = "--" + "+" * 18
    test = ClaimTest.model_validate({**CLIPPING_HELPS, "recorded": recorded(18, by_seed=marks)})
    assert test.typical_seed == 1002

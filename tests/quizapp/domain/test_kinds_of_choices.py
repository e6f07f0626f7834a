"""True or false, matching, spotting a line, predictions and fixes: what each choice earns."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.bank.variants import parts_in_order
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.domain.grading import MalformedAnswer, grade
from quizapp.domain.items import FixIt, PredictThenRun, SpotTheLine
from tests.bank import scenarios
from tests.quizapp.domain.test_grading import SHARED
from tests.quizapp.domain.test_kinds import EXAMPLES, tiny

TRUE_FALSE: Any = EXAMPLES["example-true-false"]
MATCHING: Any = EXAMPLES["example-matching"]
SPOT: Any = EXAMPLES["example-spot-the-line"]
PREDICT: Any = EXAMPLES["example-predict-then-run"]
FIX: Any = EXAMPLES["example-fix-it"]


@pytest.fixture
def nan_loss() -> Scenario:
    return scenarios()["mlp-nan-loss"]


@pytest.mark.parametrize(
    ("answer", "score"),
    [
        ({"is_true": False, "reason": "one-factor"}, 1.0),
        ({"is_true": False, "reason": "component-wise"}, 0.5),
        ({"is_true": False}, 0.5),
        ({"is_true": True, "reason": "one-factor"}, 0.0),
    ],
)
def test_a_verdict_is_half_and_its_reason_the_rest(answer: Any, score: float) -> None:
    assert grade(TRUE_FALSE, answer).score == score


@pytest.mark.parametrize(
    "answer", [{}, {"is_true": "false"}, {"is_true": True, "reason": "none"}, {"x": 1}, True]
)
def test_a_verdict_in_another_form_is_refused(answer: Any) -> None:
    with pytest.raises(MalformedAnswer):
        grade(TRUE_FALSE, answer)


def test_matching_everything_with_the_same_earns_nothing() -> None:
    for right in MATCHING.right:
        assert grade(MATCHING, {left.id: right.id for left in MATCHING.left}).score <= 0.25
    assert grade(MATCHING, {"nan-loss": "norms"}).score == pytest.approx((1 / 2 - 1 / 3) / (2 / 3))
    assert [part.outcome for part in grade(MATCHING, {"nan-loss": "norms"}).parts] == ["right", "missed"]


@given(lines=st.sets(st.integers(1, 3)))
def test_a_line_wrongly_blamed_costs_what_one_found_earns(lines: set[int]) -> None:
    found = max(0, (1 in lines) - len(lines - {1}))
    assert grade(SPOT, {"lines": sorted(lines), "fix": "hidden"}).score == found
    assert grade(SPOT, {"lines": sorted(lines), "fix": "swapped"}).score == found / 2


def test_each_blamed_line_gets_its_remark() -> None:
    parts = {part.part_id: part for part in grade(SPOT, {"lines": [2, 3]}).parts}
    assert [parts[name].outcome for name in ("line-1", "line-2", "line-3")] == ["missed", "wrong", "wrong"]
    assert parts["line-2"].feedback is None
    assert parts["line-3"].feedback is not None


@pytest.mark.parametrize("lines", [[0], [4], ["1"], 1, [True], [1.5]])
def test_a_line_that_there_is_not_is_refused(lines: Any) -> None:
    with pytest.raises(MalformedAnswer, match="1 to 3"):
        grade(SPOT, {"lines": lines})


def test_a_listing_has_the_lines_that_are_spoken_of() -> None:
    with pytest.raises(ValueError, match="no line 3"):
        SpotTheLine.model_validate({**dict(SPOT), "listing": "one line"})


def test_the_fixes_are_shuffled_and_the_outcomes_keep_their_order() -> None:
    orders = {tuple(part.id for part in parts_in_order(SPOT, seed)) for seed in range(20)}
    assert len(orders) == 2
    assert parts_in_order(PREDICT, 1) == PREDICT.outcomes


def test_a_prediction_is_decided_by_the_run_with_the_items_knobs(nan_loss: Scenario) -> None:
    assert grade(PREDICT, "treated", nan_loss).score == 1.0
    grades = grade(PREDICT, "both", nan_loss)
    assert (grades.score, grades.key) == (0.0, "treated")
    assert {value["measure"] for value in grades.measured["values"]} == {"final_loss", "loss_nonfinite"}
    healthy = PREDICT.model_copy(
        update={"scenario": PREDICT.scenario.model_copy(update={"knobs": {"gain": 0.8}})}
    )
    assert grade(healthy, "both", nan_loss).score == 1.0


def test_a_predicted_number_may_be_as_far_off_as_the_seeds_are() -> None:
    item: Any = EXAMPLES["example-predict-a-number"]
    measured = grade(item, 1.0, tiny())
    assert measured.measured["allowed"] >= measured.measured["spread"] > 0
    assert grade(item, measured.key + 0.99 * measured.measured["allowed"], tiny()).score == 1.0
    assert grade(item, measured.key + 1.01 * measured.measured["allowed"], tiny()).score == 0.0


def test_outcomes_need_a_last_that_is_what_is_left() -> None:
    first, *_ = PREDICT.outcomes
    with pytest.raises(ValueError, match="but the last"):
        PredictThenRun.model_validate(
            {**dict(PREDICT), "outcomes": (first, first.model_copy(update={"id": "b"}))}
        )
    with pytest.raises(ValueError, match="or a number"):
        PredictThenRun.model_validate(SHARED | {"kind": "predict_then_run"})


def test_a_remedy_earns_the_share_of_seeds_that_it_heals(nan_loss: Scenario) -> None:
    assert grade(FIX, {"gain": 0.7}, nan_loss).score == 1.0
    grades = grade(FIX, {"clipping": "far-too-high"}, nan_loss)
    assert grades.score < 1.0
    assert grades.feedback is not None
    assert len(grades.parts) == FIX.seeds


def test_more_changes_than_the_budget_are_refused() -> None:
    with pytest.raises(MalformedAnswer, match="at most 1"):
        grade(FIX, {"gain": 0.7, "clipping": "by-norm"}, tiny())


@pytest.mark.parametrize("answer", [{"gain": 7}, {"gain": "much"}, {"clipping": "no"}, {"depth": 3}])
def test_a_setting_out_of_its_choices_is_refused(answer: Any) -> None:
    with pytest.raises(MalformedAnswer):
        grade(FIX, answer, tiny())


def test_a_key_that_costs_too_much_or_cannot_be_set_is_refused() -> None:
    for key in ({"clipping": "by-norm", "gain": 0.8}, {"gain": 9}, {"colour": 1}):
        with pytest.raises(ValueError, match=r"changes|cannot be"):
            FixIt.model_validate({**dict(FIX), "key": key})

from math import factorial
from typing import Any

import pytest

from quizapp.kinds import grade, parts_in_order
from quizapp.kinds.predict_then_run.model import PredictThenRun
from tests.bank import scenarios
from tests.kinds import EXAMPLES, SHARED, changed, problems_of, tiny

ITEM: PredictThenRun = EXAMPLES["example-predict-then-run"]


def test_the_run_with_the_items_knobs_decides() -> None:
    assert grade(ITEM, "treated", scenarios()["mlp-nan-loss"]).score == 1.0
    grades = grade(ITEM, "both", scenarios()["mlp-nan-loss"])
    assert (grades.score, grades.key) == (0.0, "treated")
    assert {value["measure"] for value in grades.measured["values"]} == {"final_loss", "loss_nonfinite"}
    healthy = changed(ITEM, scenario={"slug": "mlp-nan-loss", "knobs": {"gain": 0.8}})
    assert grade(healthy, "both", scenarios()["mlp-nan-loss"]).score == 1.0


def test_a_predicted_number_may_be_as_far_off_as_the_seeds_are() -> None:
    item: Any = EXAMPLES["example-predict-a-number"]
    measured = grade(item, 1.0, tiny())
    assert measured.measured["allowed"] >= measured.measured["spread"] > 0
    assert grade(item, measured.key + 0.99 * measured.measured["allowed"], tiny()).score == 1.0
    assert grade(item, measured.key + 1.01 * measured.measured["allowed"], tiny()).score == 0.0


def test_outcomes_are_shuffled_and_need_a_last_that_is_what_is_left() -> None:
    orders = {tuple(part.id for part in parts_in_order(ITEM, seed)) for seed in range(100)}
    assert len(orders) == factorial(len(ITEM.outcomes))
    first, *_ = ITEM.outcomes
    with pytest.raises(ValueError, match="but the last"):
        PredictThenRun.model_validate(
            {**dict(ITEM), "outcomes": (first, first.model_copy(update={"id": "b"}))}
        )
    with pytest.raises(ValueError, match="or a number"):
        PredictThenRun.model_validate(SHARED | {"kind": "predict_then_run"})


def test_a_measure_must_exist_for_the_networks() -> None:
    outcomes = ITEM.model_dump(mode="json")["outcomes"]
    outcomes[1]["when"] = [{"of": "treated", "measure": "time_growth", "above": 1}]
    assert "outcomes.1.when.0.measure" in problems_of(changed(ITEM, outcomes=outcomes))[0]

"""Evidence: every measurement can be taken of every network, says one sentence, and tells no setting by name."""

import json

import numpy as np
import pytest

from quizapp.domain.oncall.board import GIVEN, is_ruled_out, left, marked, next_cell, ordered
from quizapp.domain.oncall.cases import CaseName, draw_case
from quizapp.domain.oncall.diagnosis import Judgment, judge, named_by
from quizapp.domain.oncall.evidence import Evidence, line
from quizapp.domain.oncall.measurements import (
    BUDGET_MINUTES,
    MEASUREMENTS,
    PROOF_MINUTES,
    measurements_for,
)
from tests.oncall import names_of_each
from tests.samples import sample


def evidence_of(name: CaseName) -> dict[str, Evidence]:
    case = draw_case(name)
    network = case.planted.model_copy(update={"seed": 3})
    with np.errstate(all="ignore"):
        return {each.code: each.take(network) for each in measurements_for(case.family)}


@pytest.mark.parametrize("name", sample(names_of_each(1), 12), ids=str)
def test_each_measurement_has_a_chart_and_a_sentence_with_its_numbers(name: CaseName) -> None:
    for code, evidence in evidence_of(name).items():
        assert evidence.measurement == code
        assert any(series.points for chart in evidence.charts for series in chart.series)
        shown = dict.fromkeys(evidence.facts, "")
        assert MEASUREMENTS[code].sentences[evidence.variant] % shown
        assert Evidence.model_validate(json.loads(evidence.model_dump_json())) == evidence


def test_a_measurement_is_the_same_when_it_is_taken_again() -> None:
    name = CaseName("momentum", "sorting", 0)
    assert evidence_of(name) == evidence_of(name)


def test_a_line_ends_where_its_values_stop_being_finite() -> None:
    series = line("loss", [1.0, 2.0, float("nan"), 3.0])
    assert [x for x, _ in series.points] == [0.0, 1.0]


def test_the_budget_pays_for_less_than_all_measurements() -> None:
    for family in {draw_case(name).family.slug: draw_case(name).family for name in names_of_each(1)}.values():
        assert sum(each.minutes for each in measurements_for(family)) > BUDGET_MINUTES - PROOF_MINUTES


def test_a_sum_over_the_batch_is_seen_in_the_terms_of_the_loss_and_nowhere_else() -> None:
    for name in names_of_each(1):
        case = draw_case(name)
        terms = MEASUREMENTS["terms"].take(case.planted)
        expected = case.planted.batch_size if name.cause == "summed-loss" else 1
        assert terms.fact("factor") == pytest.approx(expected, rel=1e-3)


def test_evidence_that_proves_a_cause_names_it() -> None:
    name = CaseName("window-short", "order", 0)
    evidence = evidence_of(name)["times"]
    family = draw_case(name).family
    assert judge(evidence, family)["window-short"] is Judgment.PROVES
    assert named_by([evidence], family) == "window-short"


def test_a_suspect_with_a_cross_sinks_to_the_end_of_the_board() -> None:
    board = marked(marked({}, "b", GIVEN, "against"), "a", GIVEN, "for")
    assert is_ruled_out(board, "b")
    assert ordered(board, ["b", "a", "c"]) == ["a", "c", "b"]
    assert left(board, ["a", "b", "c"]) == ["a", "c"]
    assert next_cell(board, ["a", "b", "c"], [GIVEN]) == ("c", GIVEN)
    assert next_cell(marked(board, "c", GIVEN, "none"), ["a", "b", "c"], [GIVEN]) is None
    assert not is_ruled_out(marked(board, "b", GIVEN, None), "b")

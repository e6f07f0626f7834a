"""Variants: one seed gives one item in every process, and no draw is handed out that grading cannot tell apart."""

import json
import subprocess
import sys
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from quizapp.bank.checking.validation import problems_in
from quizapp.bank.parametric.drawing import NoVariant, draw, needs_simulation, redraw
from quizapp.bank.parametric.item import AuthoredItem, ParametricItem
from quizapp.bank.variants import SEED_LIMIT
from quizapp.config import REPOSITORY
from quizapp.kinds import Item, grade, right_answer, wrong_answers
from quizapp.kinds.key_problems import MISTAKE_IS_RIGHT, OPTIONS_READ_ALIKE, problem_of_key
from tests.bank import items, parametric_items
from tests.examples import examples

SEEDS = st.integers(0, SEED_LIMIT - 1)
SAID = {"zh": "话", "en": "words"}
NUMERIC: dict[str, Any] = {
    "id": "an-item",
    "kind": "numeric",
    "parameters": [
        {"name": "gain", "minimum": 1.1, "maximum": 1.9, "step": 0.1},
        {"name": "n", "choices": [5, 20]},
    ],
    "derived": [{"name": "growth", "value": "gain ** n"}],
    "prompt": {"zh": "[[gain]] 的 [[n]] 次方？", "en": "[[gain]] to the power of [[n]]?"},
    "scenario": {"slug": "some-scenario", "knobs": {"gain": "= gain"}},
    "explanation": {"zh": "[[growth:.3g]]", "en": "[[growth:.3g]]"},
    "key": "= growth",
    "tolerance": {"relative": 0.02},
    "mistakes": [{"value": "= gain * n", "feedback": SAID}],
}
SIMULATED: dict[str, Any] = {
    "id": "a-simulated-item",
    "kind": "numeric",
    "parameters": [{"name": "gain", "choices": [2.5, 3.0]}],
    "simulate": {
        "experiment": {
            "network": {"kind": "rnn", "width": 64, "init": {"recurrent_gain": "= gain"}},
            "task": {"kind": "recall", "length": 20},
            "batch_size": 8,
            "steps": 1,
        },
        "measure": "time_growth",
        "value": "log10(measured)",
        "seeds": 5,
    },
    "prompt": {"zh": "[[gain]]", "en": "[[gain]]"},
    "scenario": {"slug": "some-scenario"},
    "explanation": {"zh": "[[measured:.3g]]", "en": "[[measured:.3g]]"},
}


def authored(document: dict[str, Any], **changes: Any) -> AuthoredItem:
    item: AuthoredItem = TypeAdapter(AuthoredItem).validate_python({**deepcopy(document), **changes})
    return item


def without(*fields: str) -> dict[str, Any]:
    return {name: value for name, value in NUMERIC.items() if name not in fields}


def bands(*edges: str) -> list[dict[str, Any]]:
    return [
        {"id": f"o{i}", "text": {"zh": edge, "en": edge}, "correct": edge, "feedback": SAID}
        for i, edge in enumerate(edges)
    ]


def choice(*edges: str) -> AuthoredItem:
    return authored(SIMULATED, kind="single_choice", options=bands(*edges))


@given(seed=SEEDS)
@examples(20)
def test_every_variant_of_the_bank_tells_its_key_from_its_distractors(seed: int) -> None:
    for item in parametric_items():
        if not needs_simulation(item):
            plain = draw(item, seed).item
            assert grade(plain, right_answer(plain)).score == 1.0
            assert all(grade(plain, answer).score < 1.0 for answer in wrong_answers(plain))


@given(seed=SEEDS)
@examples(30)
def test_the_same_seed_draws_the_same_variant_and_its_record_gives_it_back(seed: int) -> None:
    item = authored(NUMERIC)
    drawn = draw(item, seed)
    assert draw(item, seed) == drawn
    recorded = json.loads(json.dumps(drawn.record()))
    assert redraw(item, recorded).item == drawn.item


def test_another_process_draws_the_same_variants() -> None:
    script = (
        "import sys, json; sys.path.insert(0, '.');"
        "from tests.quizapp.bank.parametric.test_drawing import drawn_in_any_process as f;"
        "print(json.dumps(f()))"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert json.loads(told.stdout) == drawn_in_any_process()


def drawn_in_any_process() -> list[Any]:
    items = [authored(NUMERIC), authored(SIMULATED)]
    return [
        [draw(item, seed).record(), right_answer(draw(item, seed).item)] for item in items for seed in (0, 7)
    ]


def test_different_seeds_draw_different_numbers() -> None:
    assert len({str(draw(authored(NUMERIC), seed).parameters) for seed in range(60)}) > 10


def test_the_numbers_reach_prompt_key_mistakes_and_knobs() -> None:
    drawn = draw(authored(NUMERIC), 3)
    gain, n = drawn.parameters["gain"], drawn.parameters["n"]
    plain: Any = drawn.item
    assert plain.prompt.en == f"{gain} to the power of {n}?"
    assert plain.key == pytest.approx(gain**n)  # type: ignore[operator]
    assert plain.mistakes[0].value == pytest.approx(gain * n)  # type: ignore[operator]
    assert plain.scenario.knobs == {"gain": gain}


def test_a_plain_item_has_no_variants_but_its_order() -> None:
    plain = authored(
        {key: value for key, value in NUMERIC.items() if key not in ("parameters", "derived")}
        | {"key": 2.5, "mistakes": [], "scenario": {"slug": "some-scenario"}}
    )
    assert draw(plain, 1).item is plain
    assert draw(plain, 1).record() == {}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"mistakes": [{"value": "= 1.001 * growth", "feedback": SAID}]}, MISTAKE_IS_RIGHT),
        ({"kind": "single_choice", "options": [
            {"id": "a", "text": {"zh": "[[gain]]", "en": "a"}, "correct": True, "feedback": SAID},
            {"id": "b", "text": {"zh": "[[gain]]", "en": "b"}, "feedback": SAID}]}, OPTIONS_READ_ALIKE),
    ],
)  # fmt: skip
def test_a_draw_that_grading_cannot_tell_apart_is_thrown_away(changes: dict[str, Any], reason: str) -> None:
    document = {
        key: value
        for key, value in NUMERIC.items()
        if "kind" not in changes or key not in ("key", "tolerance", "mistakes")
    }
    with pytest.raises(NoVariant) as refused:
        draw(authored(document, **changes), 1)
    assert refused.value.reasons == {reason: 40}


def test_conditions_choose_among_the_draws() -> None:
    item = authored(NUMERIC, conditions=["n == 5", "gain < 1.5"])
    for seed in range(30):
        drawn = draw(item, seed)
        assert drawn.parameters["n"] == 5
        assert drawn.parameters["gain"] < 1.5  # type: ignore[operator]


def test_a_measured_key_is_the_median_and_every_seed_lies_within_its_tolerance() -> None:
    drawn = draw(authored(SIMULATED), 1)
    plain: Any = drawn.item
    outcome: Any = drawn.outcome
    assert plain.key == outcome["measured"] > 0
    assert drawn.spread_over == 5
    for value in (outcome["lowest"], outcome["highest"]):
        assert grade(plain, value).score == 1.0
    assert grade(plain, outcome["highest"] + outcome["spread"]).score == 0.0


def test_a_choice_is_drawn_only_where_all_seeds_agree() -> None:
    plain: Any = draw(choice("= measured > 0", "= measured <= 0"), 1).item
    assert [option.correct for option in plain.options] == [True, False]
    middle = draw(authored(SIMULATED), 1).outcome["measured"]
    drawn = [draw(choice(f"= measured > {middle}", f"= measured <= {middle}"), seed) for seed in range(9)]
    lost = [reason for each in drawn for reason in each.rejections]
    assert set(lost) == {"seeds_disagree"}
    assert len({each.parameters["gain"] for each in drawn}) == 1


def test_a_spread_wider_than_wished_is_thrown_away() -> None:
    simulate = {**SIMULATED["simulate"], "widest": 0.001}
    with pytest.raises(NoVariant) as refused:
        draw(authored(SIMULATED, simulate=simulate), 1)
    assert set(refused.value.reasons) == {"spread"}


def test_what_was_measured_cannot_show_before_the_answer() -> None:
    with pytest.raises(ValidationError, match="expression"):
        authored(SIMULATED, prompt={"zh": "[[measured]]", "en": "[[measured]]"})


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"key": "= depth"}, "items.0.key"),
        ({"key": "= 'tanh'"}, "items.0.key"),
        ({"prompt": {"zh": "[[gain:x]]", "en": "x"}}, "items.0.prompt.zh"),
        ({"derived": [{"name": "growth", "value": "gain.real"}]}, "items.0.derived.0.value"),
        ({"derived": [{"name": "gain", "value": "1"}, {"name": "growth", "value": "2"}]}, "items.0.derived.0.name"),
        ({"conditions": ["gain"]}, "items.0.conditions.0"),
        ({"conditions": ["gain > 99"]}, "items.0.conditions"),
        ({"parameters": [{"name": "gain"}]}, "items.0.parameters.0"),
        ({"colour": 1}, "items.0.colour"),
        ({"tolerance": {"relative": "= gain"}}, "items.0.tolerance.relative"),
        ({"simulate": {"measure": "time_growth"}}, "items.0.simulate.experiment"),
        ({"simulate": {**SIMULATED["simulate"], "measure": "fame"}}, "items.0.simulate.measure"),
    ],
)  # fmt: skip
def test_every_mistake_of_an_author_names_its_field(changes: dict[str, Any], field: str) -> None:
    document = {"items": [{**deepcopy(NUMERIC), **changes}]}
    questions = TypeAdapter(dict[str, list[AuthoredItem]])
    with pytest.raises(ValidationError) as refused:
        questions.validate_python(document)
    problems = {problem.field: str(problem) for problem in problems_in(refused.value, document)}
    assert field in problems, problems


def test_a_simulation_of_much_work_is_refused() -> None:
    slow = deepcopy(SIMULATED)
    slow["simulate"]["experiment"]["steps"] = 5000
    with pytest.raises(ValidationError, match="too much"):
        authored(slow)


def test_flaws_are_found_in_plain_items_too() -> None:
    plain: list[Item] = [item for item in items() if not isinstance(item, ParametricItem)]
    assert [problem_of_key(item) for item in plain] == [None] * len(plain)

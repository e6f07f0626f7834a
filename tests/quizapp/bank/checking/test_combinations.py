"""An exercise with variables has so many combinations of values that a learner meets none of them soon again."""

from typing import Any

from quizapp.bank.checking.proving import FEWEST_COMBINATIONS, TOO_FEW, prove
from quizapp.bank.parametric.item import ParametricItem
from tests.bank import items, scenarios

BY_ID = {item.id: item for item in items()}


def with_choices(item_id: str, *choices: Any) -> ParametricItem:
    item = BY_ID[item_id]
    assert isinstance(item, ParametricItem)
    (parameter,) = item.parameters
    return item.model_copy(update={"parameters": (parameter.model_copy(update={"choices": choices}),)})


def test_too_few_combinations_are_refused_and_enough_are_not() -> None:
    widths = [32 + 16 * number for number in range(FEWEST_COMBINATIONS)]
    few = with_choices("he-standard-deviation", *widths[:-1])
    enough = with_choices("he-standard-deviation", *widths)
    scenario = scenarios()[enough.scenario.slug]
    problem = prove(few, scenario).problem
    assert problem is not None
    assert (problem.field, problem.message) == ("parameters", TOO_FEW)
    assert problem.values["count"] == FEWEST_COMBINATIONS - 1
    assert prove(enough, scenario).problem is None

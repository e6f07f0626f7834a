"""What a scenario suggests to try can be tried, and differs from what it starts with."""

from quizapp.bank.checking.suggestion_problems import NOTHING_NEW, REFUSED, problems_of_suggestions
from tests.bank import bank, scenarios


def test_every_suggestion_that_ships_can_be_tried() -> None:
    assert list(problems_of_suggestions(bank().scenarios)) == []
    assert all(scenario.suggestions for scenario in bank().scenarios if scenario.knobs)


def test_values_out_of_range_and_initial_ones_are_refused() -> None:
    scenario = scenarios()["mlp-nan-loss"]
    gain = scenario.value_at("baseline.network.init.gain")
    for wished, message in (({"gain": 99.0}, REFUSED), ({"gain": gain}, NOTHING_NEW)):
        (problem,) = problems_of_suggestions([scenario.model_copy(update={"suggestions": (wished,)})])
        assert problem.message == message

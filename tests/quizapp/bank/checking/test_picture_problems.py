"""Every scenario shows a recorded result in the lab's list, and it is what the scenario runs now."""

import math
from datetime import date

import simulator
from quizapp.bank.checking.picture_problems import problems_of_pictures
from quizapp.domain.experiments.drawing import initial_experiments, picture_of
from quizapp.domain.experiments.pictures import thinned
from tests.bank import bank, scenarios


def test_every_shipped_scenario_has_a_current_picture() -> None:
    assert list(problems_of_pictures(bank().scenarios)) == []
    assert all(
        each.picture and each.picture.seed == each.baseline.experiment.seed for each in bank().scenarios
    )


def test_a_missing_or_outdated_picture_is_refused() -> None:
    scenario = scenarios()["mlp-nan-loss"]
    picture = scenario.picture
    assert picture is not None
    longer = scenario.baseline.experiment.model_copy(update={"steps": 201})
    for changed in (
        {"picture": None},
        {"picture": picture.model_copy(update={"simulator": "0.0.1"})},
        {"baseline": scenario.baseline.model_copy(update={"experiment": longer})},
        {"charts": ("gradient_norm", "loss")},
    ):
        (problem,) = problems_of_pictures([scenario.model_copy(update=changed)])
        assert problem.field == "pictures/mlp-nan-loss.yaml"


def test_a_picture_shows_what_the_simulator_computes() -> None:
    scenario = scenarios()["mlp-nan-loss"]
    traces = [simulator.run(each) for each in initial_experiments(scenario)]
    drawn = picture_of(scenario, traces, simulator.current_provenance(), date(2026, 1, 2))
    trace = simulator.run(scenario.treated.experiment)
    assert drawn.baseline.stop == 2
    assert "loss_nan" in drawn.baseline.symptoms
    assert not drawn.treated.symptoms
    assert drawn.treated.points[0] == (0, float(f"{trace.loss[0]:.3g}"))
    assert drawn.treated.last == float(f"{trace.loss[-10:].mean():.3g}")


def test_a_thinned_curve_keeps_its_ends_and_its_extremes() -> None:
    values = [math.sin(step / 7) for step in range(5000)]
    values[1234] = 50.0
    values[77] = -50.0
    kept = thinned(values)
    assert len(kept) <= 200
    assert kept[0] == (0, values[0])
    assert {(1234, 50.0), (77, -50.0)} <= set(kept)
    assert [step for step, _ in kept] == sorted(step for step, _ in kept)
    assert thinned(values[:20]) == list(enumerate(values[:20]))

"""Networks that are small enough to be read number by number."""

import pytest

import simulator
from quizapp.domain.experiments.inside import look_inside, made_small
from tests.bank import scenarios
from tests.samples import sample
from tests.simulator.experiments import chooser, random_experiment


def assert_small(small: simulator.Experiment) -> None:
    assert small.network.width <= 8
    assert small.network.depth <= 6
    assert small.batch_size <= 4
    length = getattr(small.task, "length", 5)
    assert length <= {"temporal_order": 10, "adding": 12}.get(small.task.kind, 8)  # the minimum these need


def without_sizes(experiment: simulator.Experiment) -> simulator.Experiment:
    return experiment.model_copy(
        update={
            "network": experiment.network.model_copy(update={"width": 1, "depth": 1}),
            "task": None,
            "batch_size": 1,
            "steps": 1,
            "truncate": None,
        }
    )


@pytest.mark.parametrize("arm", ["baseline", "treated"])
def test_every_scenario_has_an_inside_before_and_after_training(arm: str) -> None:
    for scenario in sample(scenarios().values(), 15):
        experiment = getattr(scenario, arm).experiment
        before, after = (look_inside(experiment, when, 0) for when in ("before", "after"))
        assert_small(before.experiment)
        assert without_sizes(before.experiment) == without_sizes(experiment), scenario.slug
        assert len(before.walk.stages) == len(after.walk.stages) <= 90, scenario.slug
        for array in before.walk.arrays.values():
            assert array.summary.size <= 144


@pytest.mark.parametrize("seed", range(40))
def test_any_experiment_can_be_made_small_and_is_then_small_enough(seed: int) -> None:
    experiment = simulator.Experiment.model_validate(random_experiment(chooser(seed)))
    small = made_small(experiment)
    assert made_small(small) == small


def test_windows_and_delays_shrink_with_the_sequence() -> None:
    experiment = simulator.Experiment.model_validate(
        {
            "network": {"kind": "rnn"},
            "task": {"kind": "recall", "length": 40, "delay": 30},
            "truncate": 10,
        }
    )
    inside = look_inside(experiment, "before", 0)
    cut = {change.path: (change.was, change.now) for change in inside.changes}
    assert cut["task.length"] == (40, 8)
    assert cut["task.delay"] == (30, 6)
    assert cut["truncate"] == (10, 2)


def test_after_training_the_small_network_has_learned() -> None:
    experiment = simulator.Experiment.model_validate(
        {
            "network": {"kind": "rnn", "width": 6},
            "task": {"kind": "next_word"},
            "optimizer": {"kind": "adam", "learning_rate": 0.05},
            "steps": 300,
        }
    )
    before, after = (look_inside(experiment, when, 0).walk.loss for when in ("before", "after"))
    assert after < before / 2


def test_a_training_that_blows_up_is_said_to() -> None:
    experiment = simulator.Experiment.model_validate(
        {
            "network": {"kind": "mlp", "init": {"gain": 100.0}},
            "task": {"kind": "regression"},
            "optimizer": {"learning_rate": 100.0},
        }
    )
    assert look_inside(experiment, "after", 0).has_blown_up
    assert not look_inside(experiment, "before", 0).has_blown_up

"""The detectors measured on the labeled runs, and checks of the labels themselves."""

from typing import Any

import numpy as np
import pytest

import simulator as sim
from tests.simulator.labeled_runs import scoring, settings
from tests.simulator.labeled_runs.first_causes import first_causes
from tests.simulator.labeled_runs.measures import gradients, histories
from tests.simulator.small_experiments import merged, mlp, rnn

MOST_WRONG = 0.1  # of the labels; about one in a hundred is


def test_nearly_all_symptoms_of_some_labeled_runs_are_found_and_hardly_any_other() -> None:
    """`make bench` measures precision and recall of each symptom on a thousand runs."""
    verdicts = scoring.judged(settings.small_test_set())
    found = scoring.scores(verdicts)
    assert all(score.positives for score in found), scoring.table(verdicts)
    assert all(score.missed < score.positives for score in found), scoring.table(verdicts)
    wrong = sum(score.missed + score.false_alarms for score in found)
    assert wrong <= MOST_WRONG * sum(score.positives for score in found), scoring.table(verdicts)


def test_no_setting_of_the_test_set_was_tuned_on() -> None:
    tuned, tested = ([one for _, stack in drawn() for one in stack] for drawn in SETS)
    for choice in (
        lambda one: one.seed,
        lambda one: one.network.width,
        lambda one: one.network.depth if one.network.kind == "mlp" else None,
        lambda one: one.batch_size,
        lambda one: one.optimizer.learning_rate,
        lambda one: getattr(one.task, "length", None),
    ):
        common = {choice(one) for one in tuned} & {choice(one) for one in tested}
        assert common <= {None}


SETS = (settings.tuning_set, settings.test_set)


def test_the_test_set_covers_all_networks_and_ways_of_training() -> None:
    runs = [one.model_dump() for _, stack in settings.test_set() for one in stack]
    for part, field, values in (
        ("network", "kind", {"mlp", "rnn", "lstm", "gru"}),
        ("network", "activation", {"relu", "leaky_relu", "gelu", "tanh", "sigmoid"}),
        ("optimizer", "kind", {"sgd", "adam", "rmsprop"}),
        ("task", "kind", {"regression", "classification", "recall", "latch", "temporal_order", "adding"}),
    ):
        assert values <= {run[part][field] for run in runs}
    assert {run["reduction"] for run in runs} == {"mean", "sum"}
    assert {run["network"].get("normalization") for run in runs} >= {"layer", "batch"}
    assert any(run["clip"] for run in runs)
    assert any(run["penalty"] for run in runs)
    assert any(run["truncate"] for run in runs)
    assert {run["task"].get("target_scale") for run in runs} >= {1.0, 10.0}


@pytest.mark.parametrize(
    ("changes", "named", "right"),
    [
        ({"optimizer": {"learning_rate": 5.0}}, "rate_too_high", "a lower rate"),
        (
            {"clip": {"kind": "norm", "threshold": 0.001}, "optimizer": {"learning_rate": 0.1}},
            "updates_clipped",
            "longer updates",
        ),
    ],
)
def test_the_first_cause_is_the_one_whose_removal_makes_the_run_learn(
    changes: dict[str, Any], named: str, right: str
) -> None:
    """`make bench` counts it over all runs that are easily misjudged."""
    plain = {
        "network": {"kind": "mlp", "depth": 2, "width": 16, "activation": "tanh", "init": {"gain": 1.0}},
        "task": {"kind": "regression", "samples": 256},
        "optimizer": {"learning_rate": 0.1},
        "steps": 60,
    }
    runs = [sim.Experiment.model_validate(document) for document in (plain, merged(plain, changes))]
    assert first_causes("plain", runs[:1]) == []
    (cause,) = first_causes("changed", runs[1:])
    assert cause.named == named
    assert right in cause.right
    assert cause.is_right


@pytest.mark.parametrize(
    "document",
    [
        mlp(network={"activation": "gelu", "normalization": "layer", "depth": 4}),
        mlp(network={"activation": "sigmoid", "normalization": "batch", "residual": True}, reduction="sum"),
        mlp(network={"activation": "leaky_relu"}, task={"kind": "classification", "features": 4}),
        rnn(network={"kind": "rnn", "width": 4, "depth": 2, "activation": "relu"}, truncate=3),
        rnn(network={"kind": "lstm", "width": 4, "depth": 2}, task={"kind": "next_word"}),
        rnn(network={"kind": "gru", "width": 4, "bias_std": 0.5}, task={"kind": "sine", "length": 7}),
    ],
)
def test_the_second_implementation_agrees_with_the_simulator(document: dict[str, Any]) -> None:
    """Else a label would speak of another network."""
    experiment = sim.Experiment.model_validate(merged(document, {"dtype": "float64", "steps": 2}))
    history = histories([experiment])[0]
    trace, factor = history.trace, experiment.batch_size if experiment.reduction == "sum" else 1
    norms, layers, ratios, dead, saturated = gradients(history, np.array([0]), *sim.first_batch(experiment))
    assert norms[0] * factor == pytest.approx(trace.gradient_norm[0], rel=1e-9)
    assert layers[0] * factor == pytest.approx(trace.layer_gradient_norm[0], rel=1e-9)
    if experiment.network.activation != "gelu":  # whose derivative may be below zero; no label asks for it
        assert dead[0] == pytest.approx(trace.activation_dead[0, :-1])
    assert saturated[0] == pytest.approx(trace.activation_saturation[0, :-1])
    if experiment.network.kind == "rnn":
        times = trace.time_gradient_norm[0, -3:]
        assert ratios[0] == pytest.approx(times[0] / times[-1], rel=1e-9)

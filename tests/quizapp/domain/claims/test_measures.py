"""Each measure on runs whose outcome is known, and on traces made for it."""

import dataclasses
import math
from typing import Any

import numpy as np
import pytest

import simulator
from quizapp.domain.claims.measures import gradients, losses, units
from quizapp.domain.claims.vocabulary import VOCABULARY

MLP = {"kind": "mlp", "depth": 4, "width": 16, "activation": "tanh"}
HEALTHY: dict[str, Any] = {
    "network": {**MLP, "init": {"gain": 1.0}},
    "task": {"kind": "regression"},
    "optimizer": {"learning_rate": 0.05},
    "steps": 40,
}
SICK: dict[str, Any] = {
    "network": {"kind": "mlp", "depth": 10, "width": 64, "init": {"scheme": "he", "gain": 1.5}},
    "task": {"kind": "regression"},
    "optimizer": {"learning_rate": 0.1},
    "steps": 40,
}
RECURRENT: dict[str, Any] = {
    "network": {
        "kind": "rnn",
        "width": 12,
        "init": {"recurrent_scheme": "orthogonal", "recurrent_gain": 1.5},
    },
    "task": {"kind": "temporal_order", "length": 15},
    "steps": 5,
}


@pytest.fixture(scope="module")
def healthy() -> simulator.Trace:
    return simulator.run(HEALTHY)


@pytest.fixture(scope="module")
def exploding() -> simulator.Trace:
    return simulator.run(SICK)


def with_columns(trace: simulator.Trace, **columns: Any) -> simulator.Trace:
    return dataclasses.replace(trace, **{name: np.array(values, float) for name, values in columns.items()})


def test_an_exploding_run_is_not_finite_and_has_no_final_loss(exploding: simulator.Trace) -> None:
    assert losses.weights_nonfinite(exploding)
    assert losses.loss_nonfinite(exploding)
    assert not losses.finite(exploding)
    assert math.isnan(losses.final_loss(exploding))
    assert math.isnan(losses.final_metric(exploding))
    assert math.isnan(gradients.final_gradient_norm(exploding))
    assert math.isinf(losses.steps_to_loss(exploding, level=1e-3))


def test_a_healthy_run_is_finite_and_ends_with_the_mean_of_its_last_tenth(healthy: simulator.Trace) -> None:
    assert losses.finite(healthy)
    assert not losses.loss_nonfinite(healthy)
    assert losses.first_loss(healthy) == healthy.loss[0]
    assert losses.loss_at_step(healthy, 3) == healthy.loss[3]
    assert math.isnan(losses.loss_at_step(healthy, healthy.steps_done))
    assert losses.final_loss(healthy) == pytest.approx(healthy.loss[-4:].mean())
    assert losses.final_metric(healthy) == pytest.approx(healthy.metric[-4:].mean())


def test_progress_is_judged_by_means_over_ten_steps(healthy: simulator.Trace) -> None:
    lucky = with_columns(healthy, loss=[1.0] * 5 + [0.0] + [1.0] * 14 + [0.5] * 20, metric=[0.1] * 40)
    assert losses.best_loss(lucky) == pytest.approx(0.5)
    assert losses.steps_to_loss(lucky, level=0.95) == 10
    assert losses.steps_to_loss(lucky, level=0.6) == 29
    assert math.isinf(losses.steps_to_loss(lucky, level=0.4))


def test_better_means_higher_for_accuracy_and_lower_for_an_error(healthy: simulator.Trace) -> None:
    rising = [0.0] * 20 + [1.0] * 20
    error = with_columns(healthy, metric=rising)
    classes = simulator.Experiment(**{**HEALTHY, "task": {"kind": "classification"}})
    accuracy = dataclasses.replace(error, experiment=classes)
    assert losses.best_metric(error) == 0.0
    assert losses.steps_to_metric(error, level=0.5) == 10
    assert losses.best_metric(accuracy) == 1.0
    assert losses.steps_to_metric(accuracy, level=0.95) == 30


@pytest.mark.parametrize(
    "task",
    ["regression", "classification", "adding", "temporal_order", "latch", "recall", "next_word", "sine"],
)
def test_the_metric_is_accuracy_where_the_targets_are_classes(task: str) -> None:
    kind = "mlp" if task in ("regression", "classification") else "rnn"
    experiment = simulator.Experiment(network={"kind": kind, "width": 4}, task={"kind": task}, batch_size=4)
    _, targets = simulator.first_batch(experiment)
    assert losses.has_accuracy(experiment) == (targets.dtype.kind == "i")


def test_a_loss_turns_round_where_a_rise_follows_a_fall(healthy: simulator.Trace) -> None:
    assert losses.share_of_sign_flips(with_columns(healthy, loss=[0, 1, 0, 1, 0])) == 1.0
    assert losses.share_of_sign_flips(with_columns(healthy, loss=[5, 4, 3, 2, 3])) == pytest.approx(1 / 3)
    assert math.isnan(losses.share_of_sign_flips(with_columns(healthy, loss=[1, math.nan, 1])))


def test_norms_of_a_gradient_that_overflowed_are_infinite(healthy: simulator.Trace) -> None:
    overflowed = with_columns(healthy, gradient_norm=[1.0, math.nan], applied_norm=[0.5, 0.25])
    assert gradients.first_gradient_norm(overflowed) == 1.0
    assert math.isinf(gradients.largest_gradient_norm(overflowed))
    assert gradients.largest_applied_norm(overflowed) == 0.5


def test_growth_over_layers_compares_the_second_hidden_layer_with_the_last(healthy: simulator.Trace) -> None:
    row = [99.0, 6.0, 3.0, 2.0, 50.0]
    assert gradients.layer_growth(with_columns(healthy, layer_gradient_norm=[row] * 6)) == 3.0
    assert math.isnan(gradients.layer_growth(with_columns(healthy, layer_gradient_norm=[[1.0, 2.0]])))


def test_growth_over_time_is_read_at_the_first_update_or_the_one_asked_for(healthy: simulator.Trace) -> None:
    trace = with_columns(healthy, time_gradient_norm=[[8.0, 5.0, 2.0], [1.0, 1.0, 10.0]])
    assert gradients.time_growth(trace) == 4.0
    assert gradients.time_growth(trace, at_step=1) == 0.1
    assert math.isnan(gradients.time_growth(trace, at_step=2))


def test_the_share_above_one_counts_steps_and_layers(healthy: simulator.Trace) -> None:
    assert (
        gradients.share_above_one(with_columns(healthy, layer_gradient_norm=[[2, 0.5], [1, math.nan]])) == 0.5
    )


def test_clipping_by_norm_keeps_the_direction_and_by_value_turns_it() -> None:
    by_norm = simulator.run({**HEALTHY, "clip": {"kind": "norm", "threshold": 0.01}})
    by_value = simulator.run({**HEALTHY, "clip": {"kind": "value", "threshold": 0.001}})
    assert gradients.smallest_clip_cosine(by_norm) == 1.0
    assert gradients.largest_applied_norm(by_norm) == pytest.approx(0.01)
    assert gradients.smallest_clip_cosine(by_value) <= gradients.median_clip_cosine(by_value) < 1.0


def test_the_largest_update_is_relative_to_the_weights(healthy: simulator.Trace) -> None:
    assert gradients.largest_update_ratio(healthy) == pytest.approx(np.max(healthy.update_ratio))


def test_spectra_are_those_of_the_recurrent_matrix_at_the_end() -> None:
    trace = simulator.run({**RECURRENT, "optimizer": {"learning_rate": 1e-12}, "steps": 1})
    assert units.spectral_radius(trace) == pytest.approx(1.5, rel=1e-5)
    assert units.largest_singular_value(trace) == pytest.approx(1.5, rel=1e-5)


def test_the_spectra_of_gates_are_taken_gate_by_gate() -> None:
    network = {"kind": "lstm", "width": 6, "init": {"recurrent_scheme": "orthogonal", "recurrent_gain": 0.7}}
    trace = simulator.run(
        {**RECURRENT, "network": network, "optimizer": {"learning_rate": 1e-12}, "steps": 1}
    )
    assert units.largest_singular_value(trace) == pytest.approx(0.7, rel=1e-5)


def test_units_are_judged_in_the_worst_hidden_layer(healthy: simulator.Trace) -> None:
    shares = [[0.1, 0.4, 9.0], [0.3, 0.6, 9.0]]  # the last layer is the output: it has none
    assert units.saturation(with_columns(healthy, activation_saturation=shares)) == pytest.approx(0.5)
    assert units.dead_units(with_columns(healthy, activation_dead=shares)) == pytest.approx(0.5)


def test_symptoms_are_those_that_diagnose_finds(exploding: simulator.Trace, healthy: simulator.Trace) -> None:
    assert units.has_symptom(exploding, "weights_nan")
    assert units.has_no_symptom(healthy, "weights_nan")
    found = {symptom.code for symptom in simulator.diagnose(exploding)}
    assert found <= set(simulator.SYMPTOMS)


def test_a_measure_whose_probe_is_off_is_no_number() -> None:
    blind = simulator.run(
        {**HEALTHY, "probes": {"layers": False, "updates": False, "clipping": False, "activations": False}}
    )
    for measure in (
        gradients.layer_growth,
        gradients.share_above_one,
        gradients.smallest_clip_cosine,
        gradients.median_clip_cosine,
        gradients.largest_update_ratio,
        units.saturation,
        units.dead_units,
        gradients.time_growth,
    ):
        assert math.isnan(measure(blind))


def test_the_vocabulary_is_described_in_the_contents_readme() -> None:
    from quizapp.config import REPOSITORY

    described = (REPOSITORY / "content" / "README.md").read_text()
    assert [name for name in VOCABULARY if f"`{name}`" not in described] == []


def test_a_rise_is_that_of_one_update(healthy: simulator.Trace, exploding: simulator.Trace) -> None:
    rising = with_columns(healthy, loss=[1, 2, 10, 9], gradient_norm=[3, 1, 4, 4])
    assert (losses.largest_loss(rising), losses.largest_rise_of_loss(rising)) == (10, 5)
    assert losses.share_of_loss_above(rising, level=2) == 0.5
    assert gradients.largest_rise_of_gradient(rising) == 4
    assert math.isinf(losses.updates_to_overflow(healthy))
    assert exploding.first_nonfinite_step is not None
    assert losses.updates_to_overflow(exploding) == exploding.first_nonfinite_step + 1
    assert math.isinf(losses.largest_loss(exploding))
    assert losses.largest_rise_of_loss(with_columns(healthy, loss=[1, 3, math.inf])) == 3


def test_only_time_steps_within_the_window_get_a_gradient() -> None:
    trace = simulator.run({**RECURRENT, "truncate": 4})
    assert gradients.time_steps_with_gradient(trace) == 4
    assert gradients.time_steps_with_gradient(simulator.run(RECURRENT)) == 15


def test_growth_over_time_and_of_the_output_layer_are_medians_over_the_updates() -> None:
    made = with_columns(
        simulator.run(RECURRENT),
        time_gradient_norm=[[1, 2], [6, 2], [8, 2]],
        layer_gradient_norm=[[1, 4], [2, 4], [4, 4]],
    )
    assert gradients.median_time_growth(made) == 3
    assert gradients.output_to_recurrent(made) == 2


def test_updates_that_clipping_leaves_alone_do_not_count(healthy: simulator.Trace) -> None:
    made = with_columns(healthy, gradient_norm=[4, 2, 1], applied_norm=[1, 1, 1])
    assert gradients.share_clipped(made) == pytest.approx(2 / 3)

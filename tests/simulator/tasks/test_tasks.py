import itertools
from typing import Any

import numpy as np
import pytest

import simulator as sim
from simulator.tasks import TASKS, constant_of, shape_of
from simulator.tasks.sentences import SENTENCES, vocabulary_of, words_of
from tests.simulator.small_experiments import experiment, mlp, rnn


def batches(document: dict[str, Any], count: int = 200) -> list[tuple[np.ndarray, np.ndarray]]:
    return [sim.first_batch(document | {"seed": seed}) for seed in range(count)]


def test_regression_targets_have_zero_mean_and_unit_variance_over_the_data_set() -> None:
    document = mlp(task={"kind": "regression", "samples": 64, "outputs": 2, "noise": 0.3}, batch_size=64)
    inputs, targets = sim.first_batch(document | {"dtype": "float64"})
    assert (inputs.shape, targets.shape) == ((64, 4), (64, 2))
    np.testing.assert_allclose(targets.mean(axis=0), 0.0, atol=1e-12)
    np.testing.assert_allclose((targets**2).mean(axis=0), 1.0)
    assert constant_of(experiment(document).task).loss == 1.0


def test_regression_draws_no_sample_twice_into_a_batch() -> None:
    inputs, _ = sim.first_batch(mlp(batch_size=32))
    assert len(np.unique(inputs, axis=0)) == 32


def test_target_scale_scales_the_loss_of_a_constant_predictor() -> None:
    task = {"kind": "regression", "samples": 64, "target_scale": 10.0}
    _, targets = sim.first_batch(mlp(task=task, batch_size=64))
    np.testing.assert_allclose((targets**2).mean(), 100.0, rtol=1e-5)
    assert constant_of(experiment(mlp(task=task)).task).loss == 100.0


def test_temporal_order_hides_two_symbols_in_their_windows_and_asks_for_their_order() -> None:
    document = rnn(task={"kind": "temporal_order", "length": 30}, batch_size=50)
    first, second, classes = [], [], []
    for inputs, targets in batches(document, 40):
        assert inputs.shape == (30, 50, 6)
        np.testing.assert_array_equal(inputs.sum(axis=-1), 1.0)
        symbols = inputs.argmax(axis=-1)
        for sample in range(50):
            positions = np.flatnonzero(symbols[:, sample] < 2)
            assert len(positions) == 2
            a, b = symbols[positions, sample]
            assert targets[sample] == 2 * a + b
            first.append(positions[0])
            second.append(positions[1])
        classes.extend(targets.tolist())
    assert (min(first), max(first)) == (3, 6)
    assert (min(second), max(second)) == (12, 15)
    np.testing.assert_allclose(np.bincount(classes) / len(classes), 0.25, atol=0.05)
    assert constant_of(experiment(document).task).loss == pytest.approx(1.3863, abs=1e-4)


@pytest.mark.parametrize("delay", [0, 2, 5])
def test_recall_asks_for_the_symbol_some_steps_before_the_last(delay: int) -> None:
    inputs, targets = sim.first_batch(rnn(task={"delay": delay}))
    np.testing.assert_array_equal(inputs.argmax(axis=-1)[5 - delay], targets)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_next_word_shows_sentences_of_five_words_and_asks_for_the_word_after_each(language: str) -> None:
    document = rnn(task={"kind": "next_word", "language": language}, batch_size=40)
    words = shape_of(experiment(document).task).input_words
    inputs, targets = sim.first_batch(document)
    assert inputs.shape == (5, 40, len(words))
    shown = {tuple(words[i] for i in column) for column in inputs.argmax(axis=-1).T}
    assert shown == set(words_of(language))
    np.testing.assert_array_equal(inputs.argmax(axis=-1)[1:], targets[:-1])
    assert {words[i] for i in targets[-1]} == {words[-1]}


@pytest.mark.parametrize("language", SENTENCES)
def test_a_sentence_is_determined_by_its_first_word_but_not_by_its_last(language: str) -> None:
    sentences = words_of(language)
    assert {len(sentence) for sentence in sentences} == {5}
    assert len({sentence[0] for sentence in sentences}) == len(sentences)
    followers: dict[str, set[str]] = {}
    for sentence in sentences:
        for word, following in itertools.pairwise(sentence):
            followers.setdefault(word, set()).add(following)
    assert any(len(words) > 1 for words in followers.values())
    assert len(set(vocabulary_of(language))) == len(vocabulary_of(language))


@pytest.mark.parametrize(
    "task",
    [
        {"kind": "temporal_order", "length": 12},
        {"kind": "recall", "symbols": 5},
        {"kind": "latch", "length": 4},
    ],
)
def test_the_constant_predictors_score_is_what_a_constant_network_gets(task: dict[str, object]) -> None:
    document = rnn(task=task, batch_size=4000, dtype="float64")
    parameters = {name: 0 * values for name, values in sim.initial_parameters(document).items()}
    loss, _ = sim.gradients(document, parameters)
    checked = experiment(document).task
    assert loss == pytest.approx(constant_of(checked).loss)
    _, targets = sim.first_batch(document)
    assert np.mean(targets == 0) == pytest.approx(constant_of(checked).metric, abs=0.03)


@pytest.mark.parametrize("kind", [task.kind for task in TASKS])
def test_the_metric_a_task_names_is_the_one_its_runs_record(kind: str) -> None:
    network = {"kind": "mlp" if shape_of(_settings(kind)).length is None else "rnn", "width": 3}
    document = {"network": network, "task": {"kind": kind}, "steps": 3, "batch_size": 7, "dtype": "float64"}
    trace = sim.run(document)
    if sim.metric_of(trace.experiment.task) == "squared_error":
        assert trace.metric == pytest.approx(trace.loss)
    else:
        per_sample = trace.metric * 7 * 5  # next_word has five targets per sample
        assert per_sample == pytest.approx(np.round(per_sample))
        assert trace.metric != pytest.approx(trace.loss)


def _settings(kind: str) -> Any:
    return next(task.settings(kind=kind) for task in TASKS if task.kind == kind)


def test_the_constant_predictor_of_next_word_knows_the_frequencies() -> None:
    task = experiment(rnn(task={"kind": "next_word"})).task
    assert constant_of(task).metric == 0.2
    _, targets = sim.first_batch(rnn(task={"kind": "next_word"}, batch_size=4096))
    share = np.bincount(targets.reshape(-1)) / targets.size
    share = share[share > 0]
    assert -np.sum(share * np.log(share)) == pytest.approx(constant_of(task).loss, abs=0.01)


CLASSIFICATION: dict[str, Any] = {"kind": "classification", "samples": 2000, "features": 3}


def test_classification_features_have_unit_variance_whatever_the_separation() -> None:
    for separation in (0.0, 2.0, 50.0):
        task = CLASSIFICATION | {"separation": separation, "classes": 40, "clusters": 40}
        inputs, _ = sim.first_batch(mlp(task=task, batch_size=2000, dtype="float64"))
        assert inputs.shape == (2000, 3)
        np.testing.assert_allclose(inputs.var(axis=0), 1.0, rtol=0.15)


def test_classification_classes_are_equally_frequent_and_a_constant_scores_their_share() -> None:
    document = mlp(task=CLASSIFICATION | {"samples": 2000, "classes": 5}, batch_size=2000)
    _, targets = sim.first_batch(document)
    np.testing.assert_array_equal(np.bincount(targets), 400)
    task = experiment(document).task
    assert constant_of(task).loss == pytest.approx(np.log(5))
    assert constant_of(task).metric == pytest.approx(0.2)


def test_classification_is_harder_with_less_separation_more_clusters_or_noise() -> None:
    def accuracy(**changes: Any) -> float:
        task = CLASSIFICATION | {"features": 10} | changes
        document = mlp(task=task, batch_size=100, steps=150, network={"depth": 1, "width": 32})
        return float(
            np.mean(sim.run(document | {"optimizer": {"kind": "adam", "learning_rate": 0.01}}).metric[-20:])
        )

    easy = accuracy(separation=4.0)
    assert easy > 0.97
    assert accuracy(separation=0.5) < easy - 0.1
    assert accuracy(separation=1.0, clusters=16) < accuracy(separation=1.0, clusters=1) - 0.05
    assert accuracy(separation=4.0, label_noise=0.4) < 0.8


@pytest.mark.parametrize("values", ["signed", "unit"])
def test_adding_asks_for_the_sum_of_the_two_marked_values(values: str) -> None:
    document = rnn(task={"kind": "adding", "length": 24, "values": values}, batch_size=4000, dtype="float64")
    inputs, targets = sim.first_batch(document)
    assert (inputs.shape, targets.shape) == ((24, 4000, 2), (4000, 1))
    shown, marks = inputs[..., 0], inputs[..., 1]
    is_marked = marks == 1.0
    np.testing.assert_array_equal(is_marked.sum(axis=0), 2)
    total = (shown * is_marked).sum(axis=0)
    np.testing.assert_allclose(targets[:, 0], 0.5 + total / 4 if values == "signed" else total)
    positions = [np.flatnonzero(column) for column in is_marked.T]
    assert min(pair[0] for pair in positions) == 0
    assert max(pair[0] for pair in positions) <= 9
    assert max(pair[1] for pair in positions) == 11  # among the first T/2 - 1 = 11 yet unmarked: 0 to 11
    if values == "signed":
        assert np.all(marks[-1] == -1.0)
        assert np.all(np.isin(marks[0], (-1.0, 1.0)))
        assert np.all(shown[0][is_marked[0]] == 0.0)
        assert shown.min() < -0.99
    else:
        assert shown.min() >= 0.0


@pytest.mark.parametrize(
    "task",
    [
        {"kind": "adding", "length": 12},
        {"kind": "adding", "length": 50},
        {"kind": "adding", "length": 50, "values": "unit"},
        {"kind": "sine", "length": 7},
    ],
)
def test_the_constant_predictor_of_numbers_scores_their_variance(task: dict[str, object]) -> None:
    document = rnn(task=task, batch_size=4096, dtype="float64")
    variance = np.mean([np.var(sim.first_batch(document | {"seed": seed})[1]) for seed in range(25)])
    checked = experiment(document).task
    assert constant_of(checked).loss == pytest.approx(variance, rel=0.015)
    assert constant_of(checked).metric == constant_of(checked).loss


def test_latch_shows_the_class_first_and_noise_afterwards() -> None:
    task = {"kind": "latch", "length": 9, "signal_steps": 2, "noise": 0.5}
    inputs, targets = sim.first_batch(rnn(task=task, batch_size=2000, dtype="float64"))
    assert inputs.shape == (9, 2000, 1)
    for time in range(2):
        np.testing.assert_array_equal(inputs[time, :, 0], 2 * targets - 1)
    assert inputs[2:].std() == pytest.approx(0.5, rel=0.02)


def test_sine_asks_for_the_wave_some_steps_ahead() -> None:
    task = {"kind": "sine", "length": 20, "horizon": 3}
    document = rnn(task=task, batch_size=50, dtype="float64")
    inputs, targets = sim.first_batch(document)
    assert inputs.shape == targets.shape == (20, 50, 1)
    np.testing.assert_allclose(targets[:-3], inputs[3:])
    noisy, clean = sim.first_batch(rnn(task=task | {"noise": 0.2}, batch_size=50, dtype="float64"))
    np.testing.assert_allclose(clean, targets)
    assert np.std(noisy - inputs) == pytest.approx(0.2, rel=0.1)


def test_a_network_learns_each_new_task() -> None:
    """Below half of what a constant predictor scores."""
    gated = {"kind": "gru", "width": 16}
    adam = {"kind": "adam", "learning_rate": 0.02}
    for network, task, steps in (
        (gated, {"kind": "adding", "length": 12}, 250),
        (gated, {"kind": "latch", "length": 20}, 60),
        ({"kind": "rnn", "width": 16}, {"kind": "sine", "length": 20}, 60),
        ({"kind": "lstm", "width": 16}, {"kind": "sine", "length": 20, "horizon": 4}, 150),
        ({"kind": "mlp", "depth": 2, "width": 32}, {"kind": "classification", "separation": 3.0}, 100),
    ):
        document = {"network": network, "task": task, "steps": steps, "optimizer": adam}
        trace = sim.run(document | {"clip": {"kind": "norm"}})
        limit = 0.5 * constant_of(experiment(document).task).loss
        assert np.median(trace.loss[-10:]) < limit, task


@pytest.mark.parametrize("kind", ["adding", "latch", "sine"])
def test_tasks_of_numbers_unroll_with_their_numbers_as_words(kind: str) -> None:
    unrolled = sim.unroll(rnn(network={"kind": "gru"}, task={"kind": kind, "length": 12}))
    assert len(unrolled.words) == 12
    assert len(unrolled.target_words) == len(unrolled.outputs)
    assert float(unrolled.words[0].split(", ")[0]) == pytest.approx(unrolled.inputs[0, 0], rel=0.01)

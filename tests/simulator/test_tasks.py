import itertools
from typing import Any

import numpy as np
import pytest

import simulator as sim
from simulator.sentences import SENTENCES, vocabulary_of, words_of
from simulator.tasks import constant_predictor_loss, constant_predictor_metric, shape_of
from tests.simulator.settings import experiment, mlp, rnn


def batches(document: dict[str, Any], count: int = 200) -> list[tuple[np.ndarray, np.ndarray]]:
    return [sim.first_batch(document | {"seed": seed}) for seed in range(count)]


def test_regression_targets_have_zero_mean_and_unit_variance_over_the_data_set() -> None:
    document = mlp(task={"kind": "regression", "samples": 64, "outputs": 2, "noise": 0.3}, batch_size=64)
    inputs, targets = sim.first_batch(document | {"dtype": "float64"})
    assert (inputs.shape, targets.shape) == ((64, 4), (64, 2))
    np.testing.assert_allclose(targets.mean(axis=0), 0.0, atol=1e-12)
    np.testing.assert_allclose((targets**2).mean(axis=0), 1.0)
    assert constant_predictor_loss(experiment(document).task) == 1.0


def test_regression_draws_no_sample_twice_into_a_batch() -> None:
    inputs, _ = sim.first_batch(mlp(batch_size=32))
    assert len(np.unique(inputs, axis=0)) == 32


def test_target_scale_scales_the_loss_of_a_constant_predictor() -> None:
    task = {"kind": "regression", "samples": 64, "target_scale": 10.0}
    _, targets = sim.first_batch(mlp(task=task, batch_size=64))
    np.testing.assert_allclose((targets**2).mean(), 100.0, rtol=1e-5)
    assert constant_predictor_loss(experiment(mlp(task=task)).task) == 100.0


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
    assert constant_predictor_loss(experiment(document).task) == pytest.approx(1.3863, abs=1e-4)


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


@pytest.mark.parametrize("task", [{"kind": "temporal_order", "length": 12}, {"kind": "recall", "symbols": 5}])
def test_the_constant_predictors_score_is_what_a_constant_network_gets(task: dict[str, object]) -> None:
    document = rnn(task=task, batch_size=4000, dtype="float64")
    parameters = {name: 0 * values for name, values in sim.initial_parameters(document).items()}
    loss, _ = sim.gradients(document, parameters)
    checked = experiment(document).task
    assert loss == pytest.approx(constant_predictor_loss(checked))
    _, targets = sim.first_batch(document)
    assert np.mean(targets == 0) == pytest.approx(constant_predictor_metric(checked), abs=0.03)


def test_the_constant_predictor_of_next_word_knows_the_frequencies() -> None:
    task = experiment(rnn(task={"kind": "next_word"})).task
    assert constant_predictor_metric(task) == 0.2
    _, targets = sim.first_batch(rnn(task={"kind": "next_word"}, batch_size=4096))
    share = np.bincount(targets.reshape(-1)) / targets.size
    share = share[share > 0]
    assert -np.sum(share * np.log(share)) == pytest.approx(constant_predictor_loss(task), abs=0.01)

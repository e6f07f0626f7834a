import json

import numpy as np
import pytest

import simulator as sim
from simulator.errors import ShapeMismatch
from tests.simulator.small_experiments import mlp, rnn

SENTENCES = rnn(task={"kind": "next_word", "language": "zh"}, network={"depth": 2}, dtype="float64")


def test_a_sentence_of_five_words_unrolls_into_five_steps() -> None:
    unrolled = sim.unroll(SENTENCES)
    words = len(unrolled.output_words)
    assert len(unrolled.words) == 5
    assert unrolled.inputs.shape == (5, words)
    assert unrolled.states.shape == (2, 6, 4)
    assert unrolled.outputs.shape == (5, words)
    assert unrolled.target_words == (*unrolled.words[1:], "。")
    assert not unrolled.states[:, 0].any()


def test_every_state_follows_from_the_one_before() -> None:
    weights = sim.initial_parameters(SENTENCES)
    unrolled = sim.unroll(SENTENCES, sample=3)
    for time in range(5):
        below, above = unrolled.states[0], unrolled.states[1]
        pre_activation = unrolled.inputs[time] @ weights["U1"] + below[time] @ weights["W1"] + weights["b1"]
        np.testing.assert_allclose(below[time + 1], np.tanh(pre_activation))
        pre_activation = below[time + 1] @ weights["U2"] + above[time] @ weights["W2"] + weights["b2"]
        np.testing.assert_allclose(above[time + 1], np.tanh(pre_activation))
        logits = above[time + 1] @ weights["V"] + weights["c"]
        np.testing.assert_allclose(unrolled.outputs[time], np.exp(logits) / np.exp(logits).sum())


def test_trained_parameters_predict_the_next_words() -> None:
    document = rnn(task={"kind": "next_word"}, network={"width": 8}, batch_size=32, steps=300) | {
        "optimizer": {"learning_rate": 1.0}
    }
    unrolled = sim.unroll(document, sim.run(document).final_parameters)
    predicted = [unrolled.output_words[index] for index in unrolled.outputs.argmax(axis=-1)]
    assert tuple(predicted) == unrolled.target_words


def test_one_answer_at_the_end_is_one_row() -> None:
    unrolled = sim.unroll(rnn())
    assert unrolled.outputs.shape == (1, 3)
    assert unrolled.targets.shape == (1,)
    np.testing.assert_allclose(unrolled.outputs.sum(), 1.0, rtol=1e-6)


def test_shapes_name_the_axes_of_the_whole_batch() -> None:
    shapes = sim.unroll(SENTENCES).shapes
    assert shapes["x"] == (("time_steps", 5), ("n_samples", 5), ("dim_input", 27))
    assert shapes["s2"] == (("time_steps", 5), ("n_samples", 5), ("dim_hidden", 4))
    assert shapes["U2"] == (("dim_hidden", 4), ("dim_hidden", 4))
    assert shapes["o"] == (("time_steps", 5), ("n_samples", 5), ("dim_output", 27))
    assert sim.unroll(rnn()).shapes["o"] == (("n_samples", 5), ("dim_output", 3))
    for name, values in sim.initial_parameters(SENTENCES).items():
        assert tuple(size for _, size in shapes[name]) == values.shape


def test_it_becomes_json() -> None:
    document = json.loads(json.dumps(sim.unroll(SENTENCES).to_json(), allow_nan=False))
    assert document["shapes"]["W1"] == [["dim_hidden", 4], ["dim_hidden", 4]]
    assert np.array(document["states"]).shape == (2, 6, 4)


def test_what_cannot_be_unrolled_is_refused() -> None:
    with pytest.raises(sim.InvalidExperiment, match=r"network\.kind"):
        sim.unroll(mlp())
    with pytest.raises(IndexError, match="sample 5"):
        sim.unroll(rnn(), sample=5)
    with pytest.raises(ShapeMismatch):
        sim.unroll(rnn(), parameters={})

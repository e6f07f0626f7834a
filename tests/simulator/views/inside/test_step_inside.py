"""A walk shows the numbers that training computes, and each of its equations holds for them."""

import json
from typing import Any

import numpy as np
import pytest

import simulator as sim
from simulator.errors import ShapeMismatch
from tests.samples import sample
from tests.simulator.experiments import chooser, random_experiment
from tests.simulator.small_experiments import mlp, rnn
from tests.simulator.views.inside.evaluation import evaluate

STEP = 1e-6
SENTENCES = rnn(task={"kind": "next_word"}, network={"depth": 2}, batch_size=3)
GATED = [
    rnn(network={"kind": kind, "depth": 2, "width": 3}, task={"kind": "next_word"}, truncate=2, batch_size=3)
    for kind in ("lstm", "gru")
]
EACH_KIND = [mlp(), rnn(), SENTENCES, *GATED, rnn(task={"kind": "sine", "length": 5})]


def in_float64(document: dict[str, Any]) -> dict[str, Any]:
    return document | {"dtype": "float64"}


@pytest.mark.parametrize("seed", sample(range(60), 20))
def test_every_equation_holds_for_the_numbers_beside_it(seed: int) -> None:
    document = random_experiment(chooser(seed))
    document["dtype"] = "float64"
    walk = sim.step_inside(document)
    normalization = document["network"].get("normalization", "none")
    for stage in walk.stages:
        for line in stage.lines:
            if line.made == "penalty" or line.expression.startswith("clip_by_value"):
                continue
            made = walk.arrays[line.made].values
            found = np.broadcast_to(evaluate(walk, line.expression, normalization), made.shape)
            np.testing.assert_allclose(found, made, rtol=1e-6, atol=1e-9, err_msg=f"{stage.name}: {line}")


@pytest.mark.parametrize("seed", sample(range(60, 90), 15))
def test_loss_and_gradients_are_those_of_training_bit_for_bit(seed: int) -> None:
    document = random_experiment(chooser(seed))
    walk = sim.step_inside(document)
    loss, gradients = sim.gradients(document)
    assert walk.loss == loss
    for name, gradient in gradients.items():
        np.testing.assert_array_equal(walk.arrays[f"d_{name}"].values, gradient)
    for name, values in sim.initial_parameters(document).items():
        np.testing.assert_array_equal(walk.arrays[name].values, values)
    trace = sim.run(document | {"steps": 1})
    assert walk.gradient_norm == pytest.approx(trace.gradient_norm[0], rel=1e-5, nan_ok=True)
    assert walk.applied_norm == pytest.approx(trace.applied_norm[0], rel=1e-5, nan_ok=True)


@pytest.mark.parametrize("document", [rnn(), SENTENCES, *GATED], ids=lambda d: d["network"]["kind"])
def test_states_and_gates_are_those_of_the_unrolled_network(document: dict[str, Any]) -> None:
    walk, unrolled = sim.step_inside(document, sample=2), sim.unroll(document, sample=2)
    for layer in range(len(unrolled.states)):
        for time in range(len(unrolled.words)):
            state = walk.arrays[f"s{layer + 1}[{time}]"].values[2]
            np.testing.assert_array_equal(state, unrolled.states[layer, time + 1])
    letters = {"lstm": "ifgo", "gru": "rzn"}.get(document["network"]["kind"], "")
    for letter, gate in zip(letters, unrolled.gates.values(), strict=True):
        np.testing.assert_array_equal(walk.arrays[f"{letter}2[3]"].values[2], gate[1, 3])
    assert walk.words == unrolled.words
    assert walk.target_words == unrolled.target_words


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_the_flow_is_the_gradient_over_time_that_a_trace_records(kind: str) -> None:
    document = in_float64(rnn(network={"kind": kind}, steps=1))
    flow = [each for each in sim.step_inside(document).flow if each.letter == "s"]
    recorded = sim.run(document).time_gradient_norm
    assert recorded is not None
    assert [each.time for each in flow] == [5, 4, 3, 2, 1, 0]
    np.testing.assert_allclose([each.norm for each in flow][::-1], recorded[0])
    assert flow[0].factor is None
    assert flow[2].factor == pytest.approx(flow[2].norm / flow[1].norm)


@pytest.mark.parametrize("document", EACH_KIND, ids=lambda d: d["network"]["kind"])
def test_the_gradient_of_the_input_agrees_with_central_differences(
    document: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from simulator.training.loop import Training

    document = in_float64(document)
    draw, shift = Training.draw_batch, {"at": (), "by": 0.0}

    def moved(training: Training) -> None:
        draw(training)
        if shift["at"]:
            training.inputs[(0, *shift["at"])] += shift["by"]

    monkeypatch.setattr(Training, "draw_batch", moved)
    walk = sim.step_inside(document)
    inputs, _ = sim.first_batch(document)
    window = document.get("truncate")
    for index in list(np.ndindex(*inputs.shape))[:: max(1, inputs.size // 40)]:
        if window is not None and index[0] < len(inputs) - window:
            continue  # truncation leaves out part of the true gradient there
        losses = []
        for by in (STEP, -STEP):
            shift |= {"at": index, "by": by}
            losses.append(sim.gradients(document)[0])
        shift["at"] = ()
        name, place = (f"d_x[{index[0]}]", index[1:]) if inputs.ndim == 3 else ("d_x", index)
        numeric = (losses[0] - losses[1]) / (2 * STEP)
        assert walk.arrays[name].values[place] == pytest.approx(numeric, rel=1e-4, abs=1e-9), index


def test_it_goes_forward_then_back_from_the_last_step_to_the_first() -> None:
    walk = sim.step_inside(rnn())
    directions = [stage.direction for stage in walk.stages]
    assert directions == sorted(directions, reverse=True)
    forward = [stage.time for stage in walk.stages if stage.name == "state"]
    assert forward == [0, 1, 2, 3, 4, 5]
    assert [stage.time for stage in walk.stages if stage.name == "d_state"] == forward[::-1]
    assert walk.stages[-1].name == "norm"


def test_a_stage_reads_only_what_was_there_before() -> None:
    for document in EACH_KIND:
        walk = sim.step_inside(document)
        made = [line.made for stage in walk.stages for line in stage.lines]
        assert len(made) == len(set(made))
        for position, name in enumerate(made):
            line = next(line for stage in walk.stages for line in stage.lines if line.made == name)
            for later in made[position + 1 :]:
                assert f"{later} " not in f"{line.expression} ", (name, later)


def test_truncation_says_where_it_cuts_and_nothing_comes_back_there() -> None:
    walk = sim.step_inside(rnn(truncate=2))
    cut = [stage.time for stage in walk.stages if stage.is_cut]
    assert cut == [3, 1]
    assert not walk.arrays["d_s1[3]"].values.any()


def test_axes_have_names_and_words_for_what_they_index() -> None:
    walk = sim.step_inside(rnn(network={"kind": "lstm", "width": 4}, task={"kind": "next_word"}), sample=1)
    pre_activation = walk.arrays["z1[2]"]
    assert [(axis.name, axis.size) for axis in pre_activation.axes] == [("batch", 5), ("gates_x_width", 16)]
    assert "".join(pre_activation.axes[1].labels) == "iiiiffffggggoooo"
    read = walk.arrays["x[0]"].axes[1]
    assert [read.labels[index] for index in np.flatnonzero(walk.arrays["x[0]"].values[1])] == [walk.words[0]]


def test_a_summary_of_large_arrays_keeps_the_sample_and_what_it_uses() -> None:
    document = rnn(network={"kind": "gru", "width": 40}, task={"kind": "next_word"}, batch_size=32)
    walk = sim.step_inside(document, sample=31)
    for array in walk.arrays.values():
        assert max(array.summary.shape, default=0) <= 12
    axis = walk.arrays["x[0]"].axes[1]
    assert set(walk.words) <= {axis.labels[index] for index in axis.shown}
    assert 31 in walk.arrays["s1[0]"].axes[0].shown
    assert {axis.labels[index] for axis in walk.arrays["U1"].axes[1:] for index in axis.shown} == {*"rzn"}


def test_it_becomes_json_even_where_numbers_have_left_the_scale() -> None:
    document = mlp(network={"depth": 6, "init": {"gain": 1000.0}})
    blown = {name: values * 1e20 for name, values in sim.initial_parameters(document).items()}
    walk = json.loads(json.dumps(sim.step_inside(document, blown).to_json(), allow_nan=False))
    assert walk["loss"] is None
    assert walk["stages"][0]["lines"][0]["expression"] == "x @ W1 + b1"
    assert len(walk["arrays"]["x"]["values"]) == 6


def test_trained_parameters_are_taken_and_what_does_not_fit_is_refused() -> None:
    trained = sim.run(mlp()).final_parameters
    np.testing.assert_array_equal(sim.step_inside(mlp(), trained).arrays["W2"].values, trained["W2"])
    with pytest.raises(ShapeMismatch):
        sim.step_inside(mlp(), {})
    with pytest.raises(IndexError, match="sample 6"):
        sim.step_inside(mlp(), sample=6)

import json
from typing import Any

import numpy as np
import pytest

import simulator as sim
from tests.simulator.small_experiments import mlp, rnn

EXPLODING = mlp(steps=40, optimizer={"learning_rate": 1000.0})


@pytest.mark.parametrize("document", [mlp(), rnn(), EXPLODING])
@pytest.mark.parametrize("every", [1, 5, 100])
def test_the_rows_of_all_frames_are_the_trace(document: dict[str, Any], every: int) -> None:
    frames = list(sim.stream(document, every=every))
    assert all(frame.trace is None for frame in frames[:-1])
    trace = frames[-1].trace
    assert trace is not None
    np.testing.assert_array_equal(trace.loss, sim.run(document).loss)
    for name, column in trace.columns().items():
        np.testing.assert_array_equal(np.concatenate([frame.rows[name] for frame in frames]), column)


def test_a_frame_counts_the_updates_done() -> None:
    frames = list(sim.stream(mlp(), every=5))
    assert [frame.step for frame in frames] == [5, 10, 12]
    assert {frame.steps for frame in frames} == {12}
    assert [len(frame.rows["loss"]) for frame in frames] == [5, 5, 2]


def test_a_frame_becomes_json_without_nan_and_with_few_digits() -> None:
    frames = [frame.to_json() for frame in sim.stream(EXPLODING, every=1)]
    text = json.dumps(frames, allow_nan=False)
    assert set(frames[0]) == {"step", "steps", "rows"}
    assert "null" in text
    assert frames[0]["rows"]["loss"] == [float(f"{sim.run(EXPLODING).loss[0]:.6g}")]


def test_a_stride_below_one_is_refused_at_the_call() -> None:
    with pytest.raises(ValueError, match="every"):
        sim.stream(mlp(), every=0)


def test_an_exploding_run_raises_and_warns_about_nothing() -> None:
    for document in (EXPLODING, rnn(network={"activation": "relu"}, optimizer={"learning_rate": 1000.0})):
        trace = sim.run(document | {"steps": 60})
        sim.diagnose(trace)


def test_gradients_are_those_before_clipping() -> None:
    loss, gradients = sim.gradients(mlp())
    clipped_loss, clipped = sim.gradients(mlp(clip={"kind": "value", "threshold": 1e-6}))
    assert loss == clipped_loss
    np.testing.assert_array_equal(gradients["W1"], clipped["W1"])


def test_gradients_take_parameters_and_leave_them_alone() -> None:
    parameters = sim.initial_parameters(mlp(seed=5))
    before = {name: values.copy() for name, values in parameters.items()}
    assert sim.gradients(mlp(), parameters)[0] != sim.gradients(mlp())[0]
    for name, values in parameters.items():
        np.testing.assert_array_equal(values, before[name])


def test_nothing_to_run_is_an_empty_list() -> None:
    assert sim.run_many([]) == []

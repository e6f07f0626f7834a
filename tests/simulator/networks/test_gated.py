"""What holds for LSTM and GRU alike; their own closed forms are in test_lstm and test_gru."""

import itertools
from typing import Any

import numpy as np
import pytest

import simulator as sim
from tests.simulator.gradient_check import assert_gradients_agree
from tests.simulator.networks.reference import loss_by_the_equations, state_slopes, truncated_slopes
from tests.simulator.settings import rnn

KINDS = ("lstm", "gru")


def gated(kind: str, **changes: Any) -> dict[str, Any]:
    network = {"kind": kind, "width": 3, "bias_std": 0.3, "init": {"gain": 2.0, "recurrent_gain": 1.5}}
    return rnn(**changes) | {"network": network | changes.get("network", {})}


@pytest.mark.parametrize(
    ("kind", "depth", "reduction"), list(itertools.product(KINDS, (1, 2, 3), ("mean", "sum"))), ids=str
)
def test_gradients_agree_with_central_differences(kind: str, depth: int, reduction: str) -> None:
    assert_gradients_agree(gated(kind, network={"depth": depth}, reduction=reduction, seed=3))


@pytest.mark.parametrize(
    ("kind", "penalty", "on"), list(itertools.product(KINDS, ("l1", "l2"), ("recurrent", "all"))), ids=str
)
def test_gradients_agree_with_a_penalty(kind: str, penalty: str, on: str) -> None:
    assert_gradients_agree(gated(kind, penalty={"kind": penalty, "strength": 0.1, "on": on}))


@pytest.mark.parametrize("kind", KINDS)
def test_gradients_agree_where_every_step_has_a_target(kind: str) -> None:
    document = gated(kind, network={"width": 2, "depth": 2}) | {"task": {"kind": "next_word"}}
    assert_gradients_agree(document | {"batch_size": 2})


@pytest.mark.parametrize("kind", ["rnn", *KINDS])
@pytest.mark.parametrize("task", [{"kind": "sine", "length": 4}, {"kind": "adding", "length": 12}])
def test_gradients_agree_where_targets_are_numbers(kind: str, task: dict[str, Any]) -> None:
    assert_gradients_agree(gated(kind, network={"width": 2}) | {"task": task, "reduction": "sum"})


@pytest.mark.parametrize("kind", KINDS)
def test_the_loss_is_that_of_the_equations_written_out(kind: str) -> None:
    document = gated(kind, dtype="float64")
    loss, _ = sim.gradients(document)
    np.testing.assert_allclose(loss, loss_by_the_equations(document), rtol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("window", "cuts"), [(1, (1, 2, 3, 4, 5)), (2, (2, 4)), (4, (2,))])
def test_truncation_treats_the_state_at_each_cut_as_a_constant(
    kind: str, window: int, cuts: tuple[int, ...]
) -> None:
    document = gated(kind, dtype="float64", truncate=window)
    _, exact = sim.gradients(document)
    for name in ("U1", "W1", "b1"):
        np.testing.assert_allclose(exact[name], truncated_slopes(document, cuts, name), atol=1e-8)


@pytest.mark.parametrize("kind", KINDS)
def test_a_window_as_long_as_the_sequence_is_full_backpropagation(kind: str) -> None:
    full, truncated = sim.run(gated(kind)), sim.run(gated(kind, truncate=6))
    np.testing.assert_array_equal(full.loss, truncated.loss)
    np.testing.assert_array_equal(full.layer_gradient_norm, truncated.layer_gradient_norm)


@pytest.mark.parametrize("kind", KINDS)
def test_no_gradient_passes_a_cut(kind: str) -> None:
    trace = sim.run(gated(kind, truncate=2))
    assert trace.time_gradient_norm is not None
    assert np.all(trace.time_gradient_norm[:, :4] == 0)
    assert np.all(trace.time_gradient_norm[:, 4:] > 0)


@pytest.mark.parametrize("kind", KINDS)
def test_the_time_gradient_is_that_of_the_loss_by_the_state(kind: str) -> None:
    document = gated(kind, dtype="float64", steps=1)
    recorded = sim.run(document).time_gradient_norm
    assert recorded is not None
    for time in (1, 3, 5):
        expected = np.linalg.norm(state_slopes(document, time))
        np.testing.assert_allclose(recorded[0, time - 1], expected, rtol=1e-6)


@pytest.mark.parametrize(
    ("kind", "clip", "penalty", "truncate", "reduction"),
    list(itertools.product(KINDS, ("norm", "value"), ("l1", "l2"), (None, 3), ("mean", "sum"))),
    ids=str,
)
def test_one_update_is_a_step_down_the_clipped_gradient(
    kind: str, clip: str, penalty: str, truncate: int | None, reduction: str
) -> None:
    document = gated(kind, dtype="float64", steps=1, truncate=truncate, reduction=reduction)
    document |= {"clip": {"kind": clip, "threshold": 0.01}, "penalty": {"kind": penalty, "strength": 0.1}}
    before, (_, slopes) = sim.initial_parameters(document), sim.gradients(document)
    norm = np.sqrt(sum(np.sum(values**2) for values in slopes.values()))
    for name, after in sim.run(document).final_parameters.items():
        clipped = slopes[name] * min(1.0, 0.01 / norm) if clip == "norm" else slopes[name].clip(-0.01, 0.01)
        np.testing.assert_allclose(after, before[name] - 0.01 * clipped, rtol=1e-10, atol=1e-15)


@pytest.mark.parametrize("kind", KINDS)
def test_a_run_that_turns_to_nan_leaves_its_neighbours_untouched(kind: str) -> None:
    # Gated units are bounded, so it takes a penalty to blow the weights up.
    healthy = gated(kind, penalty={"kind": "l2", "strength": 0.0})
    sick = healthy | {"penalty": {"kind": "l2", "strength": 1000.0}, "optimizer": {"learning_rate": 1000.0}}
    traces = sim.run_many([sick, healthy])
    alone = sim.run(healthy)
    assert traces[0].first_nonfinite_step is not None
    np.testing.assert_array_equal(traces[1].loss, alone.loss)
    for name, values in alone.final_parameters.items():
        np.testing.assert_array_equal(traces[1].final_parameters[name], values)


@pytest.mark.parametrize("kind", KINDS)
def test_each_gate_begins_with_an_orthogonal_matrix_of_its_own(kind: str) -> None:
    init = {"recurrent_scheme": "orthogonal", "recurrent_gain": 2.0}
    W = sim.initial_parameters(gated(kind, network={"init": init}, dtype="float64"))["W1"]  # noqa: N806
    for start in range(0, W.shape[1], 3):
        block = W[:, start : start + 3]
        np.testing.assert_allclose(block.T @ block, 4 * np.eye(3), atol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_the_gates_of_the_unrolled_network_make_its_states(kind: str) -> None:
    document = gated(kind, dtype="float64", network={"depth": 2})
    unrolled = sim.unroll(document, sample=1)
    assert unrolled.states.shape == (2, 7, 3)
    gates = unrolled.gates
    assert all(values.shape == (2, 6, 3) for values in gates.values())
    if kind == "lstm":
        assert list(gates) == ["input_gate", "forget_gate", "candidate", "output_gate"]
        assert unrolled.cells is not None
        kept = gates["forget_gate"] * unrolled.cells[:, :-1]
        np.testing.assert_allclose(unrolled.cells[:, 1:], kept + gates["input_gate"] * gates["candidate"])
        np.testing.assert_allclose(
            unrolled.states[:, 1:], gates["output_gate"] * np.tanh(unrolled.cells[:, 1:])
        )
    else:
        assert list(gates) == ["reset_gate", "update_gate", "candidate"]
        z, before = gates["update_gate"], unrolled.states[:, :-1]
        np.testing.assert_allclose(unrolled.states[:, 1:], (1 - z) * gates["candidate"] + z * before)
    for name, values in sim.initial_parameters(document).items():
        assert tuple(size for _, size in unrolled.shapes[name]) == values.shape

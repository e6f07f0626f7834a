"""What holds for recurrent networks alike; their own closed forms are in test_rnn, test_lstm and test_gru."""

from typing import Any

import numpy as np
import pytest

import simulator as sim
from tests.simulator.equations.written_loss import state_slopes
from tests.simulator.small_experiments import rnn

KINDS = ("rnn", "lstm", "gru")
GATED = ("lstm", "gru")


def network_of(kind: str, **changes: Any) -> dict[str, Any]:
    network = {"kind": kind, "width": 3, "bias_std": 0.3, "init": {"gain": 2.0, "recurrent_gain": 1.5}}
    return rnn(**changes) | {"network": network | changes.get("network", {})}


@pytest.mark.parametrize("kind", KINDS)
def test_no_gradient_passes_a_cut(kind: str) -> None:
    trace = sim.run(network_of(kind, truncate=2))
    assert trace.time_gradient_norm is not None
    assert np.all(trace.time_gradient_norm[:, :4] == 0)
    assert np.all(trace.time_gradient_norm[:, 4:] > 0)


@pytest.mark.parametrize("kind", KINDS)
def test_the_time_gradient_is_that_of_the_loss_by_the_state(kind: str) -> None:
    document = network_of(kind, dtype="float64", steps=1)
    recorded = sim.run(document).time_gradient_norm
    assert recorded is not None
    for time in (1, 3, 5):
        expected = np.linalg.norm(state_slopes(document, time))
        np.testing.assert_allclose(recorded[0, time - 1], expected, rtol=1e-6)


@pytest.mark.parametrize("kind", GATED)
def test_each_gate_begins_with_an_orthogonal_matrix_of_its_own(kind: str) -> None:
    init = {"recurrent_scheme": "orthogonal", "recurrent_gain": 2.0}
    W = sim.initial_parameters(network_of(kind, network={"init": init}, dtype="float64"))["W1"]  # noqa: N806
    for start in range(0, W.shape[1], 3):
        block = W[:, start : start + 3]
        np.testing.assert_allclose(block.T @ block, 4 * np.eye(3), atol=1e-12)


@pytest.mark.parametrize("kind", GATED)
def test_the_gates_of_the_unrolled_network_make_its_states(kind: str) -> None:
    document = network_of(kind, dtype="float64", network={"depth": 2})
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

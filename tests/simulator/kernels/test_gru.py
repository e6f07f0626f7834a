import numpy as np

import simulator as sim
from tests.simulator.small_experiments import rnn


def test_parameters_hold_three_gates_side_by_side_and_one_bias() -> None:
    parameters = sim.initial_parameters(rnn(network={"kind": "gru", "width": 4}))
    shapes = {name: array.shape for name, array in parameters.items()}
    assert shapes == {"U1": (3, 12), "W1": (4, 12), "b1": (12,), "V": (4, 3), "c": (3,)}


def test_an_update_gate_of_one_half_averages_the_candidate_and_the_past() -> None:
    """With no weights into the gates and no recurrent weights, s_t = (tanh(x U_n) + s_{t-1}) / 2."""
    network = {"kind": "gru", "width": 1, "init": {"recurrent_gain": 0.0}}
    document = rnn(network=network, dtype="float64")
    weights = sim.initial_parameters(document)
    weights["U1"][:, :2] = 0.0
    unrolled = sim.unroll(document, weights)
    expected = 0.0
    for x in unrolled.inputs:
        expected = 0.5 * (np.tanh(x @ weights["U1"][:, 2]) + expected)
    np.testing.assert_allclose(unrolled.states[0, -1], expected)


def test_a_closed_reset_gate_hides_the_past_from_the_candidate() -> None:
    network = {"kind": "gru", "width": 2, "init": {"recurrent_gain": 3.0}}
    document = rnn(network=network, dtype="float64")
    weights = sim.initial_parameters(document)
    weights["b1"][:2] = -1000.0
    unrolled = sim.unroll(document, weights)
    candidates = np.tanh(unrolled.inputs @ weights["U1"][:, 4:])
    np.testing.assert_allclose(unrolled.gates["candidate"][0], candidates)

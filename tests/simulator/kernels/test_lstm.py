import numpy as np

import simulator as sim
from tests.simulator.small_experiments import rnn

LSTM = rnn(network={"kind": "lstm", "width": 4, "depth": 2})


def test_parameters_hold_four_gates_side_by_side_and_one_bias() -> None:
    shapes = {name: array.shape for name, array in sim.initial_parameters(LSTM).items()}
    assert shapes == {
        "U1": (3, 16),
        "W1": (4, 16),
        "b1": (16,),
        "U2": (4, 16),
        "W2": (4, 16),
        "b2": (16,),
        "V": (4, 3),
        "c": (3,),
    }


def test_the_forget_bias_is_the_second_gates() -> None:
    document = rnn(network={"kind": "lstm", "width": 4, "forget_bias": 1.5})
    bias = sim.initial_parameters(document)["b1"]
    np.testing.assert_array_equal(bias, np.repeat([0.0, 1.5, 0.0, 0.0], 4).astype(np.float32))


def test_with_all_weights_zero_the_state_is_zero_and_the_loss_that_of_a_guess() -> None:
    document = LSTM | {"dtype": "float64"}
    zero = {name: 0 * values for name, values in sim.initial_parameters(document).items()}
    np.testing.assert_allclose(sim.gradients(document, zero)[0], np.log(3))


def test_an_open_forget_gate_keeps_the_cell_and_its_gradient() -> None:
    """With f = 1, i = 1/2, and no recurrent weights, c_T is the plain sum of its inputs."""
    network = {"kind": "lstm", "width": 1, "forget_bias": 1000.0, "init": {"recurrent_gain": 0.0}}
    document = rnn(network=network, dtype="float64")
    weights = sim.initial_parameters(document)
    weights["U1"][:, [0, 1, 3]] = 0.0
    unrolled = sim.unroll(document, weights)
    assert unrolled.cells is not None
    candidates = np.tanh(unrolled.inputs @ weights["U1"][:, 2:3])
    np.testing.assert_allclose(unrolled.cells[0, -1], 0.5 * candidates.sum(axis=0))
    np.testing.assert_allclose(unrolled.states[0, -1], 0.5 * np.tanh(unrolled.cells[0, -1]))

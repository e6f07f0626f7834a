from typing import Any

import numpy as np
import pytest

import simulator as sim
from simulator.errors import ShapeMismatch
from simulator.training.loop import Training
from tests.simulator.small_experiments import experiment, mlp, rnn

STEP = 1e-6
GATED = [rnn(network={"kind": kind, "depth": 2}) for kind in ("lstm", "gru")]
NORMALIZED = [mlp(network={"normalization": kind, "activation": "tanh"}) for kind in ("layer", "batch")]
RESIDUAL = mlp(network={"residual": True}, task={"features": 5})  # the first layer adds its input too
SINE = rnn(task={"kind": "sine", "length": 5})


def outputs(document: dict[str, Any], inputs: np.ndarray) -> np.ndarray:
    training = Training([experiment(document)])
    return training.network.forward(inputs[None])[0].copy()


@pytest.mark.parametrize(
    "document", [mlp(), rnn(), rnn(network={"depth": 2}), SINE, RESIDUAL, *GATED, *NORMALIZED], ids=str
)
def test_it_agrees_with_central_differences(document: dict[str, Any]) -> None:
    document = document | {"dtype": "float64"}
    inputs, _ = sim.first_batch(document)
    found = sim.jacobian(document, sample=2)
    is_sequence = inputs.ndim == 3
    for index in np.ndindex(*found.matrix.shape):
        *time, output, feature = index
        moved, ends = inputs.copy(), []
        for shift in (STEP, -STEP):
            moved[(*time, 2, feature)] = inputs[(*time, 2, feature)] + shift
            result = outputs(document, moved)
            ends.append(result[-1, 2, output] if result.ndim == 3 else result[2, output])
        numeric = (ends[0] - ends[1]) / (2 * STEP)
        assert found.matrix[index] == pytest.approx(numeric, rel=1e-5, abs=1e-9)
    assert found.matrix.shape[:-2] == ((len(inputs),) if is_sequence else ())
    expected = np.linalg.svd(found.matrix, compute_uv=False)
    np.testing.assert_allclose(found.singular_values, expected)


def test_a_linear_network_has_the_product_of_its_matrices() -> None:
    document = mlp(network={"activation": "identity"}, dtype="float64")
    weights = sim.initial_parameters(document)
    product = weights["W1"] @ weights["W2"] @ weights["W3"] @ weights["W4"]
    np.testing.assert_allclose(sim.jacobian(document).matrix, product.T)


def test_trained_parameters_are_taken_and_what_does_not_fit_is_refused() -> None:
    trained = sim.run(mlp()).final_parameters
    assert not np.array_equal(sim.jacobian(mlp(), trained).matrix, sim.jacobian(mlp()).matrix)
    with pytest.raises(ShapeMismatch):
        sim.jacobian(mlp(), {})
    with pytest.raises(IndexError, match="sample 6"):
        sim.jacobian(mlp(), sample=6)

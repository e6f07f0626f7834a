from typing import Any

import pytest

import simulator as sim
from tests.simulator.small_experiments import mlp

KINDS = ("layer", "batch")


@pytest.mark.parametrize("kind", KINDS)
def test_the_scale_of_the_weights_no_longer_matters_to_the_loss(kind: str) -> None:
    def loss(gain: float) -> float:
        document = mlp(network={"normalization": kind, "init": {"gain": gain}}, dtype="float64")
        return sim.gradients(document)[0]

    assert loss(3.0) == pytest.approx(loss(300.0), rel=1e-3)


@pytest.mark.parametrize("kind", KINDS)
def test_it_keeps_a_network_finite_that_explodes_without_it(kind: str) -> None:
    def run(**network: Any) -> sim.Trace:
        network = {"kind": "mlp", "depth": 10, "init": {"scheme": "he", "gain": 1.5}} | network
        rate = {"learning_rate": 0.01}
        return sim.run({"network": network, "task": {"kind": "regression"}, "optimizer": rate, "steps": 60})

    assert run().first_nonfinite_step is not None
    assert run(normalization=kind).loss.max() < 10.0

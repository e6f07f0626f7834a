import pytest

import simulator as sim
from tests.simulator.settings import mlp, rnn


def test_operations_are_those_of_the_three_products_per_matrix() -> None:
    parameters = 4 * 5 + 5 + 2 * (5 * 5 + 5) + 5 + 1
    assert sim.estimate_cost(mlp()).flops == 12 * 6 * 6 * parameters


@pytest.mark.parametrize("document", [mlp(), rnn()])
def test_cost_grows_with_the_steps(document: dict[str, object]) -> None:
    short, long = sim.estimate_cost(document), sim.estimate_cost(document | {"steps": 120})
    assert long.flops == 10 * short.flops
    assert long.seconds == pytest.approx(10 * short.seconds)
    assert 0 < short.seconds < 1
    assert short.bytes < long.bytes


def test_cost_grows_with_the_length_of_a_sequence() -> None:
    short = sim.estimate_cost(rnn())
    long = sim.estimate_cost(rnn(task={"length": 60}))
    assert long.flops == 10 * short.flops

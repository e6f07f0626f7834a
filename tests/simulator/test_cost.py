import tracemalloc

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


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_what_a_network_keeps_is_in_the_bytes(kind: str) -> None:
    document = rnn(network={"kind": kind, "width": 64}, task={"kind": "temporal_order", "length": 50})
    document |= {"batch_size": 32, "steps": 2}
    tracemalloc.start()
    sim.run(document)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sim.estimate_cost(document).bytes == pytest.approx(peak, rel=0.35)


def test_more_work_is_estimated_to_take_longer() -> None:
    def seconds(document: dict[str, object]) -> float:
        return sim.estimate_cost(document).seconds

    assert (
        seconds(rnn())
        < seconds(rnn(network={"kind": "gru"}))
        < seconds(rnn(network={"kind": "lstm", "depth": 2}))
    )
    assert seconds(mlp()) < seconds(mlp(network={"normalization": "layer"}))
    assert seconds(mlp()) < seconds(mlp(optimizer={"kind": "adam"}))
    wide = rnn(network={"width": 512})
    assert seconds(wide | {"probes": {"recurrent_every": None}}) < 0.8 * seconds(
        wide | {"probes": {"recurrent_every": 1}}
    )

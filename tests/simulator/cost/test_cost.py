import tracemalloc
from statistics import median

import numpy as np
import pytest

import simulator as sim
from simulator.cost.machine import measure_machine
from tests.simulator.sized_experiments import sized_experiment
from tests.simulator.small_experiments import experiment, mlp, rnn


def test_operations_are_those_of_the_three_products_per_matrix() -> None:
    parameters = 4 * 5 + 5 + 2 * (5 * 5 + 5) + 5 + 1
    assert sim.estimate_cost(mlp()).flops == 12 * 6 * 6 * parameters


@pytest.mark.parametrize("document", [mlp(), rnn()])
def test_cost_is_a_start_and_so_much_for_every_step(document: dict[str, object]) -> None:
    first, second, third = (sim.estimate_cost(document | {"steps": steps}) for steps in (12, 120, 228))
    assert second.flops == 10 * first.flops
    assert third.seconds - second.seconds == pytest.approx(second.seconds - first.seconds, rel=0.01)
    assert 0 < first.seconds < second.seconds < 10 * first.seconds < 1
    assert first.bytes < second.bytes < third.bytes


def test_cost_grows_with_the_length_of_a_sequence() -> None:
    short = sim.estimate_cost(rnn())
    long = sim.estimate_cost(rnn(task={"length": 60}))
    assert long.flops == 10 * short.flops


def test_bytes_are_within_a_factor_of_one_and_a_half_of_the_peak_for_95_of_100_experiments() -> None:
    ratios = []
    for seed in range(60):
        drawn = experiment(sized_experiment(seed, share=0.05))
        tracemalloc.start()
        sim.run(drawn)
        ratios.append(sim.estimate_cost(drawn).bytes / tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert sum(1 / 1.5 <= ratio <= 1.5 for ratio in ratios) >= 57
    assert 0.9 < median(ratios) < 1.1


def test_a_machine_is_measured_once() -> None:
    assert measure_machine(np.dtype("float32")) is measure_machine(np.dtype("float32"))
    assert all(seconds > 0 for seconds in vars(measure_machine(np.dtype("float64"))).values())


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

import numpy as np

import simulator as sim
from tests.simulator.small_experiments import mlp, rnn


def test_a_run_that_blows_up_stops_and_records_that_step() -> None:
    trace = sim.run(mlp(steps=40, optimizer={"learning_rate": 1000.0}))
    assert trace.first_nonfinite_step == trace.steps_done - 1
    assert np.isfinite(trace.weight_norm[:-1]).all()
    assert not np.isfinite(trace.weight_norm[-1]).all()
    assert not all(np.isfinite(values).all() for values in trace.final_parameters.values())


def test_experiments_that_differ_only_in_the_network_see_the_same_data() -> None:
    inputs, targets = sim.first_batch(mlp())
    other_inputs, other_targets = sim.first_batch(mlp(network={"depth": 1, "width": 9}))
    np.testing.assert_array_equal(inputs, other_inputs)
    np.testing.assert_array_equal(targets, other_targets)


def test_float32_starts_from_the_rounded_draws_of_float64() -> None:
    double = sim.initial_parameters(rnn(dtype="float64"))
    for name, values in sim.initial_parameters(rnn()).items():
        assert values.dtype == np.float32
        np.testing.assert_array_equal(values, double[name].astype(np.float32))


def test_training_learns() -> None:
    trace = sim.run({"network": {"kind": "mlp"}, "task": {"kind": "regression"}})
    assert trace.metric[-1] < 0.3 < 0.8 < trace.metric[0]

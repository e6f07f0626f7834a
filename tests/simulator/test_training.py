"""Determinism, and a run in a stack against the run alone: bit for bit, not nearly."""

import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import simulator as sim
from tests.simulator.settings import mlp, rnn


def assert_same(one: sim.Trace, other: sim.Trace) -> None:
    assert one.experiment == other.experiment
    assert one.first_nonfinite_step == other.first_nonfinite_step
    assert one.columns().keys() == other.columns().keys()
    for name, column in one.columns().items():
        np.testing.assert_array_equal(column, other.columns()[name], err_msg=name)
    for name, values in one.final_parameters.items():
        np.testing.assert_array_equal(values, other.final_parameters[name], err_msg=name)


OPTIMIZER_SETTINGS = {"sgd": ["momentum"], "adam": ["beta_1", "beta_2"], "rmsprop": ["decay"]}
networks = st.one_of(
    st.fixed_dictionaries(
        {
            "kind": st.just("mlp"),
            "depth": st.integers(1, 4),
            "width": st.sampled_from([2, 3, 8, 17, 64]),
            "normalization": st.sampled_from(["none", "layer", "batch"]),
            "activation": st.sampled_from(["identity", "sigmoid", "tanh", "relu", "leaky_relu", "gelu"]),
            "residual": st.booleans(),
            "bias_std": st.sampled_from([0.0, 0.5]),
        }
    ),
    st.fixed_dictionaries(
        {
            "kind": st.just("rnn"),
            "depth": st.integers(1, 3),
            "width": st.sampled_from([1, 2, 5, 16, 33]),
            "activation": st.sampled_from(["tanh", "relu"]),
        }
    ),
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["lstm", "gru"]),
            "depth": st.integers(1, 3),
            "width": st.sampled_from([1, 2, 5, 16, 33]),
        }
    ),
)


@st.composite
def stacks(draw: st.DrawFn) -> list[dict[str, Any]]:
    """A few experiments of one shape that differ in everything that may differ."""
    network = draw(networks)
    tasks: list[dict[str, Any]] = [
        {"kind": "temporal_order", "length": 11},
        {"kind": "recall", "length": 7, "symbols": 3},
        {"kind": "next_word"},
        {"kind": "adding", "length": 12},
        {"kind": "latch", "length": 5},
        {"kind": "sine", "length": 6},
    ]
    if network["kind"] == "mlp":
        tasks = [{"kind": "regression", "samples": 40, "outputs": n, "features": 3} for n in (1, 3)]
        tasks.append({"kind": "classification", "samples": 40, "classes": 3})
    kind = draw(st.sampled_from([None, "norm", "value"]))
    penalty = draw(st.sampled_from([None, "l1", "l2"]))
    optimizer = draw(st.sampled_from(list(OPTIMIZER_SETTINGS)))
    shared = {
        "task": draw(st.sampled_from(tasks)),
        "batch_size": draw(
            st.sampled_from([2, 7, 32] if network.get("normalization") == "batch" else [1, 2, 7, 32])
        ),
        "reduction": draw(st.sampled_from(["mean", "sum"])),
        "dtype": draw(st.sampled_from(["float32", "float64"])),
        "steps": 8,
        "truncate": None if network["kind"] == "mlp" else draw(st.sampled_from([None, 3])),
    }
    rates = st.sampled_from([0.001, 0.03, 1.0, 900.0])
    return [
        shared
        | {
            "seed": draw(st.integers(0, 5)),
            "network": network | {"init": {"gain": draw(st.sampled_from([0.5, 1.5, 4.0]))}},
            "optimizer": {"kind": optimizer, "learning_rate": draw(rates)}
            | {name: draw(st.sampled_from([0.0, 0.9])) for name in OPTIMIZER_SETTINGS[optimizer]},
            "clip": kind and {"kind": kind, "threshold": draw(st.sampled_from([0.1, 5.0]))},
            "penalty": penalty and {"kind": penalty, "strength": draw(st.sampled_from([0.0, 0.1]))},
        }
        for _ in range(draw(st.integers(2, 4)))
    ]


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(stacks())
def test_a_run_in_a_stack_equals_the_run_alone(documents: list[dict[str, Any]]) -> None:
    for document, trace in zip(documents, sim.run_many(documents), strict=True):
        assert_same(trace, sim.run(document))


@pytest.mark.parametrize("document", [mlp(), rnn(network={"depth": 2})])
def test_the_same_experiment_gives_the_same_trace(document: dict[str, Any]) -> None:
    assert_same(sim.run(document), sim.run(document))
    assert not np.array_equal(sim.run(document).loss, sim.run(document | {"seed": 1}).loss)


def test_another_process_gives_the_same_trace() -> None:
    code = f"import simulator as sim; print(sim.run({rnn()!r}).loss.tobytes().hex())"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert printed.stdout.strip() == sim.run(rnn()).loss.tobytes().hex()


def test_mixed_shapes_come_back_in_the_order_given() -> None:
    documents = [mlp(), rnn(), mlp(seed=1), mlp(network={"width": 6}), rnn(seed=4)]
    for document, trace in zip(documents, sim.run_many(documents), strict=True):
        assert_same(trace, sim.run(document))


def test_a_run_that_turns_to_nan_leaves_its_neighbours_untouched() -> None:
    healthy = mlp(steps=40)
    sick = mlp(steps=40, optimizer={"learning_rate": 1000.0})
    traces = sim.run_many([healthy, sick, healthy | {"seed": 1}])
    assert traces[1].first_nonfinite_step is not None
    assert traces[1].steps_done == traces[1].first_nonfinite_step + 1 < 40
    assert_same(traces[0], sim.run(healthy))
    assert_same(traces[1], sim.run(sick))
    assert_same(traces[2], sim.run(healthy | {"seed": 1}))


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


def test_one_update_is_a_step_down_the_clipped_gradient() -> None:
    document = rnn(dtype="float64", steps=1, clip={"kind": "norm", "threshold": 0.1})
    before, (_, d_parameters) = sim.initial_parameters(document), sim.gradients(document)
    trace = sim.run(document)
    norm = np.sqrt(sum(np.sum(values**2) for values in d_parameters.values()))
    np.testing.assert_allclose(trace.gradient_norm, [norm])
    np.testing.assert_allclose(trace.applied_norm, [0.1])
    for name, after in trace.final_parameters.items():
        expected = before[name] - 0.01 * d_parameters[name] * 0.1 / norm
        np.testing.assert_allclose(after, expected, rtol=1e-10, atol=1e-15)


def test_training_learns() -> None:
    trace = sim.run({"network": {"kind": "mlp"}, "task": {"kind": "regression"}})
    assert trace.metric[-1] < 0.3 < 0.8 < trace.metric[0]

"""On one computer: one experiment, one trace, on every call, in any order, alone or in a stack, in any process."""

import multiprocessing
import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import simulator as sim
from tests.examples import examples
from tests.simulator.equality import assert_same
from tests.simulator.experiments import chooser, random_experiment
from tests.simulator.small_experiments import merged, mlp, rnn
from tests.simulator.strategies import experiments, stacks


@examples(60)
@given(stacks())
def test_a_run_in_a_stack_equals_the_run_alone(documents: list[dict[str, Any]]) -> None:
    for document, trace in zip(documents, sim.run_many(documents), strict=True):
        assert_same(trace, sim.run(document))


@examples(25)
@given(st.lists(stacks(), min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_neither_company_nor_order_changes_a_trace(stacked: list[list[dict[str, Any]]], random: Any) -> None:
    documents = [document for stack in stacked for document in stack]
    traces = sim.run_many(documents)
    order = list(range(len(documents)))
    random.shuffle(order)
    for index, trace in zip(order, sim.run_many([documents[index] for index in order]), strict=True):
        assert_same(trace, traces[index])


@examples(25)
@given(experiments())
def test_the_same_experiment_gives_the_same_trace_on_every_call(document: dict[str, Any]) -> None:
    assert_same(sim.run(document), sim.run(document))


@pytest.mark.parametrize("document", [mlp(), rnn()])
def test_another_seed_gives_another_trace(document: dict[str, Any]) -> None:
    assert not np.array_equal(sim.run(document).loss, sim.run(document | {"seed": 1}).loss)


def test_spawned_processes_give_the_same_traces_in_any_order() -> None:
    choose = chooser(0)
    documents = [random_experiment(choose) for _ in range(40)]
    traces = sim.run_many(documents)
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        for trace, stored in zip(reversed(traces), pool.map(stored_trace, reversed(documents)), strict=True):
            assert_same(sim.Trace.from_npz(stored), trace)


def stored_trace(document: dict[str, Any]) -> bytes:
    return sim.run(document).to_npz()


def test_a_new_interpreter_gives_the_same_numbers_whatever_its_hash_seed() -> None:
    code = f"import simulator as sim; print(sim.run({rnn()!r}).loss.tobytes().hex())"
    for seed in ("1", "2"):
        printed = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(filter(None, sys.path))},
        )
        assert printed.stdout.strip() == sim.run(rnn()).loss.tobytes().hex()


NETWORKS = [
    *(mlp(network={"normalization": kind, "residual": True}) for kind in ("none", "layer", "batch")),
    *(rnn(network={"kind": kind, "depth": 2}) for kind in ("rnn", "lstm", "gru")),
]


@pytest.mark.parametrize("document", NETWORKS, ids=lambda document: str(document["network"]))
def test_a_run_that_turns_to_nan_leaves_its_neighbors_untouched(document: dict[str, Any]) -> None:
    """Normalized and gated networks are bounded, so it is a penalty that blows the weights up."""
    healthy = document | {"penalty": {"kind": "l2", "strength": 0.0}, "optimizer": {"momentum": 0.99}}
    sick = merged(healthy, {"penalty": {"strength": 1000.0}, "optimizer": {"learning_rate": 1000.0}})
    alone = sim.run(healthy)
    assert alone.first_nonfinite_step is None
    traces = sim.run_many([healthy | {"seed": 1}, sick, healthy, sick])
    assert [trace.first_nonfinite_step is None for trace in traces] == [True, False, True, False]
    assert traces[1].steps_done < alone.steps_done
    assert_same(traces[2], alone)
    assert_same(traces[1], sim.run(sick))

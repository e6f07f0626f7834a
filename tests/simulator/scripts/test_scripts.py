"""The scripts are executed by the benchmarks, where the frameworks are; here, all that needs NumPy only."""

import ast
from typing import Any

import numpy as np
import pytest

import simulator as sim
from simulator.scripts.batches import batches_source
from simulator.tasks import SEQUENCE_TASKS, VECTOR_TASKS
from tests.simulator.small_experiments import experiment, mlp, rnn

TASKS = [mlp(task={"kind": kind, "samples": 40}) for kind in VECTOR_TASKS]
TASKS += [rnn(task={"kind": kind}) for kind in SEQUENCE_TASKS]
TASKS += [rnn(task={"kind": "adding", "values": "unit"}), rnn(task={"kind": "next_word", "language": "zh"})]
NETWORKS = [
    *(mlp(network={"normalization": kind, "residual": True}) for kind in ("none", "layer", "batch")),
    *(mlp(network={"activation": name}) for name in ("identity", "sigmoid", "tanh", "leaky_relu", "gelu")),
    *(mlp(network={"init": {"scheme": scheme}, "width": 4}) for scheme in ("xavier", "he", "orthogonal")),
    *(rnn(network={"kind": kind, "depth": 2}, truncate=4) for kind in ("rnn", "lstm", "gru")),
    rnn(network={"kind": "lstm", "forget_bias": 1.0, "width": 3, "init": {"scheme": "identity"}}),
]
UPDATES = [
    mlp(optimizer={"kind": kind}, reduction="sum", clip={"kind": clip}, penalty={"kind": penalty})
    for kind, clip, penalty in (("sgd", "norm", "l1"), ("adam", "value", "l2"), ("rmsprop", "norm", "l2"))
]


@pytest.mark.parametrize("document", [*TASKS, *NETWORKS, *UPDATES], ids=str)
@pytest.mark.parametrize("write", [sim.to_pytorch, sim.to_keras])
def test_a_script_is_python_with_the_three_functions_a_reader_needs(document: Any, write: Any) -> None:
    script = write(document)
    names = set(compile(script, "script", "exec").co_names)
    assert {"batches", "load", "train"} <= names
    assert len(script.splitlines()) < 120


@pytest.mark.parametrize("document", TASKS, ids=str)
def test_the_batches_of_a_script_are_the_simulators(document: dict[str, Any]) -> None:
    document = document | {"dtype": "float64", "seed": 7}
    names: dict[str, Any] = {"np": np}
    exec(batches_source(experiment(document)), names)
    made, targets = next(names["batches"]())
    expected, expected_targets = sim.first_batch(document)
    np.testing.assert_array_equal(made, expected)
    np.testing.assert_array_equal(targets, expected_targets)


def test_settings_reach_the_frameworks_by_their_own_names() -> None:
    document = rnn(clip={"kind": "norm", "threshold": 0.5}, penalty={"kind": "l2", "on": "recurrent"})
    torch, keras = sim.to_pytorch(document), sim.to_keras(document)
    assert "nn.utils.clip_grad_norm_(trained, 0.5)" in torch
    assert '"weight_hh" in name' in torch
    assert "global_clipnorm=0.5" in keras
    assert "recurrent_regularizer=regularizers.L2(0.0001)" in keras
    assert ", kernel_regularizer" not in keras
    by_value = mlp(clip={"kind": "value", "threshold": 0.5}, optimizer={"kind": "adam", "beta_1": 0.8})
    assert "clip_grad_value_(trained, 0.5)" in sim.to_pytorch(by_value)
    assert "clipvalue=0.5, beta_1=0.8" in sim.to_keras(by_value)


def test_windows_of_truncation_are_counted_back_from_the_end() -> None:
    document = rnn(task={"length": 7, "delay": 2}, truncate=3)
    assert "x.split([1, 3, 3])" in sim.to_pytorch(document)
    assert "[(0, 1), (1, 4), (4, 7)]" in sim.to_keras(document)


@pytest.mark.parametrize("write", [sim.to_pytorch, sim.to_keras])
def test_an_experiment_that_cannot_be_run_cannot_be_written(write: Any) -> None:
    with pytest.raises(sim.InvalidExperiment, match=r"network\.depth"):
        write(mlp(network={"depth": 0}))


@pytest.mark.parametrize(
    ("network", "task", "name"),
    [("mlp", "regression", "An MLP"), ("lstm", "recall", "An LSTM"), ("gru", "recall", "A GRU")],
)
def test_a_script_begins_with_what_learns_what(network: str, task: str, name: str) -> None:
    document = {"network": {"kind": network}, "task": {"kind": task}}
    for script in (sim.to_pytorch(document), sim.to_keras(document)):
        assert script.startswith(f'"""{name} learns {task}: ')


def test_the_keras_script_says_how_a_backend_is_chosen() -> None:
    script = sim.to_keras({"network": {"kind": "lstm"}, "task": {"kind": "recall"}})
    assert "KERAS_BACKEND=" in (ast.get_docstring(ast.parse(script)) or "")

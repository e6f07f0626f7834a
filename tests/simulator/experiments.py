"""Random legal experiments of tiny sizes, drawn by whatever chooses: hypothesis, or a generator's `choice`."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from simulator.tasks import shape_of
from tests.simulator.small_experiments import experiment

Choose = Callable[[Sequence[Any]], Any]
Document = dict[str, Any]

ACTIVATIONS = ("tanh", "relu", "identity", "sigmoid", "leaky_relu", "gelu")
VECTOR_TASKS: tuple[Document, ...] = (
    {"kind": "regression", "samples": 40, "features": 3},
    {"kind": "regression", "samples": 33, "features": 8, "outputs": 3, "noise": 0.2, "target_scale": 3.0},
    {"kind": "classification", "samples": 40, "features": 3, "classes": 3},
    {"kind": "classification", "samples": 50, "features": 5, "classes": 2, "label_noise": 0.1, "clusters": 1},
)
SEQUENCE_TASKS: tuple[Document, ...] = (
    {"kind": "recall", "length": 7, "symbols": 3, "delay": 2},
    {"kind": "temporal_order", "length": 11},
    {"kind": "next_word"},
    {"kind": "next_word", "language": "zh"},
    {"kind": "adding", "length": 12},
    {"kind": "adding", "length": 13, "values": "unit"},
    {"kind": "latch", "length": 5},
    {"kind": "sine", "length": 6, "horizon": 2, "noise": 0.1},
)
# By kind: settings that may differ between the runs of a stack, and what they may be.
OPTIMIZERS: dict[str, dict[str, tuple[float, ...]]] = {
    "sgd": {"momentum": (0.0, 0.9)},
    "adam": {"beta_1": (0.9, 0.0), "beta_2": (0.999, 0.9), "epsilon": (1e-8, 1e-3)},
    "rmsprop": {"decay": (0.9, 0.0), "epsilon": (1e-8, 1e-3)},
}
MILD_RATES = (0.001, 0.01)
WILD_RATES = (0.001, 0.03, 1.0, 900.0)


def random_experiment(choose: Choose, kinds: Sequence[str] = ("mlp", "rnn", "lstm", "gru")) -> Document:
    """A short training of a network with any settings that go together."""
    kind = choose(kinds)
    is_mlp = kind == "mlp"
    task = choose(VECTOR_TASKS if is_mlp else SEQUENCE_TASKS)
    network: Document = {"kind": kind, "depth": choose((1, 2, 3)), "width": choose((2, 3, 5, 8, 17))}
    if is_mlp:
        network["activation"] = choose(ACTIVATIONS)
        network["normalization"] = choose(("none", "layer", "batch"))
        network["residual"] = choose((False, True))
    elif kind == "rnn":
        network["activation"] = choose(("tanh", "relu"))
    smallest_batch = 2 if network.get("normalization") == "batch" else 1
    clip, penalty = choose((None, "norm", "value")), choose((None, "l1", "l2"))
    document: Document = {
        "network": network,
        "task": task,
        "batch_size": choose((7, 32, smallest_batch)),
        "reduction": choose(("mean", "sum")),
        "dtype": choose(("float32", "float64")),
        "steps": choose((8, 3, 1)),
        "optimizer": {"kind": choose(tuple(OPTIMIZERS))},
        "clip": clip and {"kind": clip},
        "penalty": penalty and {"kind": penalty, "on": "all" if is_mlp else choose(("all", "recurrent"))},
        "probes": {"recurrent_every": choose((None, 2))},
    }
    if not is_mlp:
        document["truncate"] = choose((None, 1, 3, length_of(task)))
    return redrawn(document, choose)


def redrawn(document: Document, choose: Choose, rates: Sequence[float] = WILD_RATES) -> Document:
    """The same experiment with everything drawn anew that may differ between the runs of a stack."""
    network, optimizer = document["network"], document["optimizer"]
    schemes = ["normal", "xavier", "he", "orthogonal"]
    square = ["identity"] if network["width"] == features_of(document["task"]) else []
    init = {"scheme": choose(schemes + square), "gain": choose((1.0, 0.5, 1.7))}
    if network["kind"] != "mlp":
        init |= {
            "recurrent_scheme": choose([*schemes, "identity"]),
            "recurrent_gain": choose((1.0, 0.5, 2.0)),
        }
    changes: Document = {
        "seed": choose(range(1000)),
        "network": network | {"init": init, "bias_std": choose((0.0, 0.5))},
        "optimizer": {"kind": optimizer["kind"], "learning_rate": choose(rates)}
        | {name: choose(values) for name, values in OPTIMIZERS[optimizer["kind"]].items()},
    }
    if document["network"]["kind"] == "lstm":
        changes["network"]["forget_bias"] = document["network"].get("forget_bias", choose((0.0, 1.0)))
    if document["clip"]:
        changes["clip"] = document["clip"] | {"threshold": choose((0.1, 5.0, 1e-3))}
    if document["penalty"]:
        changes["penalty"] = document["penalty"] | {"strength": choose((0.0, 0.1))}
    return document | changes


def random_stack(choose: Choose) -> list[Document]:
    """A few experiments of one shape that differ in everything that may differ."""
    first = random_experiment(choose)
    return [first] + [redrawn(first, choose) for _ in range(choose((1, 2, 3)))]


def chooser(seed: int) -> Choose:
    """Even choices from a generator of its own."""
    generator = np.random.default_rng(seed)
    return lambda options: options[int(generator.integers(len(options)))]


def length_of(task: Document) -> int:
    return _shape(task).length or 0


def features_of(task: Document) -> int:
    return _shape(task).features


def _shape(task: Document) -> Any:
    kind = "mlp" if task["kind"] in ("regression", "classification") else "rnn"
    return shape_of(experiment({"network": {"kind": kind}, "task": task}).task)

"""Any legal experiment with one impossible change is refused, and the field at fault is named."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, given

import simulator as sim
from tests.examples import examples
from tests.simulator.experiments import features_of, length_of
from tests.simulator.small_experiments import merged
from tests.simulator.strategies import experiments

Document = dict[str, Any]
ALL = ("mlp", "rnn", "lstm", "gru")
RECURRENT = ("rnn", "lstm", "gru")


def network(**changes: Any) -> Callable[[Document], Document]:
    return lambda document: merged(document, {"network": changes})


def identity_between_sizes_that_differ(document: Document) -> Document:
    assume(features_of(document["task"]) != document["network"]["width"])
    init = document["network"]["init"] | {"scheme": "identity"}
    return network(init=init)(document)


def normalized_alone(document: Document) -> Document:
    return network(normalization="batch")(document) | {"batch_size": 1}


# By name: the networks it is impossible for, the change, and the field that must be named.
IMPOSSIBLE: dict[str, tuple[tuple[str, ...], Callable[[Document], Document], str]] = {
    "identity, not square": (ALL, identity_between_sizes_that_differ, "network.init.scheme"),
    "relu in a gated network": (("lstm", "gru"), network(activation="relu"), "network.activation"),
    "gelu in a recurrent network": (RECURRENT, network(activation="gelu"), "network.activation"),
    "residual recurrence": (RECURRENT, network(residual=True), "network.residual"),
    "normalized recurrence": (RECURRENT, network(normalization="layer"), "network.normalization"),
    "forget bias without forget gates": (
        ("mlp", "rnn", "gru"),
        network(forget_bias=1.0),
        "network.forget_bias",
    ),
    "recurrent matrices without time": (
        ("mlp",),
        network(init={"recurrent_gain": 1.0}),
        "network.init.recurrent_gain",
    ),
    "one unit by layer": (
        ("mlp",),
        network(width=1, normalization="layer", init={}),
        "network.normalization",
    ),
    "one sample by batch": (("mlp",), normalized_alone, "batch_size"),
    "longer window than sequence": (
        RECURRENT,
        lambda document: document | {"truncate": length_of(document["task"]) + 1},
        "truncate",
    ),
    "window without time": (("mlp",), lambda document: document | {"truncate": 1}, "truncate"),
    "penalty on what is not there": (
        ("mlp",),
        lambda document: document | {"penalty": {"kind": "l1", "on": "recurrent"}},
        "penalty.on",
    ),
    "vectors for a recurrent network": (
        RECURRENT,
        lambda document: document | {"task": {"kind": "regression"}},
        "task.kind",
    ),
    "sequences for a perceptron": (
        ("mlp",),
        lambda document: document | {"task": {"kind": "sine"}},
        "task.kind",
    ),
    "larger batch than data": (("mlp",), lambda document: document | {"batch_size": 51}, "batch_size"),
    "momentum in adam": (
        ALL,
        lambda document: document | {"optimizer": {"kind": "adam", "momentum": 0.9}},
        "optimizer.momentum",
    ),
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_an_impossible_change_is_refused_at_its_field(name: str) -> None:
    kinds, change, field = IMPOSSIBLE[name]

    @examples(15)
    @given(experiments(*kinds))
    def refused(document: Document) -> None:
        with pytest.raises(sim.InvalidExperiment) as caught:
            sim.run(change(document))
        assert field in [problem.field for problem in caught.value.problems]

    refused()


@examples(60)
@given(experiments())
def test_a_legal_experiment_is_never_changed_on_its_way_in(document: Document) -> None:
    """Nothing is silently clamped: what was said is what is run."""
    kept = sim.Experiment.model_validate(document).model_dump()

    def is_kept(said: Any, found: Any) -> bool:
        if isinstance(said, dict):
            return all(is_kept(value, found[name]) for name, value in said.items())
        return bool(said == found)

    assert is_kept(document, kept)

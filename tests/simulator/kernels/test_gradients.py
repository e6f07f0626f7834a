"""Every gradient the simulator makes, against central differences: see `gradient_check` for kinks and cuts."""

import itertools
import json
from functools import cache
from typing import Any

import numpy as np
import pytest

import simulator as sim
from tests.samples import sampled_product
from tests.simulator.gradient_check import (
    TOLERANCE,
    assert_close,
    assert_gradients_agree,
    assert_slopes_agree,
    away_from_kinks,
    numeric_gradients,
)

Document = dict[str, Any]
ACTIVATIONS = ("identity", "sigmoid", "tanh", "relu", "leaky_relu", "gelu")
REDUCTIONS = ("mean", "sum")
PENALTIES = (None, "l1", "l2")
CLIPS = ("norm", "loose norm", "value")
# Both losses; for sequences with one target at the end, and with one at every step. The widths agree with the
# features of the first of the two vector tasks: there a residual connection reaches the input.
VECTORS = (
    {"kind": "regression", "features": 4, "outputs": 2, "samples": 16},
    {"kind": "classification", "features": 3, "classes": 3, "samples": 16},
)
SEQUENCES = (
    {"kind": "adding", "length": 12},
    {"kind": "recall", "length": 5, "symbols": 3, "delay": 2},
    {"kind": "sine", "length": 5},
    {"kind": "next_word"},
)
RECURRENT: tuple[Document, ...] = (
    {"kind": "rnn", "activation": "tanh"},
    {"kind": "rnn", "activation": "relu"},
    {"kind": "lstm", "forget_bias": 0.5},
    {"kind": "gru"},
)


def mlp(**network: Any) -> Document:
    network = {"kind": "mlp", "depth": 2, "width": 4, "bias_std": 0.5, "init": {"gain": 1.5}} | network
    return {"network": network, "task": VECTORS[0], "batch_size": 5}


def recurrent(task: Document = SEQUENCES[1], **network: Any) -> Document:
    init = {"gain": 1.5, "recurrent_gain": 1.2}
    network = {"width": 3, "bias_std": 0.3, "init": init} | network
    return {"network": network, "task": task, "batch_size": 3}


def name_of(document: Document) -> str:
    """Short, for the test's id."""
    settings = document.get("network", document)
    words = [settings["kind"], settings.get("activation", ""), settings.get("normalization", "")]
    return "-".join([word for word in words if word] + ["residual"] * settings.get("residual", False))


def variations(document: Document) -> list[Document]:
    """Every penalty, place of the penalty, window and reduction."""
    is_recurrent = document["network"]["kind"] != "mlp"
    places = ("recurrent", "all") if is_recurrent else ("all",)
    penalties = [None] + [{"kind": kind, "strength": 0.1, "on": on} for kind in ("l1", "l2") for on in places]
    windows = (None, 2) if is_recurrent else (None,)
    return [
        document | {"penalty": penalty, "truncate": window, "reduction": reduction}
        for penalty, window, reduction in itertools.product(penalties, windows, REDUCTIONS)
    ]


@sampled_product(
    48,
    activation=ACTIVATIONS,
    normalization=("none", "layer", "batch"),
    residual=(False, True),
    depth=(1, 3),
    task=VECTORS,
)
def test_slopes_of_every_perceptron_agree_for_every_penalty_and_reduction(
    activation: str, normalization: str, residual: bool, depth: int, task: Document
) -> None:
    network = mlp(activation=activation, normalization=normalization, residual=residual, depth=depth)
    for document in variations(network | {"task": task}):
        assert_slopes_agree(away_from_kinks(document))


@sampled_product(16, network=RECURRENT, depth=(1, 2), task=SEQUENCES)
def test_slopes_of_every_recurrent_network_agree_for_every_penalty_window_and_reduction(
    network: Document, depth: int, task: Document
) -> None:
    for document in variations(recurrent(task, depth=depth, **network)):
        assert_slopes_agree(away_from_kinks(document))


CORE: tuple[Document, ...] = (
    mlp(activation="tanh", depth=3),
    mlp(activation="relu", residual=True),
    mlp(activation="gelu", normalization="layer"),
    mlp(activation="leaky_relu", normalization="batch", residual=True),
    *(recurrent(width=2, depth=2, **network) for network in RECURRENT),
)


def windows_of(document: Document) -> tuple[int | None, ...]:
    return (None,) if document["network"]["kind"] == "mlp" else (None, 2, 3)


@pytest.mark.parametrize("document", CORE, ids=name_of)
def test_every_single_number_of_a_gradient_agrees(document: Document) -> None:
    for window, penalty in itertools.product(windows_of(document), PENALTIES):
        chosen = penalty and {"kind": penalty, "strength": 0.1}
        assert_gradients_agree(away_from_kinks(document | {"truncate": window, "penalty": chosen}))


@pytest.mark.parametrize("depth", [1, 3])
@pytest.mark.parametrize("network", RECURRENT, ids=name_of)
@pytest.mark.parametrize("window", [1, 2, 4, 5])
def test_windows_are_counted_back_from_the_last_step(network: Document, depth: int, window: int) -> None:
    assert_slopes_agree(away_from_kinks(recurrent(depth=depth, **network) | {"truncate": window}))


@cache
def differences(text: str) -> dict[str, np.ndarray]:
    return numeric_gradients(json.loads(text))


def norm_of(gradients: dict[str, np.ndarray]) -> float:
    return float(np.sqrt(sum(np.sum(values**2) for values in gradients.values())))


def clipped(slopes: dict[str, np.ndarray], clip: str) -> tuple[Document, dict[str, np.ndarray]]:
    """A clipping that bites (a loose one does not), and what it makes of a gradient."""
    norm = norm_of(slopes)
    if clip == "value":
        bound = float(np.median(np.abs(np.concatenate([values.ravel() for values in slopes.values()]))))
        kept = {name: values.clip(-bound, bound) for name, values in slopes.items()}
        return {"kind": "value", "threshold": bound}, kept
    threshold = norm * (0.3 if clip == "norm" else 3.0)
    scale = min(1.0, threshold / norm)
    return {"kind": "norm", "threshold": threshold}, {name: scale * g for name, g in slopes.items()}


# By optimizer: settings in which a first step says all about the gradient it got, and that step.
FIRST_STEPS: dict[str, tuple[Document, Any]] = {
    "sgd": ({"learning_rate": 1.0}, lambda g: g),
    "momentum": ({"learning_rate": 1.0, "momentum": 0.9}, lambda g: g),
    "adam": ({"kind": "adam", "learning_rate": 1.0, "epsilon": 0.5}, lambda g: g / (np.abs(g) + 0.5)),
    "rmsprop": (
        {"kind": "rmsprop", "learning_rate": 1.0, "epsilon": 0.5},
        lambda g: g / (np.sqrt(0.1) * np.abs(g) + 0.5),
    ),
}


@sampled_product(48, document=CORE, penalty=PENALTIES, reduction=REDUCTIONS, clip=CLIPS)
def test_every_optimizer_gets_the_clipped_gradient(
    document: Document, penalty: str | None, reduction: str, clip: str
) -> None:
    for window in windows_of(document)[:2]:
        chosen = penalty and {"kind": penalty, "strength": 0.1}
        changes = {"penalty": chosen, "reduction": reduction, "truncate": window, "dtype": "float64"}
        plain = away_from_kinks(document | changes | {"steps": 1})
        slopes = differences(json.dumps(plain, sort_keys=True))
        settings, expected = clipped(slopes, clip)
        before = sim.initial_parameters(plain)
        for optimizer, first_step in FIRST_STEPS.values():
            trace = sim.run(plain | {"clip": settings, "optimizer": optimizer})
            assert trace.gradient_norm[0] == pytest.approx(norm_of(slopes), rel=TOLERANCE)
            assert trace.applied_norm[0] == pytest.approx(norm_of(expected), rel=TOLERANCE)
            for name, gradient in expected.items():
                change = before[name] - trace.final_parameters[name]
                assert_close(change, first_step(gradient), f"{name} of {plain} by {optimizer}")


def test_at_a_kink_the_gradient_lies_between_the_slopes_on_either_side() -> None:
    """By convention it is 0 at a weight of 0 under an L1 penalty, and at a pre-activation of 0 of a ReLU."""
    document = mlp(activation="identity", depth=1, init={"scheme": "identity", "gain": 1.0})
    document |= {"dtype": "float64", "penalty": {"kind": "l1", "strength": 0.1}}
    with_penalty, without = (
        sim.gradients(document)[1]["W1"],
        sim.gradients(document | {"penalty": None})[1]["W1"],
    )
    np.testing.assert_allclose(with_penalty - without, 0.1 * np.eye(4), atol=1e-12)
    dead = mlp(activation="relu", depth=1, bias_std=0.0, init={"gain": 0.0}) | {"dtype": "float64"}
    np.testing.assert_array_equal(sim.gradients(dead)[1]["W1"], 0.0)

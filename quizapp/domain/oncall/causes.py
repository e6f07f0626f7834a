"""The causes that can be planted. Each makes one change to a healthy network, more or less severe by seed.

The healthy twin of a case is the same network without that change. A cause that needs a certain network, such as
one with tanh units, asks for it in both.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from types import MappingProxyType

from quizapp.domain.oncall.families import Document
from quizapp.domain.oncall.numbers import between
from quizapp.errors import N_

Change = Callable[[Random, Document], None]
PERCEPTRONS = ("forecast", "sorting")
RECURRENT = ("recall", "order")
EVERY_FAMILY = (*PERCEPTRONS, *RECURRENT)


_TOO_LOW = {
    "regression": (70.0, 120.0),
    "classification": (40.0, 70.0),
    "recall": (24.0, 34.0),
    "temporal_order": (24.0, 34.0),
}


def _nothing(_random: Random, _document: Document) -> None:
    """Any network will do."""


@dataclass(frozen=True)
class Cause:
    """name: as a suspect. why: what it does to training. fix: the change that removes it. plant: makes the change.
    needs: changes the healthy network first. claim, scenario: where to read on and to see it.
    """

    slug: str
    name: str
    why: str
    families: tuple[str, ...]
    plant: Change
    fix: str
    needs: Change = _nothing
    claim: str | None = None
    scenario: str | None = None


def _large_weights(random: Random, document: Document) -> None:
    document["network"]["init"]["gain"] = between(random, 5.0, 9.0)


def _small_weights(random: Random, document: Document) -> None:
    document["network"]["init"]["gain"] = between(random, 0.04, 0.2)


def _relu(random: Random, document: Document) -> None:
    document["network"].update(activation="relu", init={"scheme": "he", "gain": 1.0})


def _tanh(random: Random, document: Document) -> None:
    document["network"].update(activation="tanh", init={"scheme": "xavier", "gain": 1.0})


def _high_rate(random: Random, document: Document) -> None:
    document["optimizer"]["learning_rate"] *= between(random, 25.0, 45.0)


def _low_rate(random: Random, document: Document) -> None:
    """So low that twenty times as much is enough."""
    low, high = _TOO_LOW[document["task"]["kind"]]
    document["optimizer"]["learning_rate"] /= between(random, low, high)


def _scaled_inputs(random: Random, document: Document) -> None:
    way = random.choice(
        ("large", "small", "offset") if document["network"]["activation"] == "relu" else ("small", "offset")
    )
    if way == "large":
        document["task"]["input_scale"] = between(random, 80.0, 300.0)
    elif way == "small":
        document["task"]["input_scale"] = between(random, 0.001, 0.01)
    else:
        document["task"]["input_offset"] = between(random, 20.0, 60.0)


def _scaled_targets(random: Random, document: Document) -> None:
    if random.random() < 0.5:
        document["task"]["target_scale"] = between(random, 40.0, 300.0)
    else:
        document["task"]["target_offset"] = between(random, 40.0, 300.0)


def _tight_clip(random: Random, document: Document) -> None:
    document["clip"] = {"kind": "norm", "threshold": between(random, 0.001, 0.004)}


def _large_biases(random: Random, document: Document) -> None:
    document["network"]["bias_std"] = between(random, 6.0, 15.0)


def _narrow(random: Random, document: Document) -> None:
    document["network"]["width"] = document["network"]["width"] // 6


def _deep_relu_for_narrow(random: Random, document: Document) -> None:
    _relu(random, document)
    document["network"].update(depth=random.choice((9, 10)), width=random.choice((18, 24)))


def _sigmoid(random: Random, document: Document) -> None:
    document["network"]["activation"] = "sigmoid"


def _many_layers(random: Random, document: Document) -> None:
    document["network"]["depth"] = random.choice((36, 40, 44))


def _short_window(random: Random, document: Document) -> None:
    document["truncate"] = random.choice((2, 3))


def _summed_loss(random: Random, document: Document) -> None:
    document["reduction"] = "sum"


def _closed_forget_gate(random: Random, document: Document) -> None:
    document["network"]["forget_bias"] = -between(random, 4.0, 8.0)


def _large_recurrent(random: Random, document: Document) -> None:
    document["network"]["init"]["recurrent_gain"] = between(random, 6.0, 12.0)


def _small_recurrent(random: Random, document: Document) -> None:
    document["network"]["init"]["recurrent_gain"] = between(random, 0.05, 0.2)


def _much_momentum(random: Random, document: Document) -> None:
    document["optimizer"]["momentum"] = random.choice((0.99, 0.994, 0.997))


def _strong_penalty(random: Random, document: Document) -> None:
    kind = random.choice(("l1", "l2"))
    strength = between(random, 0.2, 0.4) if kind == "l1" else between(random, 0.5, 1.2)
    document["penalty"] = {"kind": kind, "strength": strength, "on": "all"}


CAUSES: Mapping[str, Cause] = MappingProxyType(
    {
        cause.slug: cause
        for cause in (
            Cause(
                "init-large",
                N_("Initial weights too large"),
                N_(
                    "Activations and gradients grow from layer to layer, so the first updates throw the "
                    "weights far away."
                ),
                PERCEPTRONS,
                _large_weights,
                "initialisation",
                needs=_relu,
                claim="scaled-initialisation",
                scenario="relu-large-weights",
            ),
            Cause(
                "init-small",
                N_("Initial weights too small"),
                N_(
                    "Activations and gradients shrink from layer to layer, so the first layers receive "
                    "almost no gradient."
                ),
                PERCEPTRONS,
                _small_weights,
                "initialisation",
                claim="scaled-initialisation",
                scenario="scaled-initialisation",
            ),
            Cause(
                "rate-high",
                N_("Learning rate too high"),
                N_(
                    "Each update overshoots: the loss oscillates or diverges although the gradients were "
                    "normal at first."
                ),
                EVERY_FAMILY,
                _high_rate,
                "rate-down",
                claim="lower-learning-rate",
                scenario="lower-learning-rate",
            ),
            Cause(
                "rate-low",
                N_("Learning rate too low"),
                N_("Every update points the right way, but is so small that these updates are too few."),
                EVERY_FAMILY,
                _low_rate,
                "rate-up",
                claim="loss-does-not-improve",
                scenario="mlp-not-improving",
            ),
            Cause(
                "inputs",
                N_("Scale of the inputs"),
                N_(
                    "Initial weights expect inputs with mean 0 and variance 1; these inputs are far from that."
                ),
                PERCEPTRONS,
                _scaled_inputs,
                "inputs",
            ),
            Cause(
                "targets",
                N_("Scale of the targets"),
                N_(
                    "The errors, and with them the gradients, are as large as the targets, which are "
                    "far from variance 1."
                ),
                ("forecast",),
                _scaled_targets,
                "targets",
                needs=_relu,
            ),
            Cause(
                "clip-tight",
                N_("Gradient clipping too tight"),
                N_("Nearly every gradient is cut to a tiny norm, so the weights hardly move."),
                EVERY_FAMILY,
                _tight_clip,
                "no-clip",
                claim="clipping-sets-gradient-to-threshold",
                scenario="clipping-where-nothing-blows-up",
            ),
            Cause(
                "saturation",
                N_("Units saturated from the start"),
                N_(
                    "Large initial biases push the units to the flat ends of their activation function, "
                    "where its derivative is almost 0."
                ),
                EVERY_FAMILY,
                _large_biases,
                "zero-biases",
                needs=lambda random, document: (
                    _tanh(random, document) if document["network"]["kind"] == "mlp" else None
                ),
                claim="sigmoid-and-tanh-explode",
                scenario="sigmoid-vanishes",
            ),
            Cause(
                "dead-units",
                N_("Dead units in narrow layers"),
                N_(
                    "A layer of a few ReLU units can be 0 for every input; then nothing behind it "
                    "learns anything about the input."
                ),
                ("sorting",),
                _narrow,
                "wider",
                needs=_deep_relu_for_narrow,
                claim="relu-is-the-best-practice",
                scenario="mlp-not-improving",
            ),
            Cause(
                "sigmoid",
                N_("Sigmoid units shrink the gradient"),
                N_(
                    "The derivative of a sigmoid is at most 1/4, so the gradient shrinks in every layer of the "
                    "backward pass."
                ),
                PERCEPTRONS,
                _sigmoid,
                "relu",
                needs=_tanh,
                claim="sigmoid-and-tanh-explode",
                scenario="sigmoid-vanishes",
            ),
            Cause(
                "depth",
                N_("Too many plain layers"),
                N_(
                    "Without normalization or residual connections, what the inputs say is lost over "
                    "dozens of layers."
                ),
                PERCEPTRONS,
                _many_layers,
                "fewer-layers",
                needs=_relu,
                claim="fewer-layers",
                scenario="mlp-fewer-layers",
            ),
            Cause(
                "window-short",
                N_("Truncation window too short"),
                N_(
                    "The gradient never reaches the time step that matters, so the network cannot learn "
                    "to remember it."
                ),
                ("order",),
                _short_window,
                "whole-sequence",
                claim="truncated-backpropagation",
                scenario="rnn-truncation-forgets",
            ),
            Cause(
                "summed-loss",
                N_("Loss summed over the batch"),
                N_(
                    "Without the mean, the gradient is larger by a factor of the batch size, and so is every update."
                ),
                ("forecast", "sorting", "recall"),
                _summed_loss,
                "mean-loss",
                needs=lambda random, document: (
                    _relu(random, document) if document["network"]["kind"] == "mlp" else None
                ),
                claim="smaller-batch-helps",
                scenario="averaged-and-summed-loss",
            ),
            Cause(
                "forget-gate",
                N_("Forget gate closed"),
                N_(
                    "With a strongly negative bias, the forget gate multiplies the cell state by almost "
                    "0 at every time step."
                ),
                ("order",),
                _closed_forget_gate,
                "forget-bias",
                claim="memory-cell-keeps-or-forgets",
                scenario="lstm-forget-gate",
            ),
            Cause(
                "recurrent-large",
                N_("Recurrent weights too large"),
                N_(
                    "The recurrent matrix drives the units into saturation, and what was seen earlier "
                    "is lost in the noise."
                ),
                RECURRENT,
                _large_recurrent,
                "initialisation",
                claim="gradients-grow-quickly",
                scenario="rnn-growth-over-time",
            ),
            Cause(
                "recurrent-small",
                N_("Recurrent weights too small"),
                N_(
                    "Each time step multiplies the state, and the gradient in the backward pass, by a small factor."
                ),
                ("recall",),
                _small_recurrent,
                "initialisation",
                claim="any-length-but-few-previous-states",
                scenario="rnn-orthogonal-recurrent",
            ),
            Cause(
                "momentum",
                N_("Momentum too high"),
                N_(
                    "Gradients of more than a hundred updates add up, so the weights overshoot and oscillate."
                ),
                ("sorting", "recall"),
                _much_momentum,
                "no-momentum",
                needs=lambda random, document: (
                    _relu(random, document) if document["network"]["kind"] == "mlp" else None
                ),
                claim="loss-swings",
                scenario="rnn-oscillation",
            ),
            Cause(
                "penalty",
                N_("Penalty on the weights too strong"),
                N_(
                    "The penalty outweighs the data: the smallest loss is that of a network with almost no weights."
                ),
                EVERY_FAMILY,
                _strong_penalty,
                "no-penalty",
                claim="regularisation-penalises-large-weights",
                scenario="penalty-costs-memory",
            ),
        )
    }
)


def suspects_of(family: str) -> list[Cause]:
    """What may be wrong with a network of this family, in a fixed order."""
    return [cause for cause in CAUSES.values() if family in cause.families]

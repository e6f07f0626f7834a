"""The causes that can be planted. Each makes one change to a healthy network, more or less severe by seed.

The healthy twin of a case is the same network without that change. A cause that needs a certain network, such as
one with tanh units, asks for it in both.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from types import MappingProxyType

from quizapp.domain.oncall import planting
from quizapp.domain.oncall.families import Document
from quizapp.errors import N_

Change = Callable[[Random, Document], None]
PERCEPTRONS = ("forecast", "sorting")
RECURRENT = ("recall", "order")
EVERY_FAMILY = (*PERCEPTRONS, *RECURRENT)


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
    needs: Change = planting.nothing
    claim: str | None = None
    scenario: str | None = None


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
                planting.large_weights,
                "initialisation",
                needs=planting.relu,
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
                planting.small_weights,
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
                planting.high_rate,
                "rate-down",
                claim="lower-learning-rate",
                scenario="lower-learning-rate",
            ),
            Cause(
                "rate-low",
                N_("Learning rate too low"),
                N_("Every update points the right way, but is so small that these updates are too few."),
                EVERY_FAMILY,
                planting.low_rate,
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
                planting.scaled_inputs,
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
                planting.scaled_targets,
                "targets",
                needs=planting.relu,
            ),
            Cause(
                "clip-tight",
                N_("Gradient clipping too tight"),
                N_("Nearly every gradient is cut to a tiny norm, so the weights hardly move."),
                EVERY_FAMILY,
                planting.tight_clip,
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
                planting.large_biases,
                "zero-biases",
                needs=lambda random, document: (
                    planting.tanh(random, document) if document["network"]["kind"] == "mlp" else None
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
                planting.narrow,
                "wider",
                needs=planting.deep_relu_for_narrow,
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
                planting.sigmoid,
                "relu",
                needs=planting.tanh,
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
                planting.many_layers,
                "fewer-layers",
                needs=planting.relu,
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
                planting.short_window,
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
                planting.summed_loss,
                "mean-loss",
                needs=lambda random, document: (
                    planting.relu(random, document) if document["network"]["kind"] == "mlp" else None
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
                planting.closed_forget_gate,
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
                planting.large_recurrent,
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
                planting.small_recurrent,
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
                planting.much_momentum,
                "no-momentum",
                needs=lambda random, document: (
                    planting.relu(random, document) if document["network"]["kind"] == "mlp" else None
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
                planting.strong_penalty,
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

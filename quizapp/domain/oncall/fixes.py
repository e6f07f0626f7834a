"""The fixes that can be named: each changes one thing, whatever the cause, to stated values."""

from quizapp.domain.experiments.remedies import REMEDIES, Document, DoesNotApply, Remedy
from quizapp.errors import N_

RATE_FACTOR = 20
WIDTH_FACTOR = 6
CLIP_NORM = 1.0

_OF_THE_LAB = {remedy.code: remedy for remedy in REMEDIES}
_RECURRENT_ONLY = N_("only recurrent networks unroll over time")


def _rate_times(document: Document, factor: float) -> None:
    document["optimizer"]["learning_rate"] *= factor


def _without_momentum(document: Document) -> None:
    document["optimizer"]["momentum"] = 0.0


def _without_clipping(document: Document) -> None:
    document["clip"] = None


def _clipped(document: Document) -> None:
    document["clip"] = {"kind": "norm", "threshold": CLIP_NORM}


def _without_penalty(document: Document) -> None:
    document["penalty"] = None


def _mean_loss(document: Document) -> None:
    document["reduction"] = "mean"


def _zero_biases(document: Document) -> None:
    document["network"]["bias_std"] = 0.0


def _wider(document: Document) -> None:
    document["network"]["width"] *= WIDTH_FACTOR


def _whole_sequence(document: Document) -> None:
    if document["network"]["kind"] == "mlp":
        raise DoesNotApply(_RECURRENT_ONLY)
    document["truncate"] = None


def _open_forget_gate(document: Document) -> None:
    if document["network"]["kind"] != "lstm":
        raise DoesNotApply(N_("only an LSTM has a forget gate"))
    document["network"]["forget_bias"] = 1.0


EVERYWHERE = (
    _OF_THE_LAB["initialisation"],
    Remedy("zero-biases", N_("Initial biases of zero"), _zero_biases),
    Remedy(
        "rate-down",
        N_("One twentieth of the learning rate"),
        lambda document: _rate_times(document, 1 / RATE_FACTOR),
    ),
    Remedy(
        "rate-up", N_("Twenty times the learning rate"), lambda document: _rate_times(document, RATE_FACTOR)
    ),
    Remedy("no-momentum", N_("No momentum"), _without_momentum),
    Remedy("clip", N_("Clip by norm at 1"), _clipped),
    Remedy("no-clip", N_("No gradient clipping"), _without_clipping),
    Remedy("mean-loss", N_("Average the loss over the batch"), _mean_loss),
    Remedy("no-penalty", N_("No penalty on the weights"), _without_penalty),
)
FOR_PERCEPTRONS = (
    Remedy("inputs", N_("Standardize the inputs"), _OF_THE_LAB["inputs"].change),
    Remedy("targets", N_("Standardize the targets"), _OF_THE_LAB["targets"].change),
    _OF_THE_LAB["relu"],
    _OF_THE_LAB["layer-norm"],
    _OF_THE_LAB["residual"],
    _OF_THE_LAB["fewer-layers"],
    Remedy("wider", N_("Six times the width"), _wider),
)
FOR_RECURRENT = (Remedy("whole-sequence", N_("Backpropagate through the whole sequence"), _whole_sequence),)
FOR_LSTMS = (Remedy("forget-bias", N_("Forget-gate bias of 1"), _open_forget_gate),)
FIXES: dict[str, Remedy] = {
    fix.code: fix for fix in (*EVERYWHERE, *FOR_PERCEPTRONS, *FOR_RECURRENT, *FOR_LSTMS)
}

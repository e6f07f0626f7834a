"""The fixes for a network, each a change of one experiment: all that the source recommends, and a few more.

Each sets fixed, stated values; the run shows whether they help.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import simulator
from quizapp.domain.experiments.problems import problems_of_experiment
from quizapp.errors import N_

Document = dict[str, Any]
FEWER_LAYERS = 3
BATCH_DIVISOR = 8
WINDOW_SHARE = 5  # of the sequence
NORM_THRESHOLD = 1.0
VALUE_THRESHOLD = 0.5
L1_STRENGTH = 1e-3
L2_STRENGTH = 1e-2
RATE_FACTOR = 10
TIGHTER, LOOSER = 5, 20
ADAM_RATE = 3e-3
WIDER = 2
LARGEST_WIDTH = 2048

RECURRENT_ONLY = N_("only recurrent networks unroll over time")
PERCEPTRON_ONLY = N_("available for MLPs only")
ALREADY_SO = N_("already set this way")


class DoesNotApply(Exception):
    """The fix changes nothing here. `reason` is a message in English with its values, to be translated."""

    def __init__(self, reason: str, values: dict[str, Any] | None = None) -> None:
        super().__init__(reason)
        self.reason, self.values = reason, values or {}


@dataclass(frozen=True)
class Remedy:
    """code: its name in URLs; label: what is done; claim: the claim that tests it, if there is one."""

    code: str
    label: str
    change: Callable[[Document], None]
    claim: str | None = None

    def applied_to(self, experiment: simulator.Experiment) -> simulator.Experiment:
        """The experiment with this fix. Raises DoesNotApply."""
        document = experiment.model_dump(mode="json")
        before = experiment.model_dump(mode="json")
        self.change(document)
        if document == before:
            raise DoesNotApply(ALREADY_SO)
        try:
            return simulator.Experiment.model_validate(document)
        except simulator.InvalidExperiment as invalid:
            problem = problems_of_experiment(invalid)[0]
            raise DoesNotApply(problem.message, problem.values) from None


def _is_recurrent(document: Document) -> bool:
    return bool(document["network"]["kind"] != "mlp")


def _fewer_layers(document: Document) -> None:
    depth = document["network"]["depth"]
    document["network"]["depth"] = min(depth, 1 if _is_recurrent(document) else FEWER_LAYERS)


def _smaller_batch(document: Document) -> None:
    document["batch_size"] = max(1, document["batch_size"] // BATCH_DIVISOR)


def _truncate(document: Document) -> None:
    if not _is_recurrent(document):
        raise DoesNotApply(RECURRENT_ONLY)
    length = simulator.first_batch({**document, "steps": 1})[0].shape[0]
    window = max(1, length // WINDOW_SHARE)
    document["truncate"] = min(window, document["truncate"] or window)


def _relu(document: Document) -> None:
    if document["network"]["kind"] not in ("mlp", "rnn"):
        raise DoesNotApply(N_("its gates need sigmoid and tanh"))
    document["network"]["activation"] = "relu"


def _lstm(document: Document) -> None:
    if not _is_recurrent(document):
        raise DoesNotApply(N_("MLPs do not process sequences"))
    network = document["network"]
    if network["kind"] != "lstm":
        document["network"] = {**network, "kind": "lstm", "activation": "tanh", "forget_bias": 1.0}


def _gru(document: Document) -> None:
    if not _is_recurrent(document):
        raise DoesNotApply(N_("MLPs do not process sequences"))
    network = {name: value for name, value in document["network"].items() if name != "forget_bias"}
    document["network"] = {**network, "kind": "gru", "activation": "tanh"}


def _wider(document: Document) -> None:
    width = document["network"]["width"]
    document["network"]["width"] = max(width, min(WIDER * width, LARGEST_WIDTH))


def _clip(kind: str, threshold: float) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        document["clip"] = {"kind": kind, "threshold": threshold}

    return change


def _threshold_times(factor: float) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        if document["clip"] is None:
            raise DoesNotApply(N_("gradients are not clipped"))
        document["clip"]["threshold"] *= factor

    return change


def _penalise(kind: str, strength: float) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        where = "recurrent" if _is_recurrent(document) else "all"
        document["penalty"] = {"kind": kind, "strength": strength, "on": where}

    return change


def _initialize(document: Document) -> None:
    """He initialization for ReLU and its variants, Glorot for the others, orthogonal for recurrent matrices."""
    init = document["network"]["init"]
    if _is_recurrent(document):
        init.update(scheme="xavier", gain=1.0, recurrent_scheme="orthogonal", recurrent_gain=1.0)
    else:
        is_rectifier = document["network"]["activation"] in ("relu", "leaky_relu", "gelu")
        init.update(scheme="he" if is_rectifier else "xavier", gain=1.0)


def _rate_times(factor: float) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        document["optimizer"]["learning_rate"] *= factor

    return change


def _adam(document: Document) -> None:
    if document["optimizer"]["kind"] == "adam":
        raise DoesNotApply(ALREADY_SO)
    document["optimizer"] = {"kind": "adam", "learning_rate": ADAM_RATE}


def _scale_of_inputs(document: Document) -> None:
    for name in ("input_scale", "input_offset"):
        document["task"].pop(name, None)


def _scale_of_targets(document: Document) -> None:
    document["task"].pop("target_offset", None)
    if "target_scale" in document["task"]:
        document["task"]["target_scale"] = 1.0


def _layer_norm(document: Document) -> None:
    if _is_recurrent(document):
        raise DoesNotApply(PERCEPTRON_ONLY)
    document["network"]["normalization"] = "layer"


def _residual(document: Document) -> None:
    if _is_recurrent(document):
        raise DoesNotApply(PERCEPTRON_ONLY)
    document["network"]["residual"] = True


REMEDIES: tuple[Remedy, ...] = (
    Remedy(
        "clip-norm",
        N_("Clip by norm at 1"),
        _clip("norm", NORM_THRESHOLD),
        "clipping-is-simple-and-effective",
    ),
    Remedy(
        "clip-value",
        N_("Clip by value at 0.5"),
        _clip("value", VALUE_THRESHOLD),
        "clipping-is-simple-and-effective",
    ),
    Remedy(
        "initialisation", N_("He, Glorot, or orthogonal initialization"), _initialize, "scaled-initialisation"
    ),
    Remedy("inputs", N_("Inputs without extra scale and offset"), _scale_of_inputs),
    Remedy("targets", N_("Targets without extra scale and offset"), _scale_of_targets),
    Remedy(
        "learning-rate",
        N_("One tenth of the learning rate"),
        _rate_times(1 / RATE_FACTOR),
        "lower-learning-rate",
    ),
    Remedy("higher-rate", N_("Ten times the learning rate"), _rate_times(RATE_FACTOR)),
    Remedy("tighter-clip", N_("One fifth of the clipping threshold"), _threshold_times(1 / TIGHTER)),
    Remedy("looser-clip", N_("Twenty times the clipping threshold"), _threshold_times(LOOSER)),
    Remedy("adam", N_("Adam with a learning rate of 0.003"), _adam),
    Remedy("fewer-layers", N_("Three layers at most"), _fewer_layers, "fewer-layers"),
    Remedy("smaller-batch", N_("One eighth of the batch size"), _smaller_batch, "smaller-batch-helps"),
    Remedy(
        "truncate",
        N_("Truncated BPTT with a window of one fifth of the sequence"),
        _truncate,
        "truncated-backpropagation",
    ),
    Remedy("relu", N_("ReLU units"), _relu, "relu-reduces-explosion"),
    Remedy("lstm", N_("An LSTM with forget-gate bias 1"), _lstm, "lstm-reduces-explosion"),
    Remedy("gru", N_("A GRU"), _gru),
    Remedy("wider", N_("Twice the width"), _wider),
    Remedy(
        "l1", N_("L1 penalty of 0.001"), _penalise("l1", L1_STRENGTH), "penalty-on-recurrent-weights-helps"
    ),
    Remedy(
        "l2", N_("L2 penalty of 0.01"), _penalise("l2", L2_STRENGTH), "penalty-on-recurrent-weights-helps"
    ),
    Remedy("layer-norm", N_("Layer normalization"), _layer_norm, "normalisation-keeps-gradients-in-check"),
    Remedy("residual", N_("Residual connections"), _residual, "residual-connections-keep-gradients-in-check"),
)


def remedies_of(experiment: simulator.Experiment) -> list[Remedy]:
    """Those that change something in this network."""
    found = []
    for remedy in REMEDIES:
        try:
            remedy.applied_to(experiment)
        except DoesNotApply:
            continue
        found.append(remedy)
    return found

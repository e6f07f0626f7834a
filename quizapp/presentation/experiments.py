"""Experiments in the reader's words: what two of them have in common, and in what they differ."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

import simulator
from quizapp.errors import N_
from quizapp.presentation.language import number_in_words

SETTINGS = {
    "network.kind": N_("network"),
    "network.depth": N_("depth"),
    "network.width": N_("width"),
    "network.activation": N_("activation"),
    "network.init.scheme": N_("initialization"),
    "network.init.gain": N_("initialization gain"),
    "network.init.recurrent_scheme": N_("recurrent initialization"),
    "network.init.recurrent_gain": N_("recurrent gain"),
    "network.bias_std": N_("standard deviation of the biases"),
    "network.forget_bias": N_("forget-gate bias"),
    "network.normalization": N_("normalization"),
    "network.residual": N_("residual connections"),
    "task.kind": N_("task"),
    "task.length": N_("sequence length"),
    "task.delay": N_("time steps to remember"),
    "task.symbols": N_("symbols"),
    "task.signal_steps": N_("signal length"),
    "task.values": N_("range of the numbers"),
    "task.language": N_("language of the sentences"),
    "task.horizon": N_("prediction horizon"),
    "task.shortest_period": N_("shortest period"),
    "task.longest_period": N_("longest period"),
    "task.features": N_("input features"),
    "task.outputs": N_("outputs"),
    "task.classes": N_("classes"),
    "task.clusters": N_("clusters per class"),
    "task.separation": N_("separation of the clusters"),
    "task.label_noise": N_("label noise"),
    "task.samples": N_("samples"),
    "task.noise": N_("noise"),
    "task.target_scale": N_("scale of the targets"),
    "optimizer.kind": N_("optimizer"),
    "optimizer.learning_rate": N_("learning rate"),
    "optimizer.momentum": N_("momentum"),
    "optimizer.beta_1": N_("beta 1 (first-moment decay)"),
    "optimizer.beta_2": N_("beta 2 (second-moment decay)"),
    "optimizer.decay": N_("squared-gradient decay"),
    "optimizer.epsilon": N_("epsilon"),
    "batch_size": N_("batch size"),
    "reduction": N_("loss reduction"),
    "steps": N_("steps"),
    "clip": N_("clipping"),
    "clip.kind": N_("clipping"),
    "clip.threshold": N_("clipping threshold"),
    "penalty": N_("penalty"),
    "penalty.kind": N_("penalty"),
    "penalty.strength": N_("penalty strength"),
    "penalty.on": N_("penalized weights"),
    "truncate": N_("truncation window"),
    "dtype": N_("floating-point precision"),
    "seed": N_("seed"),
    "probes.layers": N_("gradients of the layers"),
    "probes.units": N_("gradients of the units"),
    "probes.time": N_("gradients over time"),
    "probes.weights": N_("norm of the weights"),
    "probes.updates": N_("update relative to the weights"),
    "probes.clipping": N_("direction of the clipped gradient"),
    "probes.activations": N_("activations"),
    "probes.recurrent_every": N_("spectrum of the recurrent matrix"),
}
VALUES = {
    "mean": N_("mean"),
    "sum": N_("sum"),
    "none": N_("none"),
    "regression": N_("regression"),
    "classification": N_("classification"),
    "adding": N_("adding two numbers"),
    "temporal_order": N_("temporal order"),
    "latch": N_("latch"),
    "recall": N_("recall"),
    "next_word": N_("next word"),
    "sine": N_("sine wave"),
    "normal": N_("normal"),
    "orthogonal": N_("orthogonal"),
    "identity": N_("identity"),
    "signed": N_("from −1 to 1"),
    "unit": N_("from 0 to 1"),
    "zh": N_("Chinese"),
    "en": N_("English"),
    "layer": N_("layer normalization"),
    "batch": N_("batch normalization"),
    "recurrent": N_("recurrent weights"),
    "all": N_("all"),
    "norm": N_("by norm"),
    "value": N_("by value"),
    "mlp": "MLP",
    "rnn": "RNN",
    "lstm": "LSTM",
    "gru": "GRU",
    "relu": "ReLU",
    "gelu": "GELU",
    "leaky_relu": "leaky ReLU",
    "he": "He",
    "xavier": "Xavier",
    "l1": "L1",
    "l2": "L2",
    "sgd": "SGD",
    "adam": "Adam",
    "rmsprop": "RMSprop",
}
ALWAYS_TOLD = (
    "network.kind",
    "network.depth",
    "network.width",
    "task.kind",
    "optimizer.learning_rate",
    "batch_size",
)
NOT_TOLD = ("seed", "probes")


@dataclass(frozen=True)
class SettingInWords:
    """One setting of the baseline, and of the treated experiment if there is one."""

    name: str
    baseline: str
    treated: str | None = None


def common_settings(
    baseline: simulator.Experiment, treated: simulator.Experiment | None
) -> list[SettingInWords]:
    """What both say alike, defaults left out but for the most important ones."""
    first, second = _flat(baseline), _flat(treated or baseline)
    told = {*_flat(baseline, only_set=True), *_flat(treated or baseline, only_set=True), *ALWAYS_TOLD}
    shared = [path for path in first if path in told and path in second and first[path] == second[path]]
    return [SettingInWords(setting_name(path), first[path]) for path in sorted(shared, key=_place)]


def differences(baseline: simulator.Experiment, treated: simulator.Experiment) -> list[SettingInWords]:
    """The settings in which the two differ; a dash where one has no such setting."""
    first, second = _flat(baseline), _flat(treated)
    paths = [path for path in {**first, **second} if first.get(path) != second.get(path)]
    return [
        SettingInWords(setting_name(path), first.get(path, "–"), second.get(path, "–"))
        for path in sorted(paths, key=_place)
    ]


def _flat(experiment: simulator.Experiment, only_set: bool = False) -> dict[str, str]:
    """Dotted names and values in words; clipping and penalties are one setting each."""
    document = experiment.model_dump(mode="json", exclude_defaults=only_set)
    flat = dict(
        _leaves({name: part for name, part in document.items() if name not in ("clip", "penalty", *NOT_TOLD)})
    )
    if experiment.clip or not only_set:
        clip = experiment.clip
        flat["clip"] = f"{_value(clip.kind)}, {_value(clip.threshold)}" if clip else gettext("none")
    if experiment.penalty or not only_set:
        penalty = experiment.penalty
        flat["penalty"] = (
            f"{penalty.kind.upper()}, {_value(penalty.strength)}" if penalty else gettext("none")
        )
    return flat


def _leaves(part: Any, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(part, dict):
        for name, inside in part.items():
            yield from _leaves(inside, f"{place}.{name}" if place else name)
    else:
        yield place, _value(part)


def _value(value: Any) -> str:
    if value is None:
        return gettext("none")
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, int | float):
        return number_in_words(value)
    return gettext(VALUES[value]) if value in VALUES else str(value)


def setting_name(path: str) -> str:
    """A setting in the reader's words, by its path in an experiment."""
    return gettext(SETTINGS[path]) if path in SETTINGS else path


def _place(path: str) -> int:
    return list(SETTINGS).index(path) if path in SETTINGS else len(SETTINGS)

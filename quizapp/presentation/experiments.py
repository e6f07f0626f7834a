"""Experiments in the reader's words: the settings that two of them share, and those in which they differ."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

import simulator
from quizapp.presentation.language import number_in_words
from quizapp.presentation.setting_words import SETTINGS, VALUES
from simulator.paths import leaves, split

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
    """The shared settings, without defaults except for the most important ones."""
    first, second = _flat(baseline), _flat(treated or baseline)
    told = {*_flat(baseline, only_set=True), *_flat(treated or baseline, only_set=True), *ALWAYS_TOLD}
    shared = [path for path in first if path in told and path in second and first[path] == second[path]]
    return [SettingInWords(setting_name(path), first[path]) for path in sorted(shared, key=_place)]


def differences(baseline: simulator.Experiment, treated: simulator.Experiment) -> list[SettingInWords]:
    """The settings in which the two differ; a dash if one has no such setting."""
    first, second = _flat(baseline), _flat(treated)
    paths = [path for path in {**first, **second} if first.get(path) != second.get(path)]
    return [
        SettingInWords(setting_name(path), first.get(path, "–"), second.get(path, "–"))
        for path in sorted(paths, key=_place)
    ]


def _flat(experiment: simulator.Experiment, only_set: bool = False) -> dict[str, str]:
    """Dotted names and values in words; clipping and penalties are one setting each."""
    document = experiment.model_dump(mode="json", exclude_defaults=only_set)
    flat = {
        path: _value(value)
        for path, value in leaves(document)
        if split(path)[0] not in ("clip", "penalty", *NOT_TOLD)
    }
    if experiment.clip or not only_set:
        clip = experiment.clip
        flat["clip"] = f"{_value(clip.kind)}, {_value(clip.threshold)}" if clip else gettext("none")
    if experiment.penalty or not only_set:
        penalty = experiment.penalty
        flat["penalty"] = (
            f"{penalty.kind.upper()}, {_value(penalty.strength)}" if penalty else gettext("none")
        )
    return flat


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
    return gettext(SETTINGS[path].name) if path in SETTINGS else path


def _place(path: str) -> int:
    return list(SETTINGS).index(path) if path in SETTINGS else len(SETTINGS)

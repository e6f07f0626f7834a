"""The experiment to fix, and the experiment with changed settings."""

from collections.abc import Mapping
from typing import Any

import simulator
from quizapp.domain.experiments.knobs import Arms
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.kinds.fix_it.model import FixIt
from quizapp.kinds.item import arms_of
from simulator.paths import put, value_at


def original_experiment(item: FixIt, scenario: Scenario) -> simulator.Experiment:
    return original_arm(item, arms_of(item, scenario))


def original_arm(item: FixIt, arms: Arms) -> simulator.Experiment:
    baseline, treated = arms
    return baseline if item.arm == "baseline" else treated


def with_changes(
    item: FixIt, original: simulator.Experiment, changes: Mapping[str, Any]
) -> simulator.Experiment:
    """The experiment with these settings changed. Raises InvalidExperiment if they are incompatible."""
    document = original.model_dump(mode="json")
    for setting in item.settings:
        if setting.id not in changes:
            continue
        value = changes[setting.id]
        if setting.path is not None:
            _set(document, setting.path, value)
        for choice in setting.choices:
            if choice.id == value:
                for path, to in choice.set.items():
                    _set(document, path, to)
    return simulator.Experiment.model_validate(document)


def _set(document: dict[str, Any], path: str, value: Any) -> None:
    if isinstance(value_at(document, path), int) and isinstance(value, float) and value.is_integer():
        value = int(value)
    put(document, path, value)


def values_as_they_are(item: FixIt, arms: Arms) -> dict[str, Any]:
    """The values of the settings with a range in the experiment to fix, by setting; None if a group is absent."""
    document = original_arm(item, arms).model_dump(mode="json")
    return {each.id: value_at(document, each.path) for each in item.settings if each.path is not None}

"""The experiments an item is about: those of its linked scenario, and what changes make of one of them."""

from collections.abc import Mapping
from typing import Any

import simulator
from quizapp.domain.experiments.knobs import Arms, turn_knobs
from quizapp.domain.experiments.paths import put, value_at
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.domain.items import FixIt, Item


def arms_of(item: Item, scenario: Scenario) -> Arms:
    """The baseline and treated experiments with the knobs set as the item sets them."""
    return turn_knobs(scenario, item.scenario.knobs)


def sick_experiment(item: FixIt, scenario: Scenario) -> simulator.Experiment:
    baseline, treated = arms_of(item, scenario)
    return baseline if item.arm == "baseline" else treated


def with_changes(item: FixIt, sick: simulator.Experiment, changes: Mapping[str, Any]) -> simulator.Experiment:
    """The experiment with these settings changed. Raises InvalidExperiment if they do not go together."""
    document = sick.model_dump(mode="json")
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

"""The experiments an item is about: those of its linked scenario, and what changes make of one of them."""

from collections.abc import Mapping
from typing import Any

import simulator
from quizapp.domain.items import FixIt, Item
from quizapp.domain.knobs import turn_knobs
from quizapp.domain.scenarios import Scenario

Arms = tuple[simulator.Experiment, simulator.Experiment]


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


def value_at(experiment: simulator.Experiment, path: str) -> Any:
    """The value of a setting, such as `clip.threshold`; None where its group is absent."""
    here: Any = experiment.model_dump(mode="json")
    for name in path.split("."):
        here = here.get(name) if isinstance(here, dict) else None
    return here


def _set(document: dict[str, Any], path: str, value: Any) -> None:
    """A group that is absent, such as `clip`, is made for the settings inside it."""
    *groups, name = path.split(".")
    here = document
    for group in groups:
        if not isinstance(here.get(group), dict):
            here[group] = {}
        here = here[group]
    if isinstance(here.get(name), int) and isinstance(value, float) and value.is_integer():
        value = int(value)
    here[name] = value

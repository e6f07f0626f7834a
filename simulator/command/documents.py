"""Experiments from documents already read: one experiment, or a scenario with two."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any

import simulator as sim
from simulator.paths import join, put, rest_below

ARMS = ("baseline", "treated")
Assignment = tuple[str, Any]  # the dotted path of a field, and its value


class UnreadableFile(Exception):
    """A file that cannot be opened or written, or does not contain a mapping."""


def documents_in(
    document: Mapping[str, Any], settings: Sequence[Assignment] = ()
) -> dict[str, dict[str, Any]]:
    """The experiments of a document by name, with settings applied: `baseline` and `treated` of a scenario,
    else one under the empty name. A setting reaches every experiment, or one if it begins with its name.
    """
    is_scenario = all(isinstance(document.get(arm), dict) for arm in ARMS)
    arms = {arm: document[arm].get("experiment", {}) for arm in ARMS} if is_scenario else {"": dict(document)}
    experiments = copy.deepcopy(arms)
    for path, value in settings:
        own = {arm: rest for arm in ARMS if is_scenario and (rest := rest_below(path, arm))}
        targets = own or dict.fromkeys(experiments, path)
        for name, place in targets.items():
            put(experiments[name], place, value)
    return experiments


def experiments_in(
    document: Mapping[str, Any], settings: Sequence[Assignment] = ()
) -> dict[str, sim.Experiment]:
    """The validated experiments; raises InvalidExperiment."""
    return {name: validated(one, name) for name, one in documents_in(document, settings).items()}


def validated(document: dict[str, Any], name: str = "") -> sim.Experiment:
    """An experiment from its document; problems start with its name."""
    try:
        return sim.Experiment.model_validate(document)
    except sim.InvalidExperiment as error:
        raise sim.InvalidExperiment(
            sim.Problem(join(name, problem.field), problem.code, problem.message, problem.context)
            for problem in error.problems
        ) from None

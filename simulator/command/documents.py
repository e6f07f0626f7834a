"""Experiments from documents already read: one experiment, or a scenario with two."""

import copy
from collections.abc import Mapping, Sequence
from pathlib import Path
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


def check_folder(path: str | None) -> None:
    """Check before any work: raises UnreadableFile if the folder of a file to write is missing."""
    if path and not Path(path).parent.is_dir():
        raise UnreadableFile(f"{path}: the folder was not found: {Path(path).parent}")


def write_text(path: str, text: str) -> None:
    """Write a file; raises UnreadableFile with the reason."""
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        raise UnreadableFile(f"{path}: {error}") from None


def path_for(path: str, name: str) -> str:
    """The path for one experiment: results.csv becomes results-baseline.csv for `baseline`."""
    place = Path(path)
    return str(place.with_name(f"{place.stem}-{name}{place.suffix}")) if name else path

"""Reading experiments: a file with one experiment, a scenario's file with two, or the slug of a scenario."""

import copy
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

import simulator as sim

SCENARIOS = Path("content/scenarios")
ARMS = ("baseline", "treated")


class Yaml(yaml.SafeLoader):
    """YAML in which 1e-4 is a number, as in YAML 1.2 and in JSON."""


Yaml.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"^[-+]?[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+$"), list("-+0123456789")
)


class UnreadableFile(Exception):
    """A file that cannot be opened or written, or holds no mapping."""


def documents_in(source: str, settings: Sequence[str] = ()) -> dict[str, dict[str, Any]]:
    """The experiments of a file by name, with settings applied: `baseline` and `treated` of a scenario, else
    one under the empty name. A setting reaches every experiment, or one if it begins with its name.
    """
    document = _mapping_in(source)
    is_scenario = all(isinstance(document.get(arm), dict) for arm in ARMS)
    experiments = (
        {arm: document[arm].get("experiment", {}) for arm in ARMS} if is_scenario else {"": document}
    )
    experiments = copy.deepcopy(experiments)
    for setting in settings:
        path, value = parsed_setting(setting)
        arm, _, rest = path.partition(".")
        targets = {arm: rest} if is_scenario and arm in ARMS else dict.fromkeys(experiments, path)
        for name, place in targets.items():
            put(experiments[name], place, value)
    return experiments


def experiments_in(source: str, settings: Sequence[str] = ()) -> dict[str, sim.Experiment]:
    """The same, validated; raises UnreadableFile and InvalidExperiment."""
    documents = documents_in(source, settings)
    return {name: validated(document, name) for name, document in documents.items()}


def validated(document: dict[str, Any], name: str = "") -> sim.Experiment:
    """An experiment from its document; problems begin with its name."""
    try:
        return sim.Experiment.model_validate(document)
    except sim.InvalidExperiment as error:
        prefix = f"{name}." if name else ""
        raise sim.InvalidExperiment(
            sim.Problem(prefix + problem.field, problem.code, problem.message, problem.context)
            for problem in error.problems
        ) from None


def _mapping_in(source: str) -> dict[str, Any]:
    path = Path(source)
    if not path.exists() and (SCENARIOS / f"{source}.yaml").exists():
        path = SCENARIOS / f"{source}.yaml"
    try:
        text = sys.stdin.read() if source == "-" else path.read_text(encoding="utf-8")
        document = yaml.load(text, Loader=Yaml)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UnreadableFile(f"{source}: {error}") from None
    if not isinstance(document, dict):
        raise UnreadableFile(f"{source}: an experiment is a mapping with `network` and `task`")
    return document


def parsed_setting(setting: str) -> tuple[str, Any]:
    """FIELD=VALUE as the dotted path and the value, read as YAML."""
    path, separator, value = setting.partition("=")
    if not separator or not path or path.endswith("."):
        message = "a setting reads FIELD=VALUE, for example network.depth=20"
        raise sim.InvalidExperiment([sim.Problem(setting, "not_a_setting", message)])
    return path, yaml.load(value, Loader=Yaml)


def put(document: dict[str, Any], path: str, value: Any) -> None:
    """Set a field by its dotted path, making the mappings on the way."""
    *parents, last = path.split(".")
    place = document
    for parent in parents:
        if not isinstance(place.get(parent), dict):
            place[parent] = {}
        place = place[parent]
    place[last] = value


def write_text(path: str, text: str) -> None:
    """Write a file; raises UnreadableFile with the reason."""
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        raise UnreadableFile(f"{path}: {error}") from None


def path_for(path: str, name: str) -> str:
    """results.csv for the experiment `baseline` is results-baseline.csv."""
    place = Path(path)
    return str(place.with_name(f"{place.stem}-{name}{place.suffix}")) if name else path

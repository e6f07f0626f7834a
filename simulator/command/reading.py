"""Parse the command line: files and scenarios, settings, axes of a grid."""

import difflib
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import yaml

import simulator as sim
from simulator.command.documents import Assignment, UnreadableFile

_PACKAGES: Final = Path(sim.__file__).resolve().parents[1]
# Where scenarios are found by name: below the folder the command is started in, in a checkout, in an installed wheel.
SCENARIO_FOLDERS: Final = tuple(
    folder / "scenarios"
    for folder in (Path("content"), _PACKAGES / "content", _PACKAGES / "quizapp" / "content")
)


_RANGE: Final = re.compile(r"([0-9]{1,18})\.\.([0-9]{1,18})")
MOST_FIELDS: Final = 1000  # of a mapping, with those that are merged into it


class Yaml(yaml.SafeLoader):
    """YAML in which 1e-4 is a number, as in YAML 1.2 and in JSON."""

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Refuses merges of merges before they have multiplied."""
        super().flatten_mapping(node)
        if len(node.value) > MOST_FIELDS:
            raise yaml.constructor.ConstructorError(
                None, None, f"a mapping has more than {MOST_FIELDS} fields", node.start_mark
            )


Yaml.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"^[-+]?[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+$"), list("-+0123456789")
)


def mapping_in(source: str) -> dict[str, Any]:
    """The document of a file, of a scenario by its name, or of standard input."""
    scenarios = {one.stem: one for folder in reversed(SCENARIO_FOLDERS) for one in folder.glob("*.yaml")}
    path = Path(source)
    if not path.exists():
        path = scenarios.get(source, path)
    if source != "-" and not path.exists():
        near = difflib.get_close_matches(source, scenarios, n=3)
        known = ", ".join(sorted(scenarios))
        hint = (
            f"; did you mean {' or '.join(near)}?"
            if near
            else f"; the scenarios are {known}"
            if known
            else ""
        )
        raise UnreadableFile(f"{source}: no file and no scenario has this name{hint}")
    try:
        text = sys.stdin.read() if source == "-" else path.read_text(encoding="utf-8")
        document = yaml.load(text, Loader=Yaml)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UnreadableFile(f"{source}: {error}") from None
    if not isinstance(document, dict):
        raise UnreadableFile(f"{source}: an experiment is a mapping with `network` and `task`")
    return document


def setting_in(setting: str) -> Assignment:
    """FIELD=VALUE as the dotted path and the value, read as YAML."""
    path, separator, value = setting.partition("=")
    if not separator or not path or path.endswith("."):
        message = "a setting has the form FIELD=VALUE, for example network.depth=20"
        raise sim.InvalidExperiment([sim.Problem(setting, "not_a_setting", message)])
    return path, _value(setting, value)


def axis_in(setting: str) -> tuple[str, Sequence[Any]]:
    """FIELD=VALUE,VALUE,… or FIELD=FIRST..LAST (whole numbers) as the path and its values."""
    path, separator, values = setting.partition("=")
    ends = _RANGE.fullmatch(values)
    if separator and ends:
        first, last = map(int, ends.groups())
        if last < first:
            message = f"a range must ascend: {last}..{first}"
            raise sim.InvalidExperiment([sim.Problem(setting, "not_an_axis", message)])
        return path, range(first, last + 1)
    found = _value(setting, f"[{values}]") if separator and values else []
    if not path or not found:
        message = "an axis has the form FIELD=VALUE,VALUE,… or FIELD=0..9"
        raise sim.InvalidExperiment([sim.Problem(setting, "not_an_axis", message)])
    return path, found


def _value(setting: str, text: str) -> Any:
    try:
        return yaml.load(text, Loader=Yaml)
    except yaml.YAMLError:
        message = "the value is not valid YAML; quote it if it contains a colon or a bracket"
        raise sim.InvalidExperiment([sim.Problem(setting, "not_a_setting", message)]) from None

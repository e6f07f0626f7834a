"""Where the fields of a YAML text are: the line of each dotted path."""

import yaml

from simulator.paths import is_index, join, split


def lines_of(text: str) -> dict[str, int]:
    """The line of every field and entry of a text that is valid YAML, counted from 1."""
    found: dict[str, int] = {}
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    if node is not None:
        _walk(node, "", found)
    return found


def line_of(lines: dict[str, int], path: str) -> tuple[str, int]:
    """The field, or the nearest group above it that is written, with its line."""
    parts = split(path)
    for count in range(len(parts), 0, -1):
        above = join(*parts[:count])
        if above in lines:
            return above, lines[above]
    return "", 1


def _walk(node: yaml.Node, place: str, found: dict[str, int]) -> None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = join(place, key.value) if isinstance(key, yaml.ScalarNode) else place
            found[here] = key.start_mark.line + 1
            _walk(value, here, found)
    elif isinstance(node, yaml.SequenceNode):
        for index, entry in enumerate(node.value):
            here = join(place, index)
            if is_index(str(index)):
                found[here] = entry.start_mark.line + 1
                _walk(entry, here, found)

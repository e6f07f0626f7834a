"""Values at dotted paths of a nested document, such as `network.init.gain` of an experiment."""

from collections.abc import Iterator, Mapping
from typing import Any

Document = dict[str, Any]


def has(document: Mapping[str, Any], path: str) -> bool:
    """Whether there is a value at the path, including null."""
    group, name = _group_of(document, path)
    return group is not None and name in group


def value_at(document: Mapping[str, Any], path: str) -> Any:
    """The value at the path; None if it, or a group above it, is absent."""
    group, name = _group_of(document, path)
    return None if group is None else group.get(name)


def put(document: Document, path: str, value: Any, whole: Mapping[str, Any] | None = None) -> None:
    """Set the value at the path. An absent group, such as `clip`, is created as it is in `whole`, or empty."""
    *groups, name = path.split(".")
    here, there = document, whole or {}
    for group in groups:
        there = there.get(group) or {}
        if not isinstance(here.get(group), dict):
            here[group] = dict(there)
        here = here[group]
    here[name] = value


def leaves(document: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Every value that is not a group, with its path, in the order of the document."""
    for name, value in document.items():
        path = f"{above}.{name}" if above else name
        if isinstance(value, Mapping):
            yield from leaves(value, path)
        else:
            yield path, value


def _group_of(document: Mapping[str, Any], path: str) -> tuple[Mapping[str, Any] | None, str]:
    *groups, name = path.split(".")
    here: Any = document
    for group in groups:
        here = here.get(group) if isinstance(here, Mapping) else None
    return (here if isinstance(here, Mapping) else None), name

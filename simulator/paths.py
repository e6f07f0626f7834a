"""Values at dotted paths of a nested document, such as `network.init.gain`; a number is an index: `items.3.text`."""

from collections.abc import Iterator, Mapping
from typing import Any

Document = dict[str, Any]
MOST_DIGITS_OF_AN_INDEX = 4

_ABSENT = object()


def join(*parts: object) -> str:
    """The path of these names, indices, and paths, one inside the other; empty ones are left out."""
    return ".".join(text for part in parts if (text := str(part)))


def split(path: str) -> list[str]:
    """The names and indices of a path; none for the empty path, which is that of the document itself."""
    return path.split(".") if path else []


def split_last(path: str) -> tuple[str, str]:
    """The path of the group or list that holds the value, and the value's name or index in it."""
    above, _, name = path.rpartition(".")
    return above, name


def rest_below(path: str, above: str) -> str | None:
    """The path as seen from a group above it: `init.gain` below `network`. None if it does not lie there."""
    return path[len(above) + 1 :] if path.startswith(f"{above}.") else None


def is_index(part: str) -> bool:
    """Whether a part of a path can be an index, with at most four digits."""
    return part.isascii() and part.isdigit() and len(part) <= MOST_DIGITS_OF_AN_INDEX


def has(document: Any, path: str) -> bool:
    """Whether there is a value at the path, including null."""
    return _found(document, path) is not _ABSENT


def value_at(document: Any, path: str) -> Any:
    """The value at the path; None if it, or a group above it, is absent."""
    found = _found(document, path)
    return None if found is _ABSENT else found


def put(document: Document, path: str, value: Any, whole: Mapping[str, Any] | None = None) -> None:
    """Set the value at the path. An absent group, such as `clip`, is created as it is in `whole`, or empty.

    Raises IndexError for an entry that its list does not have.
    """
    *groups, name = split(path)
    here: Any = document
    there: Any = whole
    for group in groups:
        there = _inside(there, group)
        inside = _inside(here, group)
        if not isinstance(inside, dict | list):
            inside = dict(there) if isinstance(there, Mapping) else {}
            _set(here, group, inside)
        here = inside
    _set(here, name, value)


def leaves(document: Any, above: str = "") -> Iterator[tuple[str, Any]]:
    """Every value that is neither a group nor a list, with its path, in the order of the document."""
    waiting = [(above, document)]  # the next one last
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, str) or not isinstance(value, Mapping | list | tuple):
            yield place, value
            continue
        entries = value.items() if isinstance(value, Mapping) else enumerate(value)
        inside = [(f"{place}.{name}" if place else str(name), each) for name, each in entries]
        waiting.extend(reversed(inside))


def _found(document: Any, path: str) -> Any:
    here = document
    for part in split(path):
        here = _inside(here, part)
    return here


def _inside(here: Any, part: str) -> Any:
    if isinstance(here, Mapping):
        return here.get(part, _ABSENT)
    is_there = isinstance(here, list | tuple) and is_index(part) and int(part) < len(here)
    return here[int(part)] if is_there else _ABSENT


def _set(here: Any, part: str, value: Any) -> None:
    if isinstance(here, list):
        if _inside(here, part) is _ABSENT:
            raise IndexError(f"there is no entry {part} in a list of {len(here)}")
        here[int(part)] = value
    else:
        here[part] = value

"""Two changes of one question brought together: what only one side changed is taken over, and the rest is chosen.

Exercises and their parts are told by their ids. A field is the smallest thing that can be chosen, and so is an exercise
or a part that one side removed and the other one changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from quizapp.errors import N_, Invalid, Problem
from quizapp.presentation.version_differences import (
    FieldDifference,
    Key,
    differences_between,
    fields_of,
    name_of,
)
from simulator.paths import Document, join

Side = Literal["theirs", "mine"]
SIDES: tuple[Side, ...] = ("theirs", "mine")
CHOOSE = N_("Choose one of the two texts.")
NO_CLASH = N_("Not both sides changed this field, so there is nothing to choose.")
_MISSING: Any = object()


@dataclass(frozen=True)
class Clash:
    """A place that both sides changed, each to something else. Texts are empty where a side has none."""

    key: Key
    base: str
    theirs: str
    mine: str

    @property
    def name(self) -> str:
        return "/".join(self.key)

    @property
    def field(self) -> str:
        """Dotted, with exercises and parts by their ids."""
        return join(*self.key)


@dataclass
class Merge:
    """document: with the chosen side at each clash, or else mine. taken: what only they changed."""

    document: Document = field(default_factory=dict)
    clashes: list[Clash] = field(default_factory=list)
    taken: list[FieldDifference] = field(default_factory=list)


def merge(
    base: Document, theirs: Document, mine: Document, chosen: Mapping[str, Side] | None = None
) -> Merge:
    """chosen: by the name of a clash."""
    merging = Merge()
    found = _merged(base, theirs, mine, (), merging, chosen or {})
    merging.document = found if isinstance(found, dict) else dict(mine)
    return merging


def merged_as_chosen(
    base: Document, theirs: Document, mine: Document, choices: Mapping[str, Side]
) -> Document:
    """choices: by the field of a clash. Raises Invalid naming each clash without one, and each that there is not."""
    names = {clash.field: clash.name for clash in merge(base, theirs, mine).clashes}
    missing = [Problem(join("choices", field), CHOOSE) for field in names if field not in choices]
    unknown = [Problem(join("choices", field), NO_CLASH) for field in choices if field not in names]
    if missing or unknown:
        raise Invalid([*missing, *unknown])
    return merge(base, theirs, mine, {names[field]: side for field, side in choices.items()}).document


def place_in(document: Any, key: Key) -> str | None:
    """The dotted place of a key; None if the document has no such place."""
    here, place = document, ""
    for name in key:
        if name == "#":
            continue
        if isinstance(here, Mapping) and name in here:
            here, place = here[name], join(place, name) if place else name
            continue
        if not isinstance(here, list | tuple):
            return None
        index = next((at for at, each in enumerate(here) if name_of(each, at) == name), None)
        if index is None:
            return None
        here, place = here[index], join(place, index)
    return place


def _merged(base: Any, theirs: Any, mine: Any, key: Key, merging: Merge, chosen: Mapping[str, Side]) -> Any:
    if theirs in (base, mine):
        return mine
    if mine == base:
        merging.taken += _difference(key, base, theirs)
        return theirs
    if isinstance(theirs, Mapping) and isinstance(mine, Mapping):
        return _merged_fields(base if isinstance(base, Mapping) else {}, theirs, mine, key, merging, chosen)
    if all(_is_named(each) for each in (theirs, mine)) and (base is _MISSING or _is_named(base)):
        return _merged_entries(base if base is not _MISSING else [], theirs, mine, key, merging, chosen)
    clash = Clash(key, _as_text(base), _as_text(theirs), _as_text(mine))
    if clash.theirs == clash.mine:
        return mine
    merging.clashes.append(clash)
    return theirs if chosen.get(clash.name) == "theirs" else mine


def _merged_fields(
    base: Mapping[str, Any],
    theirs: Mapping[str, Any],
    mine: Mapping[str, Any],
    key: Key,
    merging: Merge,
    chosen: Mapping[str, Side],
) -> dict[str, Any]:
    found = {
        name: _merged(
            base.get(name, _MISSING),
            theirs.get(name, _MISSING),
            mine.get(name, _MISSING),
            (*key, str(name)),
            merging,
            chosen,
        )
        for name in {**mine, **theirs}
    }
    return {name: value for name, value in found.items() if value is not _MISSING}


def _merged_entries(
    base: list[Any], theirs: list[Any], mine: list[Any], key: Key, merging: Merge, chosen: Mapping[str, Side]
) -> list[Any]:
    """In my order, with what only they have after what it follows there; in their order if I did not change it."""
    before, their, my = _by_name(base), _by_name(theirs), _by_name(mine)
    order = list(my)
    if [name for name in before if name in my] == [name for name in my if name in before]:
        order = [name for name in their if name in my]
        for name in my:
            if name not in their:
                _insert_after(order, name, list(my))
    for name in their:
        if name not in my:
            _insert_after(order, name, list(their))
    found = {
        name: _merged(
            before.get(name, _MISSING),
            their.get(name, _MISSING),
            my.get(name, _MISSING),
            (*key, name),
            merging,
            chosen,
        )
        for name in order
    }
    return [value for value in found.values() if value is not _MISSING]


def _insert_after(order: list[str], name: str, where: list[str]) -> None:
    """After the nearest one before it that is there already."""
    for earlier in reversed(where[: where.index(name)]):
        if earlier in order:
            order.insert(order.index(earlier) + 1, name)
            return
    order.insert(0, name)


def _is_named(value: Any) -> bool:
    """Whether it is a list of entries that can be told by their names."""
    if not isinstance(value, list | tuple) or not all(isinstance(each, Mapping) for each in value):
        return False
    names = [name_of(each, index) for index, each in enumerate(value)]
    return len(set(names)) == len(names) and all(each.get("id") or each.get("name") for each in value)


def _by_name(entries: list[Any]) -> dict[str, Any]:
    return {name_of(each, index): each for index, each in enumerate(entries)}


def _difference(key: Key, base: Any, theirs: Any) -> list[FieldDifference]:
    """Field by field below a key."""
    before, after = ({} if each is _MISSING else {"": each} for each in (base, theirs))
    found = differences_between(before, after)
    return [replace(each, key=(*key, *each.key[1:])) for each in found if each.key[-1] != "#"]


def _as_text(value: Any) -> str:
    """A field as its text; of a part, those of its fields."""
    if value is _MISSING:
        return ""
    return "\n".join(text for key, (_, text) in fields_of({"": value}).items() if key[-1] != "#")


def merge_document(base: Document, theirs: Document, mine: Document) -> Document:
    """What comes together and what has to be chosen, as a plain document."""
    merged = merge(base, theirs, mine)
    return {
        "clashes": [
            {"field": each.field, "base": each.base, "theirs": each.theirs, "mine": each.mine}
            for each in merged.clashes
        ],
        "taken": [{"field": each.name, "before": each.before, "after": each.after} for each in merged.taken],
    }

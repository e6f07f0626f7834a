"""Two people’s changes to one part of a question: what each of them changed, field by field."""

from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime

from quizapp.services.part_editing import PartChanged
from quizapp.services.question_parts import revision_of
from quizapp.web.authoring.labels import Labels
from quizapp.web.authoring.question_form import place_of, values_of
from simulator.paths import Document, has, join, put, split, value_at


@dataclass(frozen=True)
class Difference:
    """A field with both texts; empty where one side has no such field."""

    place: str
    label: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class Conflict:
    """What to show of two people’s changes of one part.

    document: of the part alone. revision: of the part as it is saved now. differences: fields that both changed, or,
    if their changes cannot be told apart, all that differ. taken: the labels of the fields that only they changed,
    which `document` has as they saved them.
    """

    document: Document
    revision: str
    author: str | None
    at: datetime | None
    differences: tuple[Difference, ...]
    taken: tuple[str, ...]


def conflict_of(mine: Document, theirs: Document, base: Document | None, changed: PartChanged) -> Conflict:
    """Both changes in one document as far as they concern different fields; where both changed a field, mine stays.

    mine, theirs, base: documents of the part alone.
    """
    merged, taken = deepcopy(mine), []
    if base is not None and _skeleton(base) == _skeleton(theirs) == _skeleton(mine):
        before, their_texts, my_texts = values_of(base), values_of(theirs), values_of(mine)
        for place in _changed(before, their_texts):
            if my_texts.get(place) == before.get(place):
                take(merged, theirs, place)
                taken.append(Labels(theirs).way(place))
    differences = _differences(merged, theirs, base)
    revision = revision_of(changed.theirs)
    return Conflict(merged, revision, changed.author, changed.at, differences, tuple(taken))


def take(document: Document, theirs: Document, place: str) -> None:
    """Give the document the value that theirs has at a place."""
    if has(theirs, place):
        put(document, place, deepcopy(value_at(theirs, place)))
    elif has(document, place):
        put(document, place, None)


def _differences(mine: Document, theirs: Document, base: Document | None) -> tuple[Difference, ...]:
    my_texts, their_texts = values_of(mine), values_of(theirs)
    before = values_of(base) if base is not None and _skeleton(base) == _skeleton(theirs) else {}
    found = []
    for place in _changed(my_texts, their_texts):
        if place in before and their_texts.get(place) == before[place]:
            continue  # only I changed it
        labels = Labels(mine if place in my_texts else theirs)
        found.append(
            Difference(place, labels.way(place), their_texts.get(place, ""), my_texts.get(place, ""))
        )
    order = Labels(mine)
    return tuple(sorted(found, key=lambda each: order.order(place_of(each.place, mine) or each.place)))


def _changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return [place for place in {**before, **after} if before.get(place, "") != after.get(place, "")]


def _skeleton(document: Document) -> list[tuple[str, object]]:
    """The exercises and their parts by their ids: the same for two documents whose fields can be compared by place."""
    found: list[tuple[str, object]] = []
    _walk(document, "", found)
    return found


def _walk(document: object, place: str, found: list[tuple[str, object]]) -> None:
    if isinstance(document, dict):
        for name in sorted(document):
            _walk(document[name], join(place, name), found)
    elif isinstance(document, list):
        names = [
            entry.get("id", entry.get("name", "")) if isinstance(entry, dict) else "" for entry in document
        ]
        if document and split(place):
            found.append((place, names))
        for index, entry in enumerate(document):
            _walk(entry, join(place, index), found)

"""The claims that speak against wrong answers, and which of them an answer contradicts."""

from typing import Any

from quizapp.kinds import kind_of
from quizapp.kinds.grade import MalformedAnswer
from quizapp.kinds.item import ItemModel
from quizapp.kinds.refutable import Refutable, refutable_in


def claims_against(item: ItemModel) -> tuple[str, ...]:
    """Each claim once that speaks against some wrong answer, in the order of the item."""
    return tuple(dict.fromkeys(each.contradicts for each in refutable_in(item) if each.contradicts))


def contradictions_of(item: ItemModel) -> dict[str, str]:
    """The claims by the ids of the parts of the item, such as options, that they speak against."""
    parts = (part for name in type(item).model_fields for part in _several(getattr(item, name)))
    return {part.id: part.contradicts for part in parts if getattr(part, "id", None) and part.contradicts}  # type: ignore[attr-defined]


def contradictions_in(item: ItemModel, answer: Any) -> dict[str, str]:
    """The claims that a wrong answer contradicts, by the ids of its wrong parts; "" for the whole answer."""
    if not claims_against(item):
        return {}
    try:
        wrong = list(kind_of(item).wrong_in(item, answer))
    except MalformedAnswer:  # an answer to an earlier version
        return {}
    return {part_id: each.contradicts for part_id, each in wrong if each.contradicts}


def claims_contradicted(item: ItemModel, answer: Any) -> tuple[str, ...]:
    """Each claim once that a wrong answer contradicts."""
    return tuple(dict.fromkeys(contradictions_in(item, answer).values()))


def _several(value: Any) -> tuple[Refutable, ...]:
    """The parts of a field that can be wrong, at its first level."""
    return tuple(each for each in value if isinstance(each, Refutable)) if isinstance(value, tuple) else ()

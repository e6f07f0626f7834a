"""The claims that speak against wrong options, and which of them an answer contradicts."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from quizapp.kinds.item import ItemModel


def contradictions_of(item: ItemModel) -> dict[str, str]:
    """The claims by the ids of the wrong options that they speak against, in the order of the item."""
    return dict(_contradictions_in(item))


def claims_contradicted(item: ItemModel, answer: Any) -> tuple[str, ...]:
    """Each claim once that a chosen wrong option contradicts."""
    claims = contradictions_of(item)
    return (
        tuple(dict.fromkeys(claims[each] for each in _words_in(answer) if each in claims)) if claims else ()
    )


def _contradictions_in(part: Any) -> Iterator[tuple[str, str]]:
    if isinstance(part, tuple):
        for entry in part:
            yield from _contradictions_in(entry)
    elif isinstance(part, BaseModel):
        if claim := getattr(part, "contradicts", None):
            yield part.id, claim  # type: ignore[attr-defined]
        for name in type(part).model_fields:
            yield from _contradictions_in(getattr(part, name))


def _words_in(answer: Any) -> Iterator[str]:
    if isinstance(answer, str):
        yield answer
    elif isinstance(answer, Mapping):
        for each in answer.values():
            yield from _words_in(each)
    elif isinstance(answer, list | tuple):
        for each in answer:
            yield from _words_in(each)

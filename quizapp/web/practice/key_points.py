"""Presenter of the key points of a model answer, with the exercises that train each of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from quizapp.bank.questions import Question
from quizapp.domain.text import Text
from quizapp.services.practice import ItemStanding
from quizapp.web.practice.landmarks import mark_of, place_on_question_page


@dataclass(frozen=True)
class TrainingItem:
    """An exercise about a key point. number: its place in the question."""

    number: int
    item_id: str
    href: str
    mark: str


@dataclass(frozen=True)
class KeyPointLine:
    """mark: of all its exercises together; None if none is about it."""

    text: Text
    mark: str | None
    items: tuple[TrainingItem, ...]


def key_points(question: Question, standings: Mapping[str, ItemStanding]) -> list[KeyPointLine]:
    """In the order of the answer; empty if the question has no interview, which is what names key points."""
    if question.interview is None:
        return []
    lines = []
    for point in question.interview.key_points:
        items = tuple(
            TrainingItem(
                number,
                item.id,
                place_on_question_page(question.slug, item.id),
                mark_of(_score(standings.get(item.id))),
            )
            for number, item in enumerate(question.items, start=1)
            if item.id in point.items
        )
        lines.append(KeyPointLine(point.text, _mark_together([item.mark for item in items]), items))
    return lines


def _score(standing: ItemStanding | None) -> float | None:
    """None also while a second try may follow."""
    if standing is None or standing.latest is None or standing.latest.open_hint:
        return None
    return standing.latest.grade.score


def _mark_together(marks: Iterable[str]) -> str | None:
    """Right if all are right; open if none is answered; wrong if every answer is wrong; else partly right."""
    every = set(marks)
    if not every:
        return None
    if len(every) == 1:
        return every.pop()
    return "wrong" if every == {"wrong", "open"} else "partly"

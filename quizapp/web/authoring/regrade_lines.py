"""The attempts of a regrade, with each answer in words."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from quizapp.bank.parametric.item import ParametricItem
from quizapp.bank.questions import Question
from quizapp.kinds import answer_in_words
from quizapp.kinds.item import ItemModel
from quizapp.presentation.language import current_language
from quizapp.services.regrades import EntryShown


@dataclass(frozen=True)
class EntryLine:
    entry: EntryShown
    words: str

    @property
    def who(self) -> tuple[UUID, str | None]:
        return self.entry.learner_id, self.entry.learner


def entry_lines(entries: Iterable[EntryShown], target: dict[str, Any]) -> list[EntryLine]:
    """target: the question whose key is used; what it no longer knows is said as it was sent."""
    items = {item.id: item for item in Question.from_publication(target).items}
    return [EntryLine(each, _in_words(items.get(each.item_id), each.answer)) for each in entries]


def _in_words(item: ItemModel | None, answer: Any) -> str:
    if item is not None and not isinstance(item, ParametricItem):
        with suppress(LookupError, TypeError, ValueError, AttributeError):
            return answer_in_words(item, answer, current_language())
    if isinstance(answer, dict):
        return ", ".join(f"{name}: {value}" for name, value in answer.items())
    return ", ".join(map(str, answer)) if isinstance(answer, list) else str(answer)

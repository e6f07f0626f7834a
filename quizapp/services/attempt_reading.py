"""Attempts with the items that were answered, in the version of their question at that time, or in the one with whose
key they were regraded.

The version that is published now is in the bank already, and the text of another one is parsed once in each process.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.bank.parametric.drawing import Drawn, redraw
from quizapp.bank.parametric.functions import Value
from quizapp.bank.parametric.item import AuthoredItem, ParametricItem
from quizapp.bank.parametric.placeholders import filled_text
from quizapp.bank.questions import Question
from quizapp.domain.text import Text
from quizapp.models import Attempt, QuestionVersion
from quizapp.services.published_bank import published_bank
from quizapp.services.published_documents import as_text, read_document


@dataclass(frozen=True)
class ReadAttempt:
    """authored: the item as its author wrote it. is_published: whether the question still has it."""

    attempt: Attempt
    question: Question
    authored: AuthoredItem
    place: int
    is_published: bool

    @property
    def parameters(self) -> dict[str, Value]:
        """The values that were drawn for its variant."""
        found: dict[str, Value] = self.attempt.variant_parameters.get("parameters", {})
        return found

    @cached_property
    def drawn(self) -> Drawn:
        return redraw(self.authored, self.attempt.variant_parameters)

    @property
    def prompt(self) -> Text:
        """With the drawn values; the rest of the item is not drawn."""
        if not isinstance(self.authored, ParametricItem):
            return self.authored.prompt
        names = self.authored.names(self.parameters)
        written = self.authored.prompt
        return Text(zh=filled_text(written.zh, names), en=filled_text(written.en, names))


def read_attempts(session: Session, attempt_ids: Iterable[int]) -> list[ReadAttempt]:
    """In the order of the ids."""
    wanted = list(attempt_ids)
    query = select(Attempt).where(Attempt.attempt_id.in_(wanted))
    found = {attempt.attempt_id: attempt for attempt in session.scalars(query)}
    questions = _questions(session, {_version_of(attempt) for attempt in found.values()})
    published = published_bank(session).items
    read = []
    for attempt_id in wanted:
        if (attempt := found.get(attempt_id)) is None:
            continue
        question = questions[_version_of(attempt)]
        place, item = next(
            (place, item) for place, item in enumerate(question.items, start=1) if item.id == attempt.item_id
        )
        read.append(ReadAttempt(attempt, question, item, place, attempt.item_id in published))
    return read


def _version_of(attempt: Attempt) -> int:
    """The one whose key graded it."""
    return attempt.graded_version_id or attempt.question_version_id


def _questions(session: Session, version_ids: set[int]) -> dict[int, Question]:
    latest = published_bank(session).versions
    found = {version: latest[version].question for version in version_ids & latest.keys()}
    if earlier := version_ids - latest.keys():
        query = select(QuestionVersion.question_version_id, as_text(QuestionVersion.body)).where(
            QuestionVersion.question_version_id.in_(earlier)
        )
        found |= {version: read_document(Question, text) for version, text in session.execute(query)}
    return found

"""Presenter of exams: small values made from the results of the services."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from quizapp.bank.parametric.item import AuthoredItem
from quizapp.bank.questions import Question, Topic
from quizapp.domain.exams.rules import window_of
from quizapp.models import ExamSitting
from quizapp.services.exams import ExamStanding
from quizapp.services.published_bank import PublishedBank

LEVELS = (1, 2, 3)


@dataclass(frozen=True)
class ExamCard:
    """An exam in a list. state: whether it is being taken, can be begun, will open, or can no longer be begun."""

    standing: ExamStanding
    state: Literal["running", "ready", "early", "past"]
    seconds_left: float = 0.0

    @property
    def latest(self) -> ExamSitting | None:
        return self.standing.finished[0] if self.standing.finished else None


@dataclass(frozen=True)
class TopicCounts:
    """How many exercises of each level a topic has."""

    topic: Topic
    by_level: Mapping[int, int]

    @property
    def total(self) -> int:
        return sum(self.by_level.values())


@dataclass(frozen=True)
class CountTable:
    rows: tuple[TopicCounts, ...]

    @property
    def total(self) -> int:
        return sum(row.total for row in self.rows)


@dataclass(frozen=True)
class FixedChoice:
    """A question with the exercises that an exam can be made of."""

    question: Question
    items: Sequence[AuthoredItem]


def exam_cards(standings: Iterable[ExamStanding], moment: datetime) -> list[ExamCard]:
    return [_card(standing, moment) for standing in standings]


def table_of_counts(bank: PublishedBank) -> CountTable:
    rows = []
    for topic in bank.topics.values():
        levels: list[int] = [
            item.level
            for published in bank.questions.values()
            if published.question.topic == topic.slug
            for item in published.question.items
        ]
        if levels:
            rows.append(TopicCounts(topic, {level: levels.count(level) for level in LEVELS}))
    return CountTable(tuple(rows))


def fixed_choices(bank: PublishedBank) -> list[FixedChoice]:
    return [
        FixedChoice(published.question, published.question.items) for published in bank.questions.values()
    ]


def minutes_of(seconds: float) -> int:
    """Whole minutes, the last one begun."""
    return -int(-seconds // 60)


def given_in_form(answer: Any, empty: Any) -> Any:
    """A saved answer as the fields of a form show it. empty: an empty answer of this form, whose shape it has."""
    if isinstance(empty, dict):
        parts = answer if isinstance(answer, dict) else {}
        return {name: _written(value) for name, value in parts.items()}
    if isinstance(empty, list):
        return [_written(each) for each in answer] if isinstance(answer, list) else None
    return None if answer is None or isinstance(answer, (dict, list)) else _written(answer)


def _written(value: Any) -> Any:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return f"{value:g}" if is_number and abs(value) < 1e15 else value


def _card(standing: ExamStanding, moment: datetime) -> ExamCard:
    if (sitting := standing.open_sitting) is not None:
        return ExamCard(standing, "running", sitting.clock.seconds_left(moment))
    state = window_of(standing.rules).state_at(moment)
    if state == "early":
        return ExamCard(standing, "early")
    is_past = state == "past" or standing.attempts_left() == 0 or standing.exam.retired_at is not None
    return ExamCard(standing, "past" if is_past else "ready")

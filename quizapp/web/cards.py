"""Cards of questions and topics, as several pages list them."""

from collections.abc import Mapping
from dataclasses import dataclass

from quizapp.bank.questions import Question, Topic
from quizapp.domain.text import Label, Text


@dataclass(frozen=True)
class QuestionCard:
    """A question in a list, with the learner's progress."""

    slug: str
    number: str | None
    title: Label
    item_count: int
    answered_count: int
    mean_score: float | None
    next_item: str | None  # the first that is not answered


@dataclass(frozen=True)
class TopicCard:
    slug: str
    title: Label
    summary: Text
    questions: list[QuestionCard]


def question_card(question: Question, latest: Mapping[str, float]) -> QuestionCard:
    """latest: the scores of the last answers, by item."""
    items = [item.id for item in question.items]
    scores = [latest[item] for item in items if item in latest]
    return QuestionCard(
        slug=question.slug,
        number=question.number,
        title=question.title,
        item_count=len(items),
        answered_count=len(scores),
        mean_score=sum(scores) / len(scores) if scores else None,
        next_item=next((item for item in items if item not in latest), None),
    )


def topic_card(topic: Topic, questions: list[Question], latest: Mapping[str, float]) -> TopicCard:
    cards = [question_card(question, latest) for question in questions if question.topic == topic.slug]
    return TopicCard(topic.slug, topic.title, topic.summary, cards)

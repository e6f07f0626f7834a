"""Cards of questions and topics, as several pages list them."""

from dataclasses import dataclass

from quizapp.bank.questions import Question, Topic
from quizapp.domain.text import Label, Text
from quizapp.services.practice import ItemStanding


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


def question_card(question: Question, standings: dict[str, ItemStanding]) -> QuestionCard:
    latest = [standings[item.id].latest for item in question.items]
    scores = [graded.attempt.score for graded in latest if graded]
    return QuestionCard(
        slug=question.slug,
        number=question.number,
        title=question.title,
        item_count=len(question.items),
        answered_count=len(scores),
        mean_score=sum(scores) / len(scores) if scores else None,
        next_item=next((item.id for item in question.items if standings[item.id].latest is None), None),
    )


def topic_card(topic: Topic, questions: list[Question], standings: dict[str, ItemStanding]) -> TopicCard:
    cards = [question_card(question, standings) for question in questions if question.topic == topic.slug]
    return TopicCard(topic.slug, topic.title, topic.summary, cards)

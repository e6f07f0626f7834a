"""What pages and statistics need to know about each published item, without parsing a document."""

from collections.abc import Iterable
from dataclasses import dataclass

from quizapp.bank.questions import Question
from quizapp.domain.scheduling.cards import Concept
from quizapp.domain.scheduling.ratings import PARTLY_RIGHT_FROM, RIGHT_FROM
from quizapp.kinds import kind_of, skill_of
from quizapp.kinds.skills import Skill
from quizapp.services.concepts import concept_of


@dataclass(frozen=True)
class ItemFacts:
    """place: of the item in its question, from 1. right_from: the score from which an answer counts as right: an answer
    in one's own words need not make every key point. concept: its kind and its name.
    """

    item_id: str
    topic: str
    question: str
    place: int
    kind: str
    level: int
    skill: Skill
    concept: str
    right_from: float


def facts_of(questions: Iterable[Question]) -> dict[str, ItemFacts]:
    return {
        item.id: ItemFacts(
            item_id=item.id,
            topic=question.topic,
            question=question.slug,
            place=place,
            kind=item.kind,
            level=item.level,
            skill=skill_of(item),
            concept=_named(concept_of(item)),
            right_from=PARTLY_RIGHT_FROM if kind_of(item).contestable_parts else RIGHT_FROM,
        )
        for question in questions
        for place, item in enumerate(question.items, start=1)
    }


def _named(concept: Concept) -> str:
    return f"{concept.kind}/{concept.slug}"

"""The review cards of a learner, as they are now."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from quizapp.domain.scheduling.cards import Card, Concept, ConceptKind
from quizapp.domain.scheduling.memory import Memory
from quizapp.models import Learner, ReviewCard
from quizapp.services.published_bank import published_bank

_CARD_COLUMNS = (
    ReviewCard.card_id,
    ReviewCard.concept_kind,
    ReviewCard.concept,
    ReviewCard.stability,
    ReviewCard.difficulty,
    ReviewCard.reviewed_on,
    ReviewCard.due_on,
    ReviewCard.review_count,
    ReviewCard.lapse_count,
    ReviewCard.seconds,
)


@dataclass(frozen=True)
class LearnerCards:
    """The cards of a learner that the published bank still asks about, with the number of each."""

    cards: tuple[Card, ...]
    numbers: dict[Concept, int]


def list_cards(
    session: Session, learner: Learner | None, on: date | None = None, also: Collection[Concept] = ()
) -> LearnerCards:
    """In the order in which they were made.

    on: only those that are due on that day or were reviewed on it, and those of the concepts `also`.
    """
    if learner is None:
        return LearnerCards((), {})
    known = published_bank(session).concepts
    query = (
        select(*_CARD_COLUMNS)
        .where(ReviewCard.learner_id == learner.learner_id, ReviewCard.stability.is_not(None))
        .order_by(ReviewCard.card_id)
    )
    if on is not None:
        named = ReviewCard.concept.in_([concept.slug for concept in also])
        query = query.where(or_(ReviewCard.due_on <= on, ReviewCard.reviewed_on >= on, named))
    cards, numbers = [], {}
    for number, kind, slug, stability, difficulty, day, due, count, lapses, seconds in session.execute(query):
        concept = Concept(concept_kind(kind), slug)
        if (published := known.get(concept)) is None:  # no longer published
            continue
        assert stability is not None
        assert difficulty is not None
        assert day is not None
        assert due is not None
        memory = Memory(stability, difficulty, day, due, count, lapses)
        cards.append(Card(concept, memory, published.topic, seconds or published.seconds, published.siblings))
        numbers[concept] = number
    return LearnerCards(tuple(cards), numbers)


def concept_kind(stored: str) -> ConceptKind:
    return "claim" if stored == "claim" else "item"

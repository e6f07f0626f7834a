"""Cards that wait for a first answer: of concepts that were missed in a mock interview."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from quizapp.domain.scheduling.cards import Concept
from quizapp.models import Learner, ReviewCard
from quizapp.services.review_cards import concept_kind

_CARDS = ReviewCard.__table__.c
_WANTED = (
    select(_CARDS.concept_kind, _CARDS.concept)
    .where(
        _CARDS.learner_id == bindparam("learner"),
        _CARDS.stability.is_(None),
        _CARDS.due_on <= bindparam("day"),
    )
    .order_by(_CARDS.card_id)
)


def want_cards(session: Session, learner: Learner, concepts: Collection[Concept], day: date) -> list[Concept]:
    """Make a card without memory of each concept that has none, to be answered for the first time on that day or
    later, inside the caller's transaction. Returns those that are new.
    """
    query = select(ReviewCard.concept_kind, ReviewCard.concept).filter_by(learner_id=learner.learner_id)
    had = {Concept(concept_kind(kind), slug) for kind, slug in session.execute(query)}
    new = [concept for concept in concepts if concept not in had]
    for concept in new:
        session.add(
            ReviewCard(
                learner_id=learner.learner_id, concept_kind=concept.kind, concept=concept.slug, due_on=day
            )
        )
    return new


def list_wanted(session: Session, learner: Learner | None, day: date) -> list[Concept]:
    """The concepts whose cards wait for a first answer on that day, in the order in which they were wanted."""
    if learner is None:
        return []
    waiting = session.connection().execute(_WANTED, {"learner": learner.learner_id, "day": day})
    return [Concept(concept_kind(kind), slug) for kind, slug in waiting]


def due_days(session: Session, learner: Learner | None, concepts: Collection[Concept]) -> dict[Concept, date]:
    """When the cards of these concepts are due, as far as there are cards."""
    if learner is None or not concepts:
        return {}
    query = select(ReviewCard.concept_kind, ReviewCard.concept, ReviewCard.due_on).where(
        ReviewCard.learner_id == learner.learner_id,
        ReviewCard.concept.in_([concept.slug for concept in concepts]),
    )
    days = {Concept(concept_kind(kind), slug): due for kind, slug, due in session.execute(query)}
    return {concept: due for concept in concepts if (due := days.get(concept)) is not None}

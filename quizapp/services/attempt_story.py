"""One answer with what came before it and what came of it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from quizapp.domain.scheduling.cards import Concept
from quizapp.domain.scheduling.ratings import Rating
from quizapp.errors import AttemptNotFound
from quizapp.models import Attempt, Learner, Regrade, RegradeEntry, ReviewEntry
from quizapp.services.practice import GradedAttempt, get_attempt
from quizapp.services.published_bank import PublishedQuestion, published_bank
from quizapp.services.review_cards import concept_kind


@dataclass(frozen=True)
class ReviewCaused:
    """due_on: when the concept returns now; later answers may have moved it."""

    concept: Concept
    rating: Rating
    due_on: date | None
    is_undone: bool


@dataclass(frozen=True)
class OtherAnswer:
    attempt_id: int
    created_at: datetime
    score: float
    parameters: dict[str, Any]


@dataclass(frozen=True)
class RegradedOnce:
    """The last regrade that changed the answer and was not undone. cause: why, of regrade_application.CAUSES."""

    at: datetime
    cause: str
    score_before: float
    score_after: float


@dataclass(frozen=True)
class AttemptStory:
    """others: all answers to the same item, newest first, with this one. place: of the item in its question."""

    graded: GradedAttempt
    published: PublishedQuestion
    place: int
    is_published: bool
    review: ReviewCaused | None
    others: tuple[OtherAnswer, ...]
    regraded: RegradedOnce | None = None

    @property
    def count(self) -> int:
        return len(self.others)


def get_story(session: Session, learner: Learner | None, attempt_id: int) -> AttemptStory:
    """The learner's own answer. Raises AttemptNotFound, also for another learner's."""
    if learner is None:
        raise AttemptNotFound(attempt=attempt_id)
    graded = get_attempt(session, learner, attempt_id)
    version = graded.attempt.question_version
    bank = published_bank(session)
    return AttemptStory(
        graded=graded,
        published=PublishedQuestion(version.question_version_id, version.number, False, graded.question),
        place=next(
            place for place, item in enumerate(graded.question.items, start=1) if item.id == graded.item.id
        ),
        is_published=graded.item.id in bank.items,
        review=_review(session, attempt_id),
        others=tuple(_others(session, learner, graded.item.id)),
        regraded=_regraded(session, attempt_id),
    )


def _regraded(session: Session, attempt_id: int) -> RegradedOnce | None:
    query = (
        select(Regrade.applied_at, Regrade.cause, RegradeEntry.score_before, RegradeEntry.score_after)
        .join(Regrade, Regrade.regrade_id == RegradeEntry.regrade_id)
        .where(
            RegradeEntry.attempt_id == attempt_id,
            RegradeEntry.problem.is_(None),
            Regrade.applied_at.is_not(None),
            Regrade.undone_at.is_(None),
        )
        .order_by(Regrade.applied_at.desc())
    )
    found = session.execute(query).first()
    if found is None:
        return None
    at, cause, before, after = found
    assert at is not None
    return RegradedOnce(at, cause or "other", before, before if after is None else after)


def _review(session: Session, attempt_id: int) -> ReviewCaused | None:
    query = select(ReviewEntry).filter_by(attempt_id=attempt_id).options(joinedload(ReviewEntry.card))
    if (entry := session.scalar(query)) is None:
        return None
    card = entry.card
    concept = Concept(concept_kind(card.concept_kind), card.concept)
    return ReviewCaused(concept, Rating(entry.rating), card.due_on, entry.undone_at is not None)


def _others(session: Session, learner: Learner, item_id: str) -> list[OtherAnswer]:
    query = (
        select(Attempt.attempt_id, Attempt.created_at, Attempt.score, Attempt.variant_parameters)
        .where(Attempt.learner_id == learner.learner_id, Attempt.item_id == item_id)
        .order_by(Attempt.attempt_id.desc())
        .limit(50)
    )
    return [
        OtherAnswer(attempt_id, created_at, score, record.get("parameters", {}))
        for attempt_id, created_at, score, record in session.execute(query)
    ]

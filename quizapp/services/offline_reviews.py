"""Reviews without a network: due cards to take along, and the answers that are sent later, each stored once.

An answer that was given before the card was reviewed elsewhere is stored, and updates the card only if the learner
says so: two reviews of the same memory on the same day are one too many.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.bank.parametric.drawing import needs_simulation
from quizapp.bank.parametric.item import example_of
from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.domain.scheduling.ratings import Circumstances
from quizapp.kinds import runs_the_simulator
from quizapp.models import Learner, ReviewCard, ReviewEntry
from quizapp.services.concepts import concept_of
from quizapp.services.practice import GradedAttempt, submit_answer
from quizapp.services.published_bank import PublishedItem, published_bank
from quizapp.services.question_bank import get_item
from quizapp.services.review_log import record_review
from quizapp.services.reviews import ReviewVariant, draw_fresh_variant, get_today
from quizapp.services.variants import FRESH_FOR_SECONDS, VariantSource

MOST_CARDS = 40


@dataclass(frozen=True)
class PackedReview:
    """newest_review: the last entry of the card’s log when it was packed; None if all were undone or removed."""

    card_id: int
    newest_review: int | None
    fresh: ReviewVariant
    seconds: float


@dataclass(frozen=True)
class OfflineAnswer:
    """key: of this answer, which is stored once. counts_anyway: although the card was reviewed elsewhere."""

    newest_review: int | None
    item_id: str
    variant: str
    answer: Any
    key: str
    answered_at: datetime
    circumstances: Circumstances
    counts_anyway: bool = False


@dataclass(frozen=True)
class OfflineOutcome:
    """review: what it did to the card; None if it did nothing. elsewhere: the review that came between."""

    graded: GradedAttempt
    review: ReviewEntry | None
    elsewhere: ReviewEntry | None


def pack_reviews(session: Session, learner: Learner | None, source: VariantSource) -> list[PackedReview]:
    """The cards due today that can be answered without running a network, each with a fresh variant."""
    today = get_today(session, learner)
    bank = published_bank(session)
    packed: list[PackedReview] = []
    for card in today.due.cards:
        if len(packed) == MOST_CARDS:
            break
        published = bank.concepts.get(card.concept)
        item_ids = published.item_ids if published else ()
        suitable = [item_id for item_id in item_ids if _needs_no_run(bank.items[item_id])]
        if learner is None or published is None or not suitable:
            continue
        fresh = draw_fresh_variant(session, learner, suitable, source)
        seconds = card.seconds or published.seconds
        packed.append(PackedReview(today.numbers[card.concept], None, fresh, seconds))
    newest = _newest_reviews(session, [each.card_id for each in packed])
    return [PackedReview(each.card_id, newest.get(each.card_id), each.fresh, each.seconds) for each in packed]


def store_offline_answer(
    session: Session, learner: Learner, source: VariantSource, sent: OfflineAnswer
) -> OfflineOutcome:
    """Grade and store an answer that was given without a network, on the day on which it was given.

    Raises what submit_answer raises.
    """
    found = get_item(session, sent.item_id)
    concept = concept_of(found.item)
    query = select(ReviewCard.card_id).filter_by(
        learner_id=learner.learner_id, concept_kind=concept.kind, concept=concept.slug
    )
    card_id = session.scalar(query)
    between = _newest_reviews(session, [card_id]).get(card_id) if card_id else None
    is_outdated = between is not None and between != sent.newest_review
    counts = sent.counts_anyway or not is_outdated
    graded = submit_answer(
        session,
        learner,
        sent.item_id,
        sent.answer,
        variant=sent.variant,
        seconds=sent.circumstances.seconds,
        idempotency_key=sent.key,
        source=source,
        circumstances=sent.circumstances,
        is_cram=not counts,
        answered_at=_within_reason(sent.answered_at),
    )
    review = _review_of(session, graded)
    if review is None and sent.counts_anyway:
        with writing(session):
            review = _review_of(session, graded) or record_review(
                session, learner, graded.attempt, found.item, sent.circumstances
            )
    elsewhere = session.get(ReviewEntry, between) if is_outdated and review is None else None
    return OfflineOutcome(graded, review, elsewhere)


def _needs_no_run(found: PublishedItem) -> bool:
    return not needs_simulation(found.item) and not runs_the_simulator(example_of(found.item))


def _newest_reviews(session: Session, card_ids: Iterable[int]) -> dict[int, int]:
    query = (
        select(ReviewEntry.card_id, func.max(ReviewEntry.review_id))
        .where(ReviewEntry.card_id.in_(list(card_ids)))
        .group_by(ReviewEntry.card_id)
    )
    return dict(session.execute(query).all())


def _review_of(session: Session, graded: GradedAttempt) -> ReviewEntry | None:
    return session.scalar(select(ReviewEntry).filter_by(attempt_id=graded.attempt.attempt_id))


def _within_reason(moment: datetime) -> datetime:
    """A browser’s clock may be wrong: not in the future, and not before the variant can have been given."""
    earliest = now() - timedelta(seconds=FRESH_FOR_SECONDS)
    return min(now(), max(moment, earliest))

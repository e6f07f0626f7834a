"""The log of reviews. A card is always what the replay of its log gives: after an answer, an undo, or a correction."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from quizapp.bank.parametric.item import AuthoredItem
from quizapp.db.sessions import lock, locked_one, writing
from quizapp.db.tables import now
from quizapp.domain.scheduling.cards import Card, Concept
from quizapp.domain.scheduling.days import day_of_review
from quizapp.domain.scheduling.due import usual_seconds
from quizapp.domain.scheduling.memory import Memory, Review, replay
from quizapp.domain.scheduling.ratings import (
    USUAL_SECONDS,
    USUAL_SECONDS_OF_CASE,
    Circumstances,
    Rating,
    rate,
)
from quizapp.errors import CardNotFound, ReviewNotFound
from quizapp.models import (
    Attempt,
    DayPlan,
    Learner,
    OncallCase,
    ReviewCard,
    ReviewEntry,
    ReviewPreferences,
)
from quizapp.services.concepts import concept_of, concept_of_cause
from quizapp.services.review_cards import concept_kind, note_change
from quizapp.services.review_preferences import read_preferences

_LOG = ReviewEntry.__table__.c
_SECONDS_OF_DAY = select(_LOG.seconds, _LOG.case_id).where(
    _LOG.learner_id == bindparam("learner"), _LOG.day == bindparam("day"), _LOG.undone_at.is_(None)
)
LONGEST_CASE_SECONDS = 3600.0  # beyond it, the learner was away


def record_review(
    session: Session, learner: Learner, attempt: Attempt, item: AuthoredItem, circumstances: Circumstances
) -> ReviewEntry:
    """Update the card of the item's concept, inside the transaction that stores the attempt."""
    session.flush()
    card = _card_for_update(session, learner.learner_id, concept_of(item))
    rating = rate(attempt.score, circumstances, card.seconds or USUAL_SECONDS[item.level])
    entry = ReviewEntry(attempt_id=attempt.attempt_id, reviewed_at=attempt.created_at)
    return _add_to_log(session, learner, card, entry, rating, circumstances.seconds)


def record_case(session: Session, learner: Learner, case: OncallCase, rating: Rating) -> ReviewEntry:
    """Update the card of the cause of a case that has been answered, inside the transaction that settles it."""
    assert case.answered_at is not None
    session.flush()
    card = _card_for_update(session, learner.learner_id, concept_of_cause(case.cause))
    seconds = (case.answered_at - case.created_at).total_seconds()
    entry = ReviewEntry(case_id=case.case_id, reviewed_at=case.answered_at)
    return _add_to_log(
        session, learner, card, entry, rating, seconds if seconds <= LONGEST_CASE_SECONDS else None
    )


def _add_to_log(
    session: Session,
    learner: Learner,
    card: ReviewCard,
    entry: ReviewEntry,
    rating: Rating,
    seconds: float | None,
) -> ReviewEntry:
    before = memory_of(card)
    last = max((entry.day for entry in card.reviews), default=None)
    entry.learner_id, entry.position = learner.learner_id, len(card.reviews)
    entry.rating = entry.graded_rating = int(rating)
    entry.day = day_of_review(read_preferences(session, learner).clock, entry.reviewed_at, last)
    entry.due_before = before.due if before else None
    concept = Concept(concept_kind(card.concept_kind), card.concept)
    entry.recall_before = Card(concept, before).recall_on(entry.day) if before else None
    entry.seconds = seconds
    card.reviews.append(entry)
    replay_log(card)
    session.flush()
    return entry


def rate_again(session: Session, attempt: Attempt, item: AuthoredItem, circumstances: Circumstances) -> None:
    """Rate the review of an attempt whose answer has changed, inside the caller's transaction.

    A rating that the learner has corrected stays, and so does an undone review.
    """
    entry = session.scalar(select(ReviewEntry).filter_by(attempt_id=attempt.attempt_id).with_for_update())
    if entry is None:
        return
    card = locked_one(session, ReviewCard, entry.card_id)
    rating = rate(attempt.score, circumstances, card.seconds or USUAL_SECONDS[item.level])
    if entry.rating == entry.graded_rating:
        entry.rating = int(rating)
    entry.graded_rating, entry.seconds = int(rating), circumstances.seconds
    replay_log(card)


def undo_review(session: Session, learner: Learner | None, review_id: int) -> ReviewEntry:
    """Leave a review out, as if it had never been. It stays in the log. Raises ReviewNotFound."""
    with writing(session):
        entry = _own_entry(session, learner, review_id)
        if entry.undone_at is None:
            entry.undone_at = now()
            replay_log(entry.card)
    return entry


def correct_rating(session: Session, learner: Learner | None, review_id: int, rating: Rating) -> ReviewEntry:
    """Replace the rating of a review, and schedule its card as if it had been given. Raises ReviewNotFound, also for
    a review that was undone.
    """
    with writing(session):
        entry = _own_entry(session, learner, review_id)
        if entry.undone_at is not None:
            raise ReviewNotFound(review=review_id)
        entry.rating = int(rating)
        replay_log(entry.card)
    return entry


def list_reviews(
    session: Session, learner: Learner | None, offset: int = 0, limit: int = 50
) -> list[ReviewEntry]:
    """The log, newest first, with what was undone."""
    if learner is None:
        return []
    query = (
        select(ReviewEntry)
        .filter_by(learner_id=learner.learner_id)
        .options(joinedload(ReviewEntry.card))
        .order_by(ReviewEntry.review_id.desc())
    )
    return list(session.scalars(query.offset(offset).limit(limit)))


def list_card_reviews(session: Session, learner: Learner | None, card_id: int) -> list[ReviewEntry]:
    """The log of a card, newest first. Raises CardNotFound, also for another learner’s."""
    card = session.get(ReviewCard, card_id)
    if card is None or learner is None or card.learner_id != learner.learner_id:
        raise CardNotFound(card=card_id)
    return list(reversed(card.reviews))


def reviews_of(session: Session, attempts: Iterable[Attempt]) -> dict[int, ReviewEntry]:
    """The reviews that these attempts were, by the number of the attempt."""
    numbers = [attempt.attempt_id for attempt in attempts]
    query = (
        select(ReviewEntry)
        .where(ReviewEntry.attempt_id.in_(numbers))
        .options(joinedload(ReviewEntry.card))
        .execution_options(populate_existing=True)
    )
    if not numbers:
        return {}
    return {entry.attempt_id: entry for entry in session.scalars(query) if entry.attempt_id is not None}


def cases_of(session: Session, entries: Iterable[ReviewEntry]) -> dict[int, str]:
    """The public ids of the on-call cases that these reviews were, by the number of the case."""
    numbers = [entry.case_id for entry in entries if entry.case_id is not None]
    query = select(OncallCase.case_id, OncallCase.public_id).where(OncallCase.case_id.in_(numbers))
    return dict(session.execute(query).all()) if numbers else {}


def find_case_review(session: Session, case: OncallCase) -> ReviewEntry | None:
    """The review that a case was; None before it is settled."""
    query = select(ReviewEntry).filter_by(case_id=case.case_id).options(joinedload(ReviewEntry.card))
    return session.scalar(query.execution_options(populate_existing=True))


def count_reviews(session: Session, learner: Learner | None) -> int:
    if learner is None:
        return 0
    query = select(func.count()).select_from(ReviewEntry).filter_by(learner_id=learner.learner_id)
    return session.scalar(query) or 0


def seconds_spent(session: Session, learner: Learner, day: date) -> float:
    """On the reviews of a day. Where nobody took the time, the usual time counts."""
    of_day = {"learner": learner.learner_id, "day": day}
    return sum(
        (USUAL_SECONDS[1] if case is None else USUAL_SECONDS_OF_CASE) if seconds is None else seconds
        for seconds, case in session.connection().execute(_SECONDS_OF_DAY, of_day)
    )


def memory_of(card: ReviewCard) -> Memory | None:
    """None if all its reviews were undone."""
    if card.stability is None or card.difficulty is None or card.reviewed_on is None or card.due_on is None:
        return None
    return Memory(
        card.stability, card.difficulty, card.reviewed_on, card.due_on, card.review_count, card.lapse_count
    )


def replay_log(card: ReviewCard) -> None:
    """Set the card to what its log gives."""
    for column, value in memory_after(card.reviews).items():
        setattr(card, column, value)
    note_change(card)


def memory_after(log: Iterable[ReviewEntry | Row[Any]]) -> dict[str, Any]:
    """The columns of a card after its log, which is in order."""
    entries = [entry for entry in log if entry.undone_at is None]
    memory = replay(Review(Rating(entry.rating), entry.day, entry.due_before) for entry in entries)
    times = [entry.seconds for entry in entries if entry.seconds is not None]
    return {
        "stability": memory.stability if memory else None,
        "difficulty": memory.difficulty if memory else None,
        "reviewed_on": memory.day if memory else None,
        "due_on": memory.due if memory else None,
        "review_count": memory.review_count if memory else 0,
        "lapse_count": memory.lapse_count if memory else 0,
        "seconds": usual_seconds(times, 0.0) or None,
    }


def adopt_reviews(session: Session, guest_id: UUID, learner_id: UUID) -> None:
    """Move a guest's cards, log, and preferences to a learner, inside the caller's transaction.

    Two cards of one concept become one, whose log is that of both in the order of time; the learner's own preferences
    stay.
    """
    both = Learner.learner_id.in_([guest_id, learner_id])
    session.execute(select(Learner.learner_id).where(both).with_for_update())
    session.execute(delete(DayPlan).where(DayPlan.learner_id.in_([guest_id, learner_id])))
    query = select(ReviewCard).filter_by(learner_id=learner_id)
    own = {(card.concept_kind, card.concept): card for card in session.scalars(query)}
    for card in session.scalars(select(ReviewCard).filter_by(learner_id=guest_id)).all():
        kept = own.get((card.concept_kind, card.concept))
        if kept is None:
            card.learner_id = learner_id
            note_change(card)
            continue
        for entry in list(card.reviews):
            entry.card = kept
        entries = sorted(kept.reviews, key=lambda entry: (entry.reviewed_at, entry.review_id))
        for position, entry in enumerate(entries):
            entry.position = position
        session.flush()
        session.refresh(kept, ["reviews"])
        replay_log(kept)
        session.delete(card)
    session.flush()
    session.execute(
        update(ReviewEntry).where(ReviewEntry.learner_id == guest_id).values(learner_id=learner_id)
    )
    if session.get(ReviewPreferences, learner_id) is None:
        session.execute(
            update(ReviewPreferences)
            .where(ReviewPreferences.learner_id == guest_id)
            .values(learner_id=learner_id)
        )


def _card_for_update(session: Session, learner_id: UUID, concept: Concept) -> ReviewCard:
    """The card, created now if there is none; locked, so that its log has one order."""
    query = (
        select(ReviewCard)
        .filter_by(learner_id=learner_id, concept_kind=concept.kind, concept=concept.slug)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if card := session.scalar(query):
        return card
    try:
        with session.begin_nested():
            card = ReviewCard(learner_id=learner_id, concept_kind=concept.kind, concept=concept.slug)
            session.add(card)
        return card
    except IntegrityError:  # another answer of the same learner was faster
        return session.scalars(query).one()


def _own_entry(session: Session, learner: Learner | None, review_id: int) -> ReviewEntry:
    entry = session.get(ReviewEntry, review_id, populate_existing=True)
    if entry is None or learner is None or entry.learner_id != learner.learner_id:
        raise ReviewNotFound(review=review_id)
    lock(session, entry.card)
    return entry

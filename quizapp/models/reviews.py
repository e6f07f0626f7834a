"""What learners remember: their cards, the log of reviews, and how they wish to review."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.db.tables import Base, UtcDateTime, now


class ReviewCard(Base):
    """A learner's memory of a concept: what the replay of its log gives. Without memory, all reviews were undone.

    concept_kind, concept: a claim, an item, or a cause, and its slug or id. version: that of the learner at its last
    change.
    """

    __tablename__ = "review_cards"
    __table_args__ = (
        UniqueConstraint("learner_id", "concept_kind", "concept"),
        Index("ix_review_cards_learner_id_due_on", "learner_id", "due_on"),
    )

    card_id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("learners.learner_id", ondelete="CASCADE"))
    concept_kind: Mapped[str] = mapped_column(String(10))
    concept: Mapped[str] = mapped_column(String(80))
    stability: Mapped[float | None] = mapped_column(Float)  # days
    difficulty: Mapped[float | None] = mapped_column(Float)
    reviewed_on: Mapped[date | None] = mapped_column(Date)
    due_on: Mapped[date | None] = mapped_column(Date)
    review_count: Mapped[int] = mapped_column(Integer, default=0)
    lapse_count: Mapped[int] = mapped_column(Integer, default=0)
    seconds: Mapped[float | None] = mapped_column(Float)  # the median of its reviews, once there are some
    version: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    reviews: Mapped[list["ReviewEntry"]] = relationship(
        back_populates="card", order_by="ReviewEntry.position, ReviewEntry.review_id"
    )


class ReviewEntry(Base):
    """An answer to an item, or an on-call case, that updated a card. An undone entry stays in the log and no longer
    counts.

    position: within the log of its card. graded_rating: what followed from the grade; the learner may have corrected
    `rating`. day: the learner's own, at that time. due_before, recall_before: of the card before this review.
    """

    __tablename__ = "reviews"
    __table_args__ = (
        CheckConstraint("rating BETWEEN 1 AND 4", name="rating_is_of_fsrs"),
        CheckConstraint("(attempt_id IS NULL) <> (case_id IS NULL)", name="of_an_attempt_or_a_case"),
        Index("ix_reviews_card_id", "card_id"),
        Index("ix_reviews_learner_id_day", "learner_id", "day"),
    )

    review_id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("learners.learner_id", ondelete="CASCADE"))
    card_id: Mapped[int] = mapped_column(ForeignKey("review_cards.card_id", ondelete="CASCADE"))
    attempt_id: Mapped[int | None] = mapped_column(
        ForeignKey("attempts.attempt_id", ondelete="CASCADE"), unique=True
    )
    case_id: Mapped[int | None] = mapped_column(
        ForeignKey("oncall_cases.case_id", ondelete="CASCADE"), unique=True
    )
    position: Mapped[int] = mapped_column(Integer)
    rating: Mapped[int] = mapped_column(Integer)
    graded_rating: Mapped[int] = mapped_column(Integer)
    day: Mapped[date] = mapped_column(Date)
    due_before: Mapped[date | None] = mapped_column(Date)
    recall_before: Mapped[float | None] = mapped_column(Float)
    seconds: Mapped[float | None] = mapped_column(Float)
    reviewed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    card: Mapped[ReviewCard] = relationship(back_populates="reviews")


class ReviewPreferences(Base):
    """topics: those of the interview, in the learner's order; none stands for all."""

    __tablename__ = "review_preferences"

    learner_id: Mapped[UUID] = mapped_column(
        ForeignKey("learners.learner_id", ondelete="CASCADE"), primary_key=True
    )
    zone: Mapped[str] = mapped_column(String(64))
    boundary_hour: Mapped[int] = mapped_column(Integer)
    minutes_a_day: Mapped[int] = mapped_column(Integer)
    interview_on: Mapped[date | None] = mapped_column(Date)
    topics: Mapped[list[str]] = mapped_column(JSON, default=list)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now)


class DayPlan(Base):
    """What was worked out for a learner on a day, once: the plan to the interview, and readiness some time ago.

    made_for: the preferences it depends on.
    """

    __tablename__ = "day_plans"

    learner_id: Mapped[UUID] = mapped_column(
        ForeignKey("learners.learner_id", ondelete="CASCADE"), primary_key=True
    )
    day: Mapped[date] = mapped_column(Date)
    made_for: Mapped[str] = mapped_column(Text)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

"""Practice sessions: exercises in a row, which a learner begins here and ends there."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Boolean, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.db.tables import Base, UtcDateTime, now


class PracticeSession(Base):
    """filters: what it was made from, as `PracticeFilters` writes it. touched_at: of the last answer."""

    __tablename__ = "practice_sessions"
    __table_args__ = (Index("ix_practice_sessions_learner_id_touched_at", "learner_id", "touched_at"),)

    practice_session_id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("learners.learner_id", ondelete="CASCADE"))
    filters: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    touched_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    items: Mapped[list["SessionItem"]] = relationship(
        back_populates="session", order_by="SessionItem.position", cascade="all, delete-orphan"
    )


class SessionItem(Base):
    """An exercise of a session. is_review: any item of its concept may be drawn.

    variant_name: the variant that was drawn when it was first shown. It is answered once there is an attempt of that
    name.
    """

    __tablename__ = "session_items"
    __table_args__ = (UniqueConstraint("practice_session_id", "position"),)

    session_item_id: Mapped[int] = mapped_column(primary_key=True)
    practice_session_id: Mapped[int] = mapped_column(
        ForeignKey("practice_sessions.practice_session_id", ondelete="CASCADE")
    )
    position: Mapped[int] = mapped_column(Integer)
    item_id: Mapped[str] = mapped_column(ForeignKey("items.item_id"))
    is_review: Mapped[bool] = mapped_column(Boolean, default=False)
    variant_name: Mapped[str | None] = mapped_column(String(200))

    session: Mapped[PracticeSession] = relationship(back_populates="items")

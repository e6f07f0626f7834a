"""Live sessions of a class: what is on the projector, who takes part, and their answers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Float,
    ForeignKey,
    Integer,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.db.tables import Base, UtcDateTime, now
from quizapp.domain.classes.live import Phase, Stage
from quizapp.models.classes import StudyClass
from quizapp.models.questions import QuestionVersion


class LiveSession(Base):
    """code: of its short address. is_same_for_all: whether everybody has the variant of the projector. round_seconds:
    of its timer. phase, position, round, closes_at: domain.classes.live.Stage. refuting: the part of the exercise whose
    run is shown. revision: counts the changes of what is shown.
    """

    __tablename__ = "live_sessions"

    live_session_id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("classes.class_id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    code: Mapped[str] = mapped_column(String(12), unique=True)
    is_same_for_all: Mapped[bool] = mapped_column(Boolean, default=True)
    round_seconds: Mapped[int | None] = mapped_column(Integer)
    phase: Mapped[str] = mapped_column(String(10), default=Phase.WAITING.value)
    position: Mapped[int] = mapped_column(Integer, default=0)
    round: Mapped[int] = mapped_column(Integer, default=1)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    refuting: Mapped[str | None] = mapped_column(String(200))
    revision: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    study_class: Mapped[StudyClass] = relationship()
    items: Mapped[list["LiveItem"]] = relationship(
        back_populates="session", order_by="LiveItem.position", cascade="all, delete-orphan"
    )

    @property
    def stage(self) -> Stage:
        """As it was stored; `Stage.at` tells what it is now."""
        return Stage(Phase(self.phase), self.position, self.round, self.closes_at)


class LiveItem(Base):
    """An exercise of a session, in the version of its question when the session was made. rounds: how many there were;
    0 if it was not asked. revealed_at: from then on, its answers are attempts.
    """

    __tablename__ = "live_items"
    __table_args__ = (UniqueConstraint("live_session_id", "position"),)

    live_item_id: Mapped[int] = mapped_column(primary_key=True)
    live_session_id: Mapped[int] = mapped_column(
        ForeignKey("live_sessions.live_session_id", ondelete="CASCADE")
    )
    position: Mapped[int] = mapped_column(Integer)
    item_id: Mapped[str] = mapped_column(ForeignKey("items.item_id"), index=True)
    question_version_id: Mapped[int] = mapped_column(ForeignKey("question_versions.question_version_id"))
    rounds: Mapped[int] = mapped_column(Integer, default=0)
    revealed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    session: Mapped[LiveSession] = relationship(back_populates="items")
    question_version: Mapped[QuestionVersion] = relationship()


class LiveParticipant(Base):
    """nickname: of a guest; None for a member of the class."""

    __tablename__ = "live_participants"
    __table_args__ = (UniqueConstraint("live_session_id", "learner_id"),)

    participant_id: Mapped[int] = mapped_column(primary_key=True)
    live_session_id: Mapped[int] = mapped_column(
        ForeignKey("live_sessions.live_session_id", ondelete="CASCADE")
    )
    learner_id: Mapped[UUID] = mapped_column(
        ForeignKey("learners.learner_id", ondelete="CASCADE"), index=True
    )
    nickname: Mapped[str | None] = mapped_column(String(40))
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class LiveAnswer(Base):
    """The answer of a participant in one round. Once the key is revealed, the rounds of an exercise are one attempt."""

    __tablename__ = "live_answers"
    __table_args__ = (
        UniqueConstraint("live_item_id", "participant_id", "round"),
        CheckConstraint("score >= 0 AND score <= 1", name="score_is_a_share"),
    )

    live_answer_id: Mapped[int] = mapped_column(primary_key=True)
    live_item_id: Mapped[int] = mapped_column(ForeignKey("live_items.live_item_id", ondelete="CASCADE"))
    participant_id: Mapped[int] = mapped_column(
        ForeignKey("live_participants.participant_id", ondelete="CASCADE"), index=True
    )
    round: Mapped[int] = mapped_column(Integer)
    variant_seed: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    variant_parameters: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    answer: Mapped[Any] = mapped_column(JSON)
    score: Mapped[float] = mapped_column(Float)
    grade: Mapped[dict[str, Any]] = mapped_column(JSON)
    seconds: Mapped[float | None] = mapped_column(Float)
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    attempt_id: Mapped[int | None] = mapped_column(
        ForeignKey("attempts.attempt_id", ondelete="SET NULL"), index=True
    )

    participant: Mapped[LiveParticipant] = relationship()

"""Exams, the sittings in which learners take them, and their answers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.db.tables import Base, UtcDateTime, now
from quizapp.domain.exams.rules import Clock
from quizapp.models.questions import QuestionVersion


class Exam(Base):
    """learner_id: who made it, and who alone may take it unless it is shared; None also for the exam of an assignment.
    rules: domain.exams.rules.ExamRules.
    """

    __tablename__ = "exams"

    exam_id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    learner_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("learners.learner_id", ondelete="SET NULL"), index=True
    )
    title: Mapped[str] = mapped_column(String(120))
    is_shared: Mapped[bool] = mapped_column(default=False)
    rules: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_assigned(self) -> bool:
        """Whether it is taken by way of an assignment alone: only a shared one outlives who made it."""
        return self.learner_id is None and not self.is_shared


class ExamSitting(Base):
    """One attempt of a learner at an exam. Its times are copied from the rules when it starts.

    number: counts the learner’s sittings of this exam. extra_seconds: this learner’s, contained in `closes_at`.
    submitted_at: by the learner. ended_at: from then on, no answer is accepted. graded_at, score: once all is graded.
    """

    __tablename__ = "exam_sittings"
    __table_args__ = (
        UniqueConstraint("exam_id", "learner_id", "number"),
        Index("ix_exam_sittings_learner_id_ended_at", "learner_id", "ended_at"),
        CheckConstraint("score >= 0 AND score <= 1", name="score_is_a_share"),
    )

    sitting_id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exams.exam_id", ondelete="CASCADE"))
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("learners.learner_id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    grace_seconds: Mapped[int] = mapped_column(Integer)
    extra_seconds: Mapped[int] = mapped_column(Integer, default=0)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    graded_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    score: Mapped[float | None] = mapped_column(Float)

    exam: Mapped[Exam] = relationship()
    answers: Mapped[list["ExamAnswer"]] = relationship(
        back_populates="sitting", order_by="ExamAnswer.position", passive_deletes=True
    )

    @property
    def clock(self) -> Clock:
        return Clock(self.started_at, self.closes_at, self.grace_seconds)


class ExamAnswer(Base):
    """The variant of an exercise in a sitting, drawn at its start, and what the learner has answered so far.

    revision, device, sequences, typed_at: as in domain.exams.saves. set_aside: what other devices had saved, newest
    first. seconds_by: of each device, with the exercise in focus. attempt_id, score: once graded; an exercise without
    an answer, or with one that cannot be read, has no attempt.
    """

    __tablename__ = "exam_answers"
    __table_args__ = (
        UniqueConstraint("sitting_id", "position"),
        CheckConstraint("score >= 0 AND score <= 1", name="score_is_a_share"),
    )

    answer_id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("exam_sittings.sitting_id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(Integer)
    item_id: Mapped[str] = mapped_column(ForeignKey("items.item_id"), index=True)
    question_version_id: Mapped[int] = mapped_column(ForeignKey("question_versions.question_version_id"))
    variant_seed: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    variant_name: Mapped[str] = mapped_column(String(200), unique=True)
    variant_parameters: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    answer: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    revision: Mapped[int] = mapped_column(Integer, default=0)
    device: Mapped[str | None] = mapped_column(String(40))
    sequences: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    set_aside: Mapped[list[Any]] = mapped_column(JSON, default=list)
    seconds_by: Mapped[dict[str, float]] = mapped_column(JSON, default=dict)
    is_flagged: Mapped[bool] = mapped_column(default=False)
    typed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    saved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempt_id: Mapped[int | None] = mapped_column(
        ForeignKey("attempts.attempt_id", ondelete="SET NULL"), index=True
    )
    score: Mapped[float | None] = mapped_column(Float)

    sitting: Mapped[ExamSitting] = relationship(back_populates="answers")
    question_version: Mapped[QuestionVersion] = relationship()

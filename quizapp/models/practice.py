"""The attempts of learners, at exercises and at mock interviews."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    ColumnElement,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    false,
    func,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.db.tables import Base, UtcDateTime, now
from quizapp.models.questions import QuestionVersion


class Attempt(Base):
    """One answer to one variant of an item, in the version of its question at that time.

    confidence: how sure the learner was before the answer. used_hint: before the first answer. first_answer,
    first_score: of the first try, if this is the second. open_hint: the number of the hint that was shown after a
    wrong first try, as long as the second one may follow. graded_version_id: the version with whose key it was
    regraded; None if that is the version that was asked.
    """

    __tablename__ = "attempts"
    __table_args__ = (
        UniqueConstraint("learner_id", "idempotency_key"),
        CheckConstraint("score >= 0 AND score <= 1", name="score_is_a_share"),
        Index("ix_attempts_learner_id_item_id", "learner_id", "item_id"),
        Index("ix_attempts_learner_id_attempt_id", "learner_id", "attempt_id"),  # the latest ones
    )

    attempt_id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("learners.learner_id"))
    item_id: Mapped[str] = mapped_column(ForeignKey("items.item_id"), index=True)
    question_version_id: Mapped[int] = mapped_column(ForeignKey("question_versions.question_version_id"))
    variant_seed: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    variant_name: Mapped[str | None] = mapped_column(
        String(200), unique=True, index=True
    )  # None if nobody could answer it by name
    variant_parameters: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    answer: Mapped[Any] = mapped_column(JSON)
    score: Mapped[float] = mapped_column(Float)
    grade: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # None for attempts before this was kept
    contested_points: Mapped[list[str] | None] = mapped_column(
        "claimed_points", JSON
    )  # free text: where the learner says otherwise than the program
    seconds: Mapped[float | None] = mapped_column(Float)
    idempotency_key: Mapped[str | None] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    confidence: Mapped[float | None] = mapped_column(Float)
    used_hint: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    is_second_try: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    first_answer: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    first_score: Mapped[float | None] = mapped_column(Float)
    open_hint: Mapped[int | None] = mapped_column(Integer)
    graded_version_id: Mapped[int | None] = mapped_column(ForeignKey("question_versions.question_version_id"))

    question_version: Mapped[QuestionVersion] = relationship(foreign_keys=[question_version_id])
    graded_version: Mapped[QuestionVersion | None] = relationship(
        foreign_keys=[graded_version_id], viewonly=True
    )

    @hybrid_property
    def score_of_first_try(self) -> float:
        """What statistics count."""
        return self.score if self.first_score is None else self.first_score

    @score_of_first_try.inplace.expression
    @classmethod
    def _score_of_first_try(cls) -> ColumnElement[float]:
        return func.coalesce(cls.first_score, cls.score)


class InterviewAttempt(Base):
    """One answer to the mock interview of a question. form_name: of the form it was written in, which counts once.

    covered_points: the ids of the key points that the learner ticked; None until then.
    """

    __tablename__ = "interview_attempts"
    __table_args__ = (UniqueConstraint("learner_id", "form_name"),)

    interview_attempt_id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("learners.learner_id"))
    question_version_id: Mapped[int] = mapped_column(ForeignKey("question_versions.question_version_id"))
    answer: Mapped[str] = mapped_column(Text)
    seconds: Mapped[float | None] = mapped_column(Float)
    covered_points: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    form_name: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    question_version: Mapped[QuestionVersion] = relationship()

"""Mock interviews in stages, and what was said in each."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Float, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.db.tables import Base, UtcDateTime, now
from quizapp.models.questions import QuestionVersion


class MockInterview(Base):
    """An interview of one learner. public_id: in its URL. form_name: of the form that started it, which counts once.

    plan: the versions of the questions to ask, in order. clock_seconds: used until the clock was last stopped;
    clock_since: since when it runs, None while it stands. waits_for_run: the clock stands until that run is over.
    confidence: the percentage of key points that the learner expects to have covered. share_hash: of the secret link.
    """

    __tablename__ = "mock_interviews"
    __table_args__ = (UniqueConstraint("learner_id", "form_name"),)

    interview_id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("learners.learner_id", ondelete="CASCADE"))
    form_name: Mapped[str] = mapped_column(String(40))
    role: Mapped[str] = mapped_column(String(20))
    minutes: Mapped[int] = mapped_column(Integer)
    topics: Mapped[list[str]] = mapped_column(JSON, default=list)
    plan: Mapped[list[int]] = mapped_column(JSON)
    clock_seconds: Mapped[float] = mapped_column(Float, default=0.0)
    clock_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    waits_for_run: Mapped[str | None] = mapped_column(String(32))
    scratch: Mapped[str] = mapped_column(Text, default="")
    confidence: Mapped[int | None] = mapped_column(Integer)
    ending: Mapped[str | None] = mapped_column(String(10))  # done, early, or time; None while it goes on
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    second_look_of: Mapped[int | None] = mapped_column(
        ForeignKey("mock_interviews.interview_id", ondelete="SET NULL")
    )
    share_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    turns: Mapped[list["InterviewTurn"]] = relationship(
        back_populates="interview", order_by="InterviewTurn.position", cascade="all, delete-orphan"
    )


class InterviewTurn(Base):
    """A question of the interviewer, and the answer. about: what the question came from.

    asked_seconds, sent_seconds: on the clock of the interview. covered: of an opening, what the learner says of each
    key point; None until then. objections: the spans that the learner does not agree with.
    """

    __tablename__ = "interview_turns"
    __table_args__ = (UniqueConstraint("interview_id", "position"),)

    turn_id: Mapped[int] = mapped_column(primary_key=True)
    interview_id: Mapped[int] = mapped_column(
        ForeignKey("mock_interviews.interview_id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(12))
    question_version_id: Mapped[int] = mapped_column(ForeignKey("question_versions.question_version_id"))
    about: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    answer: Mapped[str] = mapped_column(Text, default="")
    asked_seconds: Mapped[float] = mapped_column(Float)  # seconds
    sent_seconds: Mapped[float | None] = mapped_column(Float)
    is_skipped: Mapped[bool] = mapped_column(default=False)
    covered: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    objections: Mapped[list[str]] = mapped_column(JSON, default=list)
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempts.attempt_id", ondelete="SET NULL"))

    interview: Mapped[MockInterview] = relationship(back_populates="turns")
    question_version: Mapped[QuestionVersion] = relationship()

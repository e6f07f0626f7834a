"""How questions come about: steps of writing, who has one open, its review, its check, and its earlier addresses."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db.tables import Base, UtcDateTime, now


class DraftEdit(Base):
    """A step of writing that can be undone: the touched parts before and after, and the order of the exercises."""

    __tablename__ = "draft_edits"

    edit_id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(
        ForeignKey("questions.question_id", ondelete="CASCADE"), index=True
    )
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.account_id"))
    change: Mapped[dict[str, Any]] = mapped_column(JSON)
    began_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class QuestionOpening(Base):
    """Who had the editor of a question open, and when last."""

    __tablename__ = "question_openings"

    question_id: Mapped[int] = mapped_column(
        ForeignKey("questions.question_id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.account_id", ondelete="CASCADE"), primary_key=True
    )
    part: Mapped[str] = mapped_column(String(120))
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class QuestionPerson(Base):
    """What a person is to a question: its owner, an author, or a reviewer."""

    __tablename__ = "question_people"

    question_id: Mapped[int] = mapped_column(
        ForeignKey("questions.question_id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.account_id", ondelete="CASCADE"), primary_key=True, index=True
    )
    role: Mapped[str] = mapped_column(String(10))  # domain.authorship.QuestionRole
    added_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class QuestionReview(Base):
    """A request to review a draft, and what became of it. revision: the one that was approved."""

    __tablename__ = "question_reviews"

    review_id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(
        ForeignKey("questions.question_id", ondelete="CASCADE"), index=True
    )
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.account_id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.account_id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_approved: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(Text, default="")
    revision: Mapped[str] = mapped_column(String(32), default="")


class CheckStatus(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"


class QuestionCheck(Base):
    """The last check of a question. revision: what was checked. parts: the content of each part at that time, by its
    revision. basis: what else it rests on, as in `services/check_basis`. findings and facts: what was found, and what
    was done. ticket: names the execution that may write.
    """

    __tablename__ = "question_checks"

    question_id: Mapped[int] = mapped_column(
        ForeignKey("questions.question_id", ondelete="CASCADE"), primary_key=True
    )
    status: Mapped[str] = mapped_column(String(10), default=CheckStatus.WAITING, index=True)
    revision: Mapped[str] = mapped_column(String(32))
    parts: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    basis: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    facts: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    error_count: Mapped[int] = mapped_column(default=0)
    warning_count: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    ticket: Mapped[int] = mapped_column(default=0)
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class QuestionAddress(Base):
    """A slug that a question had before; it leads to the question as long as no other question has it."""

    __tablename__ = "question_addresses"

    slug: Mapped[str] = mapped_column(String(80), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.question_id", ondelete="CASCADE"))
    until: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

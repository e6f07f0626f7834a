"""The question bank. The content of a question is one document in an immutable version."""

import json
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import JSON, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from quizapp.db.tables import Base, UtcDateTime, now


class Origin(StrEnum):
    """Where a version of a question comes from."""

    SHIPPED = "shipped"  # the content files of the product
    IMPORT = "import"
    AUTHOR = "author"


class TopicEntry(Base):
    __tablename__ = "topics"

    slug: Mapped[str] = mapped_column(String(80), primary_key=True)
    position: Mapped[int] = mapped_column(Integer)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)  # domain.questions.Topic


class ScenarioEntry(Base):
    __tablename__ = "scenarios"

    slug: Mapped[str] = mapped_column(String(80), primary_key=True)
    position: Mapped[int] = mapped_column(Integer)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)  # domain.scenarios.Scenario


class ClaimEntry(Base):
    __tablename__ = "claims"

    slug: Mapped[str] = mapped_column(String(80), primary_key=True)
    position: Mapped[int] = mapped_column(Integer)
    question_slug: Mapped[str] = mapped_column(String(80), index=True)
    verdict: Mapped[str] = mapped_column(String(20))
    body: Mapped[dict[str, Any]] = mapped_column(JSON)  # domain.claims.claim.Claim, with its records


class QuestionEntry(Base):
    """The identity of a question; learners practice its latest version."""

    __tablename__ = "questions"

    question_id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    topic_slug: Mapped[str] = mapped_column(ForeignKey("topics.slug"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    is_built_in: Mapped[bool] = mapped_column(default=False)
    latest_number: Mapped[int] = mapped_column(Integer, default=0)  # 0: never published
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # no longer practiced

    versions: Mapped[list["QuestionVersion"]] = relationship(
        back_populates="question", order_by="QuestionVersion.number"
    )
    draft: Mapped["QuestionDraft | None"] = relationship(
        back_populates="question", cascade="all, delete-orphan"
    )


class QuestionVersion(Base):
    """The content of a question from one publication to the next. Rows are never changed."""

    __tablename__ = "question_versions"
    __table_args__ = (UniqueConstraint("question_id", "number"),)

    question_version_id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.question_id"))
    number: Mapped[int] = mapped_column(Integer)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)  # domain.questions.Question
    search_text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.account_id"))
    origin: Mapped[str] = mapped_column(String(10), server_default="author")
    note: Mapped[str | None] = mapped_column(String(200))  # what its author says has changed
    unchecked_reason: Mapped[str | None] = mapped_column(Text)  # why it was published without a green check
    published_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    question: Mapped[QuestionEntry] = relationship(back_populates="versions")


class QuestionDraft(Base):
    """An instructor's work in progress. It may be incomplete, so it is kept as typed."""

    __tablename__ = "question_drafts"

    question_id: Mapped[int] = mapped_column(
        ForeignKey("questions.question_id", ondelete="CASCADE"), primary_key=True
    )
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.account_id"))
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now)
    problem_count: Mapped[int | None] = mapped_column(Integer)  # at the last check; None: not checked yet
    revision: Mapped[str | None] = mapped_column(String(32))  # names the body; None for a draft of before

    question: Mapped[QuestionEntry] = relationship(back_populates="draft")

    @validates("body")
    def _name_body(self, _key: str, body: dict[str, Any]) -> dict[str, Any]:
        self.revision = revision_of_draft(body)
        return body


def revision_of_draft(body: dict[str, Any]) -> str:
    """Names the content of a draft; drafts with the same content have the same."""
    return sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:32]


class DraftRevision(Base):
    """What a draft was after one of its latest saves: what others based their changes on."""

    __tablename__ = "draft_revisions"

    question_id: Mapped[int] = mapped_column(
        ForeignKey("questions.question_id", ondelete="CASCADE"), primary_key=True
    )
    revision: Mapped[str] = mapped_column(String(32), primary_key=True)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)


class ShippedUpdate(Base):
    """A shipped version of a question that authors had changed. decision: accepted or declined; None as long as it
    waits.
    """

    __tablename__ = "shipped_updates"

    update_id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(
        ForeignKey("questions.question_id", ondelete="CASCADE"), index=True
    )
    body: Mapped[dict[str, Any]] = mapped_column(JSON)  # domain.questions.Question
    offered_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    decision: Mapped[str | None] = mapped_column(String(10))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.account_id"))


class ItemIdentity(Base):
    """The id of an item across all versions of its question; attempts and statistics refer to it."""

    __tablename__ = "items"

    item_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.question_id"), index=True)

    question: Mapped[QuestionEntry] = relationship()

"""Regrades: the scores that follow from another version of a question, as previewed, applied, and undone."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.db.tables import Base, UtcDateTime, now
from quizapp.models.accounts import Account
from quizapp.models.practice import Attempt
from quizapp.models.questions import QuestionEntry, QuestionVersion


class RegradeStage(StrEnum):
    """waiting, previewing, failed: of a preview that is not done. removing: of one that nobody needs any more.
    checking: before it is applied, whether all attempts are what they were.
    """

    WAITING = "waiting"
    PREVIEWING = "previewing"
    FAILED = "failed"
    REMOVING = "removing"
    CHECKING = "checking"
    APPLYING = "applying"
    UNDOING = "undoing"


class Regrade(Base):
    """A regrade of the attempts at a question, or at one item, with the keys of a version.

    cause: why, of services.regrade_application.CAUSES, as learners read it. takes_reworded: whether attempts at other
    words count too. measures_again: whether the networks behind measured keys run again. digest: of what the attempts
    were when it was previewed; empty until then, and if they are no longer so. summary: services.regrades.Summary.
    set_aside: on undoing, the attempts that had changed since and stayed.

    stage: what is done in the background, a step at a time; None if nothing is. progress: the number of the last
    attempt that was looked at, or is changed; total: how many have to be looked at. moved_at: when the last step was;
    None if somebody has to go on. ticket: names the execution that may write the preview; tries: its executions since
    the last step.
    """

    __tablename__ = "regrades"

    regrade_id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.question_id"), index=True)
    target_version_id: Mapped[int] = mapped_column(ForeignKey("question_versions.question_version_id"))
    item_id: Mapped[str | None] = mapped_column(ForeignKey("items.item_id"))
    takes_reworded: Mapped[bool] = mapped_column(default=False)
    measures_again: Mapped[bool] = mapped_column(default=False)
    digest: Mapped[str] = mapped_column(String(64))
    summary: Mapped[dict[str, Any]] = mapped_column(JSON)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.account_id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    cause: Mapped[str | None] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(Text)
    applied_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.account_id"))
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undo_reason: Mapped[str | None] = mapped_column(Text)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.account_id"))
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    set_aside: Mapped[int] = mapped_column(Integer, default=0)
    stage: Mapped[str | None] = mapped_column(String(10), index=True)
    progress: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    total: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    ticket: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    tries: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    moved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    question: Mapped[QuestionEntry] = relationship()
    target: Mapped[QuestionVersion] = relationship()
    author: Mapped[Account | None] = relationship(foreign_keys=[author_id])
    applied_by: Mapped[Account | None] = relationship(foreign_keys=[applied_by_id])
    undone_by: Mapped[Account | None] = relationship(foreign_keys=[undone_by_id])


class RegradeEntry(Base):
    """An attempt that a regrade changes, or one that it cannot regrade and leaves out.

    problem: why it is left out; the columns after it are then empty. before, after: the columns of the attempt that
    change. followed: the columns of its review, exam answer, and sitting that changed with it when it was applied.
    """

    __tablename__ = "regrade_entries"
    __table_args__ = (
        UniqueConstraint("regrade_id", "attempt_id"),
        Index("ix_regrade_entries_attempt_id", "attempt_id"),
    )

    entry_id: Mapped[int] = mapped_column(primary_key=True)
    regrade_id: Mapped[int] = mapped_column(ForeignKey("regrades.regrade_id"))
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.attempt_id", ondelete="CASCADE"))
    problem: Mapped[str | None] = mapped_column(String(20))
    score_before: Mapped[float] = mapped_column(Float)
    score_after: Mapped[float | None] = mapped_column(Float)
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    followed: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    regrade: Mapped[Regrade] = relationship()
    attempt: Mapped[Attempt] = relationship()

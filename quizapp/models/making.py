"""Topics, scenarios, and claims that are made in the browser, and the checks of their conditions over seeds."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db.tables import Base, UtcDateTime, now


class ContentRoom(StrEnum):
    """What an authored entry is, named as the folder of the content files that it could come from."""

    TOPICS = "topics"
    SCENARIOS = "scenarios"
    CLAIMS = "claims"


class AuthoredEntry(Base):
    """What an author is writing, as typed: it may be incomplete. What is published is in the table of its room.

    latest_number: of the version that was published last; 0 if none was. is_built_in: it came with the product, and
    authors have changed it.
    """

    __tablename__ = "authored_entries"
    __table_args__ = (UniqueConstraint("room", "slug"),)

    entry_id: Mapped[int] = mapped_column(primary_key=True)
    room: Mapped[str] = mapped_column(String(10))
    slug: Mapped[str] = mapped_column(String(80))
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    latest_number: Mapped[int] = mapped_column(Integer, default=0)
    is_built_in: Mapped[bool] = mapped_column(default=False)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.account_id"))
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.account_id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AuthoredVersion(Base):
    """What was published, by whom, and with which remark. Rows are never changed."""

    __tablename__ = "authored_versions"

    entry_id: Mapped[int] = mapped_column(
        ForeignKey("authored_entries.entry_id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.account_id"))
    note: Mapped[str] = mapped_column(Text, default="")
    published_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class SeedCheck(Base):
    """A test of an authored entry that was run over seeds. fingerprint: of the test; run_ids: one run for each block of
    seeds; record: domain.claims.claim.Record, as soon as all runs have finished.
    """

    __tablename__ = "seed_checks"

    check_id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(
        ForeignKey("authored_entries.entry_id", ondelete="CASCADE"), index=True
    )
    fingerprint: Mapped[str] = mapped_column(String(16))
    first_seed: Mapped[int] = mapped_column(Integer)
    seed_count: Mapped[int] = mapped_column(Integer)
    run_ids: Mapped[list[str]] = mapped_column(JSON)
    record: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    measured: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.account_id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

"""What servers and workers that share a database know of each other."""

from datetime import datetime

from sqlalchemy import JSON, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db.tables import Base, UtcDateTime, now


class ServiceFact(Base):
    """A fact about the whole service, such as which key signs its cookies."""

    __tablename__ = "service_facts"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now)


class WorkerEntry(Base):
    """A process of `quizapp worker`, and when it last gave a sign of life."""

    __tablename__ = "workers"

    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    simulator_version: Mapped[str] = mapped_column(String(40))
    computed_by: Mapped[dict[str, str]] = mapped_column(JSON)
    processes: Mapped[int] = mapped_column(Integer)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

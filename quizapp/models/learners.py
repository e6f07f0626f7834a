"""Learners: guests until an account takes them over."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db.tables import Base, UtcDateTime, now


class Learner(Base):
    """Owns attempts. Without an account it is a guest, known only by a signed cookie.

    card_version: the number of changes of its review cards.
    """

    __tablename__ = "learners"

    learner_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.account_id"), unique=True)
    card_version: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    @property
    def is_guest(self) -> bool:
        return self.account_id is None

"""What learners typed and have not submitted."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db.tables import Base, UtcDateTime, now


class Draft(Base):
    """The fields of one form of one learner, as typed. place: which form, such as `item:<id>:<variant>`."""

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("learner_id", "place"),)

    draft_id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("learners.learner_id", ondelete="CASCADE"))
    place: Mapped[str] = mapped_column(String(300))
    fields: Mapped[list[list[str]]] = mapped_column(JSON)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)

"""Cases of the on-call room, and what was measured of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.db.tables import Base, UtcDateTime, now


class OncallCase(Base):
    """A case that a learner took. cause, family, number: the name of the case, hidden until it is answered.

    seed: of the network that is measured; proof_seed: the first of the twenty held-out seeds; both drawn for this
    case. board: by suspect, then by measurement, `for`, `none`, or `against`. run_id: of the proof, without a foreign
    key, since runs are removed earlier. learned: of the twenty seeds with the named fix. told: what every measurement
    would have said, computed at the end.
    """

    __tablename__ = "oncall_cases"
    __table_args__ = (
        CheckConstraint("learned BETWEEN 0 AND 20", name="learned_of_twenty"),
        Index("ix_oncall_cases_learner_id_created_at", "learner_id", "created_at"),
    )

    case_id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("learners.learner_id", ondelete="CASCADE"))
    cause: Mapped[str] = mapped_column(String(40))
    family: Mapped[str] = mapped_column(String(40))
    number: Mapped[int] = mapped_column(Integer)
    seed: Mapped[int] = mapped_column(Integer)
    proof_seed: Mapped[int] = mapped_column(Integer)
    board: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict)
    pinned: Mapped[str | None] = mapped_column(String(20))
    named_cause: Mapped[str | None] = mapped_column(String(40))
    named_fix: Mapped[str | None] = mapped_column(String(40))
    confidence: Mapped[int | None] = mapped_column(Integer)  # in percent
    run_id: Mapped[str | None] = mapped_column(String(32))
    learned: Mapped[int | None] = mapped_column(Integer)
    told: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    measurements: Mapped[list["OncallMeasurement"]] = relationship(
        order_by="OncallMeasurement.position", lazy="selectin"
    )


class OncallMeasurement(Base):
    """A measurement that was paid for. position: from 2 on, since the first evidence is given."""

    __tablename__ = "oncall_measurements"

    case_id: Mapped[int] = mapped_column(
        ForeignKey("oncall_cases.case_id", ondelete="CASCADE"), primary_key=True
    )
    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    position: Mapped[int] = mapped_column(Integer)
    minutes: Mapped[int] = mapped_column(Integer)
    evidence: Mapped[dict[str, Any]] = mapped_column(JSON)
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

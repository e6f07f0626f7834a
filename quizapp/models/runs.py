"""Simulations: what to compute, the progress, and the results."""

import enum
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    Enum,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

import simulator
from quizapp.db.tables import Base, UtcDateTime, now
from quizapp.errors import N_


class RunStatus(enum.StrEnum):
    QUEUED = N_("queued")
    RUNNING = N_("running")
    FINISHED = N_("finished")
    FAILED = N_("failed")
    CANCELLED = N_("cancelled")

    @property
    def is_over(self) -> bool:
        return self in (RunStatus.FINISHED, RunStatus.FAILED, RunStatus.CANCELLED)


class RunDetail(enum.StrEnum):
    """What is kept of a run: frames and traces of each experiment, or only its outcome, or only whether the conditions
    of some tests hold.
    """

    FRAMES = "frames"
    OUTCOMES = "outcomes"
    TALLIES = "tallies"


class Run(Base):
    """One computation. Its id is the hash of its inputs, so that the same request is computed once.

    The id does not depend on the computer, and another one may give other bits: `computed_by` is the computing
    environment; None until the computation starts, and for runs from before this was kept. `execution_number` counts
    the times a worker took it; an abandoned execution may no longer write. `failed_executions` counts the executions
    whose worker died since the run was last requested.
    """

    __tablename__ = "runs"
    __table_args__ = (Index("ix_runs_status_created_at", "status", "created_at"),)

    run_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    experiments: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    detail: Mapped[RunDetail] = mapped_column(
        Enum(RunDetail, native_enum=False, length=20, values_callable=lambda each: [d.value for d in each]),
        default=RunDetail.FRAMES,
        server_default=RunDetail.FRAMES.value,
    )
    tests: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # SeedPlan, of tallies
    simulator_version: Mapped[str] = mapped_column(String(40))
    scenario_slug: Mapped[str | None] = mapped_column(String(80))  # of the first request
    knobs: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    status: Mapped[RunStatus] = mapped_column(
        Enum(
            RunStatus, native_enum=False, length=20, values_callable=lambda states: [s.value for s in states]
        ),
        default=RunStatus.QUEUED,
    )
    execution_number: Mapped[int] = mapped_column("attempt_number", Integer, default=0)
    failed_executions: Mapped[int] = mapped_column("failed_attempts", Integer, default=0, server_default="0")
    worker: Mapped[str | None] = mapped_column(String(120))  # that computes it, while its lease lasts
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    computed_by: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))  # the last time
    error: Mapped[str | None] = mapped_column(Text)
    estimated_seconds: Mapped[float] = mapped_column(Float, default=0.0)
    requester: Mapped[str | None] = mapped_column(String(64))  # a guest’s hashed address, if no learner
    learner_id: Mapped[UUID | None] = mapped_column(ForeignKey("learners.learner_id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stored_bytes: Mapped[int | None] = mapped_column(
        BigInteger
    )  # None until it has been measured since its end
    used_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime
    )  # when its page was opened, to within some hours
    is_linked: Mapped[bool] = mapped_column(default=False, server_default=false())  # opened by somebody else

    @property
    def provenance(self) -> simulator.Provenance | None:
        return simulator.Provenance.from_json(self.computed_by) if self.computed_by else None

    @property
    def seconds(self) -> float | None:
        """Never negative, though the clock may have been set back meanwhile."""
        if self.started_at is None or self.finished_at is None:
            return None
        return max(0.0, (self.finished_at - self.started_at).total_seconds())


class SeenRun(Base):
    """A run that a learner has asked for or opened, also where somebody else was the first, or it has been removed."""

    __tablename__ = "seen_runs"

    learner_id: Mapped[UUID] = mapped_column(
        ForeignKey("learners.learner_id", ondelete="CASCADE"), primary_key=True
    )
    run_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    scenario_slug: Mapped[str | None] = mapped_column(String(80))
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class RunFrame(Base):
    """An event of a run as a page receives it, stored so that a page opened later shows the whole run."""

    __tablename__ = "run_frames"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.run_id", ondelete="CASCADE"), primary_key=True)
    execution_number: Mapped[int] = mapped_column("attempt_number", Integer, primary_key=True)
    sequence: Mapped[int] = mapped_column(Integer, primary_key=True)
    event: Mapped[str] = mapped_column(String(20))  # frame, result, outcomes
    body: Mapped[str] = mapped_column(Text)  # JSON, as sent


class RunTrace(Base):
    """Everything that one experiment of a run recorded, as npz."""

    __tablename__ = "run_traces"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.run_id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)

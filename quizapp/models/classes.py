"""Classes: their members, their assignments, and what each member has done for them."""

import enum
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Enum,
    ForeignKey,
    Integer,
    String,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.db.tables import Base, UtcDateTime, now
from quizapp.errors import N_
from quizapp.models.accounts import Account


class ClassRole(enum.StrEnum):
    """In one class. Owners and instructors have accounts of instructors, or come from a course platform; assistants and
    learners may have any.
    """

    LEARNER = N_("learner")
    ASSISTANT = N_("assistant")
    INSTRUCTOR = N_("instructor")
    OWNER = N_("owner")

    def includes(self, other: "ClassRole") -> bool:
        ranks = list(ClassRole)
        return ranks.index(self) >= ranks.index(other)


class StudyClass(Base):
    """zone: an IANA name; days and times of its assignments are those of its clocks. code: lets whoever knows it join,
    as long as `is_joinable`. admits_guests: whether others than its members take part in its live sessions.
    is_course: whether it is a course of a platform connected by LTI.
    """

    __tablename__ = "classes"

    class_id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    zone: Mapped[str] = mapped_column(String(64))
    code: Mapped[str] = mapped_column(String(12), unique=True)
    is_joinable: Mapped[bool] = mapped_column(Boolean, default=True)
    admits_guests: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    is_course: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ClassMember(Base):
    """name: as the instructor’s list has it; None for who joined by the code. left_at: the grades stay. was_added: by a
    list, without having come by themselves.
    """

    __tablename__ = "class_members"
    __table_args__ = (UniqueConstraint("class_id", "account_id"),)

    member_id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("classes.class_id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.account_id", ondelete="CASCADE"), index=True)
    role: Mapped[ClassRole] = mapped_column(
        Enum(
            ClassRole,
            native_enum=False,
            length=20,
            values_callable=lambda roles: [role.value for role in roles],
        ),
        default=ClassRole.LEARNER,
    )
    name: Mapped[str | None] = mapped_column(String(80))
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    was_added: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())

    study_class: Mapped[StudyClass] = relationship(lazy="joined")
    account: Mapped[Account] = relationship(lazy="joined")

    @property
    def shown_name(self) -> str:
        return self.name or self.account.display_name


class ClassInvitation(Base):
    """A line of an instructor’s list for which there is no account yet. token: of the link for this person alone."""

    __tablename__ = "class_invitations"
    __table_args__ = (UniqueConstraint("class_id", "name"),)

    invitation_id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("classes.class_id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(80))
    token: Mapped[str] = mapped_column(String(32), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Assignment(Base):
    """rules: domain.classes.rules.AssignmentRules. exam_id: of the exam that is taken, if it is one."""

    __tablename__ = "assignments"

    assignment_id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(24), unique=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("classes.class_id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    rules: Mapped[dict[str, Any]] = mapped_column(JSON)
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    exam_id: Mapped[int | None] = mapped_column(ForeignKey("exams.exam_id", ondelete="SET NULL"), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AssignmentAllowance(Base):
    """What differs for one member, as domain.classes.grades.Allowance."""

    __tablename__ = "assignment_allowances"

    assignment_id: Mapped[int] = mapped_column(
        ForeignKey("assignments.assignment_id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("class_members.member_id", ondelete="CASCADE"), primary_key=True
    )
    extra_minutes: Mapped[int] = mapped_column(Integer, default=0)
    attempts: Mapped[int | None] = mapped_column(Integer)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_excused: Mapped[bool] = mapped_column(Boolean, default=False)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now)


class AssignedWork(Base):
    """A practice session, or a case of the on-call room, that a member has begun for an assignment. The sittings of an
    exam are those of the assignment’s exam. item_count: of the session when it began; what is added is not graded.
    """

    __tablename__ = "assigned_work"
    __table_args__ = (
        UniqueConstraint("assignment_id", "learner_id", "number"),
        CheckConstraint("(practice_session_id IS NULL) <> (case_id IS NULL)", name="a_session_or_a_case"),
    )

    work_id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.assignment_id", ondelete="CASCADE"))
    learner_id: Mapped[UUID] = mapped_column(
        ForeignKey("learners.learner_id", ondelete="CASCADE"), index=True
    )
    number: Mapped[int] = mapped_column(Integer)
    practice_session_id: Mapped[int | None] = mapped_column(
        ForeignKey("practice_sessions.practice_session_id", ondelete="CASCADE"), unique=True
    )
    case_id: Mapped[int | None] = mapped_column(
        ForeignKey("oncall_cases.case_id", ondelete="CASCADE"), unique=True
    )
    item_count: Mapped[int] = mapped_column(Integer, default=1)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

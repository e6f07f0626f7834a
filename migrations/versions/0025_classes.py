"""Classes with their members, assignments, and allowances."""

import sqlalchemy as sa
from alembic import op

from quizapp.db.tables import UtcDateTime

revision = "0025"
down_revision = "0024"

ROLE = sa.Enum("learner", "assistant", "instructor", "owner", name="classrole", native_enum=False, length=20)


def _key(table: str, column: str, there: str, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    other = there.partition(".")[0]
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [there], name=name, ondelete=ondelete)


def upgrade() -> None:
    op.add_column(
        "accounts", sa.Column("has_classes", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "classes",
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("is_joinable", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("archived_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("class_id", name=op.f("pk_classes")),
        sa.UniqueConstraint("public_id", name=op.f("uq_classes_public_id")),
        sa.UniqueConstraint("code", name=op.f("uq_classes_code")),
    )
    op.create_table(
        "class_members",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", ROLE, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=True),
        sa.Column("joined_at", UtcDateTime(), nullable=False),
        sa.Column("left_at", UtcDateTime(), nullable=True),
        _key("class_members", "class_id", "classes.class_id"),
        _key("class_members", "account_id", "accounts.account_id"),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_class_members")),
        sa.UniqueConstraint("class_id", "account_id", name=op.f("uq_class_members_class_id_account_id")),
    )
    op.create_index(op.f("ix_class_members_account_id"), "class_members", ["account_id"])
    op.create_table(
        "class_invitations",
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        _key("class_invitations", "class_id", "classes.class_id"),
        sa.PrimaryKeyConstraint("invitation_id", name=op.f("pk_class_invitations")),
        sa.UniqueConstraint("class_id", "name", name=op.f("uq_class_invitations_class_id_name")),
        sa.UniqueConstraint("token", name=op.f("uq_class_invitations_token")),
    )
    op.create_table(
        "assignments",
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("opens_at", UtcDateTime(), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("closes_at", UtcDateTime(), nullable=True),
        sa.Column("exam_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        _key("assignments", "class_id", "classes.class_id"),
        _key("assignments", "exam_id", "exams.exam_id", "SET NULL"),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f("pk_assignments")),
        sa.UniqueConstraint("public_id", name=op.f("uq_assignments_public_id")),
        sa.UniqueConstraint("exam_id", name=op.f("uq_assignments_exam_id")),
    )
    op.create_index(op.f("ix_assignments_class_id"), "assignments", ["class_id"])
    op.create_table(
        "assignment_allowances",
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("extra_minutes", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("closes_at", UtcDateTime(), nullable=True),
        sa.Column("is_excused", sa.Boolean(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        _key("assignment_allowances", "assignment_id", "assignments.assignment_id"),
        _key("assignment_allowances", "member_id", "class_members.member_id"),
        sa.PrimaryKeyConstraint("assignment_id", "member_id", name=op.f("pk_assignment_allowances")),
    )
    op.create_table(
        "assigned_work",
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("practice_session_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("item_count", sa.Integer(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(practice_session_id IS NULL) <> (case_id IS NULL)",
            name=op.f("ck_assigned_work_a_session_or_a_case"),
        ),
        _key("assigned_work", "assignment_id", "assignments.assignment_id"),
        _key("assigned_work", "learner_id", "learners.learner_id"),
        _key("assigned_work", "practice_session_id", "practice_sessions.practice_session_id"),
        _key("assigned_work", "case_id", "oncall_cases.case_id"),
        sa.PrimaryKeyConstraint("work_id", name=op.f("pk_assigned_work")),
        sa.UniqueConstraint(
            "assignment_id",
            "learner_id",
            "number",
            name=op.f("uq_assigned_work_assignment_id_learner_id_number"),
        ),
        sa.UniqueConstraint("practice_session_id", name=op.f("uq_assigned_work_practice_session_id")),
        sa.UniqueConstraint("case_id", name=op.f("uq_assigned_work_case_id")),
    )
    op.create_index(op.f("ix_assigned_work_learner_id"), "assigned_work", ["learner_id"])


def downgrade() -> None:
    for table in (
        "assigned_work",
        "assignment_allowances",
        "assignments",
        "class_invitations",
        "class_members",
        "classes",
    ):
        op.drop_table(table)
    with op.batch_alter_table("accounts") as batch_op:
        batch_op.drop_column("has_classes")

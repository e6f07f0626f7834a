"""The last check of each question, and why a version was published without a green one."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0028"


def upgrade() -> None:
    op.create_table(
        "question_checks",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("revision", sa.String(32), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("error_count", sa.Integer(), nullable=False),
        sa.Column("warning_count", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("ticket", sa.Integer(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_question_checks")),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["questions.question_id"],
            name=op.f("fk_question_checks_question_id_questions"),
            ondelete="CASCADE",
        ),
    )
    op.create_index(op.f("ix_question_checks_status"), "question_checks", ["status"])
    op.add_column("question_drafts", sa.Column("revision", sa.String(32), nullable=True))
    op.add_column("question_versions", sa.Column("unchecked_reason", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("question_versions", "unchecked_reason")
    op.drop_column("question_drafts", "revision")
    op.drop_table("question_checks")

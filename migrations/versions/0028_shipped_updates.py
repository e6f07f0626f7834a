"""Shipped versions of questions that authors had changed wait for a decision."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.create_table(
        "shipped_updates",
        sa.Column("update_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(10), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_shipped_updates")),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["questions.question_id"],
            name=op.f("fk_shipped_updates_question_id_questions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["accounts.account_id"],
            name=op.f("fk_shipped_updates_decided_by_id_accounts"),
        ),
    )
    op.create_index(op.f("ix_shipped_updates_question_id"), "shipped_updates", ["question_id"])


def downgrade() -> None:
    op.drop_table("shipped_updates")

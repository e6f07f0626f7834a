"""Keep the latest saves of each draft, so that two people’s changes to one question can be told apart."""

import sqlalchemy as sa
from alembic import op

from quizapp.db import tables

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "draft_revisions",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.String(length=32), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("saved_at", tables.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["questions.question_id"],
            name=op.f("fk_draft_revisions_question_id_questions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("question_id", "revision", name=op.f("pk_draft_revisions")),
    )
    op.create_index(op.f("ix_draft_revisions_saved_at"), "draft_revisions", ["saved_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_draft_revisions_saved_at"), "draft_revisions")
    op.drop_table("draft_revisions")

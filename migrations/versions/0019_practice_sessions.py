"""Practice sessions, and the exercises in each."""

import sqlalchemy as sa
from alembic import op

from quizapp.db.tables import UtcDateTime

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "practice_sessions",
        sa.Column("practice_session_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("touched_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learners.learner_id"],
            name=op.f("fk_practice_sessions_learner_id_learners"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("practice_session_id", name=op.f("pk_practice_sessions")),
        sa.UniqueConstraint("public_id", name=op.f("uq_practice_sessions_public_id")),
    )
    op.create_index(
        "ix_practice_sessions_learner_id_touched_at", "practice_sessions", ["learner_id", "touched_at"]
    )
    op.create_table(
        "session_items",
        sa.Column("session_item_id", sa.Integer(), nullable=False),
        sa.Column("practice_session_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(length=80), nullable=False),
        sa.Column("is_review", sa.Boolean(), nullable=False),
        sa.Column("variant_name", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["practice_session_id"],
            ["practice_sessions.practice_session_id"],
            name=op.f("fk_session_items_practice_session_id_practice_sessions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["item_id"], ["items.item_id"], name=op.f("fk_session_items_item_id_items")),
        sa.PrimaryKeyConstraint("session_item_id", name=op.f("pk_session_items")),
        sa.UniqueConstraint(
            "practice_session_id", "position", name=op.f("uq_session_items_practice_session_id_position")
        ),
    )


def downgrade() -> None:
    op.drop_table("session_items")
    op.drop_table("practice_sessions")

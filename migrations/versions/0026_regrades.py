"""Attempts are graded again with the key of another version, on record; versions have notes."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.add_column("question_versions", sa.Column("note", sa.String(200), nullable=True))
    op.add_column("attempts", sa.Column("graded_version_id", sa.Integer(), nullable=True))
    op.create_table(
        "regrades",
        sa.Column("regrade_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("target_version_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(80), nullable=True),
        sa.Column("takes_reworded", sa.Boolean(), nullable=False),
        sa.Column("measures_again", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cause", sa.String(20), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("applied_by_id", sa.Integer(), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undo_reason", sa.Text(), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("set_aside", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("regrade_id", name=op.f("pk_regrades")),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.{key}"], name=op.f(f"fk_regrades_{column}_{table}"))
            for column, table, key in (
                ("question_id", "questions", "question_id"),
                ("target_version_id", "question_versions", "question_version_id"),
                ("item_id", "items", "item_id"),
                ("author_id", "accounts", "account_id"),
                ("applied_by_id", "accounts", "account_id"),
                ("undone_by_id", "accounts", "account_id"),
            )
        ),
    )
    op.create_index(op.f("ix_regrades_question_id"), "regrades", ["question_id"])
    op.create_table(
        "regrade_entries",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("regrade_id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(20), nullable=True),
        sa.Column("score_before", sa.Float(), nullable=False),
        sa.Column("score_after", sa.Float(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("followed", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_regrade_entries")),
        sa.ForeignKeyConstraint(
            ["regrade_id"], ["regrades.regrade_id"], name=op.f("fk_regrade_entries_regrade_id_regrades")
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["attempts.attempt_id"],
            name=op.f("fk_regrade_entries_attempt_id_attempts"),
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint(
            "regrade_id", "attempt_id", name=op.f("uq_regrade_entries_regrade_id_attempt_id")
        ),
    )
    op.create_index(op.f("ix_regrade_entries_attempt_id"), "regrade_entries", ["attempt_id"])


def downgrade() -> None:
    """Regrades that were applied can no longer be undone."""
    op.drop_table("regrade_entries")
    op.drop_table("regrades")
    op.drop_column("attempts", "graded_version_id")
    op.drop_column("question_versions", "note")

"""Steps of writing that can be undone, who has a question open, reviews, earlier addresses, and retired questions."""

import sqlalchemy as sa
from alembic import op

from quizapp.db.tables import UtcDateTime

revision = "0027"
down_revision = "0026"


def _question() -> tuple[sa.Column[int], ...]:
    return (sa.Column("question_id", sa.Integer(), nullable=False),)


def _of_question(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["question_id"],
        ["questions.question_id"],
        name=op.f(f"fk_{table}_question_id_questions"),
        ondelete="CASCADE",
    )


def _by_account(table: str, column: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], ["accounts.account_id"], name=op.f(f"fk_{table}_{column}_accounts"), ondelete=ondelete
    )


def upgrade() -> None:
    op.create_table(
        "draft_edits",
        sa.Column("edit_id", sa.Integer(), nullable=False),
        *_question(),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("change", sa.JSON(), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        _of_question("draft_edits"),
        _by_account("draft_edits", "account_id"),
        sa.PrimaryKeyConstraint("edit_id", name=op.f("pk_draft_edits")),
    )
    op.create_index(op.f("ix_draft_edits_question_id"), "draft_edits", ["question_id"])
    op.create_index(op.f("ix_draft_edits_changed_at"), "draft_edits", ["changed_at"])
    op.create_table(
        "question_openings",
        *_question(),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=120), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        _of_question("question_openings"),
        _by_account("question_openings", "account_id", "CASCADE"),
        sa.PrimaryKeyConstraint("question_id", "account_id", name=op.f("pk_question_openings")),
    )
    op.create_table(
        "question_reviews",
        sa.Column("review_id", sa.Integer(), nullable=False),
        *_question(),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("is_approved", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("revision", sa.String(length=32), nullable=False),
        _of_question("question_reviews"),
        _by_account("question_reviews", "asked_by"),
        _by_account("question_reviews", "decided_by"),
        sa.PrimaryKeyConstraint("review_id", name=op.f("pk_question_reviews")),
    )
    op.create_index(op.f("ix_question_reviews_question_id"), "question_reviews", ["question_id"])
    op.create_table(
        "question_addresses",
        sa.Column("slug", sa.String(length=80), nullable=False),
        *_question(),
        sa.Column("until", UtcDateTime(), nullable=False),
        _of_question("question_addresses"),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_question_addresses")),
    )
    op.add_column("questions", sa.Column("retired_at", UtcDateTime(), nullable=True))
    op.add_column("question_drafts", sa.Column("problem_count", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Steps, reviews, and earlier addresses are lost; retired questions are practiced again."""
    op.drop_column("question_drafts", "problem_count")
    op.drop_column("questions", "retired_at")
    for table in ("question_addresses", "question_reviews", "question_openings", "draft_edits"):
        op.drop_table(table)

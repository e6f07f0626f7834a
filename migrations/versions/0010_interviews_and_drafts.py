"""Keep mock interviews, and what learners typed and have not submitted."""

import sqlalchemy as sa
from alembic import op

from quizapp.db.tables import UtcDateTime

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "interview_attempts",
        sa.Column("interview_attempt_id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("question_version_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=True),
        sa.Column("covered_points", sa.JSON(), nullable=True),
        sa.Column("form_name", sa.String(length=40), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learners.learner_id"],
            name=op.f("fk_interview_attempts_learner_id_learners"),
        ),
        sa.ForeignKeyConstraint(
            ["question_version_id"],
            ["question_versions.question_version_id"],
            name=op.f("fk_interview_attempts_question_version_id_question_versions"),
        ),
        sa.PrimaryKeyConstraint("interview_attempt_id", name=op.f("pk_interview_attempts")),
        sa.UniqueConstraint(
            "learner_id", "form_name", name=op.f("uq_interview_attempts_learner_id_form_name")
        ),
    )
    op.create_table(
        "drafts",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learners.learner_id"],
            name=op.f("fk_drafts_learner_id_learners"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("draft_id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("learner_id", "place", name=op.f("uq_drafts_learner_id_place")),
    )
    op.create_index(op.f("ix_drafts_updated_at"), "drafts", ["updated_at"])


def downgrade() -> None:
    op.drop_table("drafts")
    op.drop_table("interview_attempts")

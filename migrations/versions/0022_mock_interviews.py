"""Mock interviews in stages."""

import sqlalchemy as sa
from alembic import op

from quizapp.db.tables import UtcDateTime

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_table(
        "mock_interviews",
        sa.Column("interview_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("form_name", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("clock_seconds", sa.Float(), nullable=False),
        sa.Column("clock_since", UtcDateTime(), nullable=True),
        sa.Column("waits_for_run", sa.String(length=32), nullable=True),
        sa.Column("scratch", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Integer(), nullable=True),
        sa.Column("ending", sa.String(length=10), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("second_look_of", sa.Integer(), nullable=True),
        sa.Column("share_hash", sa.String(length=64), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learners.learner_id"],
            name=op.f("fk_mock_interviews_learner_id_learners"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["second_look_of"],
            ["mock_interviews.interview_id"],
            name=op.f("fk_mock_interviews_second_look_of_mock_interviews"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("interview_id", name=op.f("pk_mock_interviews")),
        sa.UniqueConstraint("public_id", name=op.f("uq_mock_interviews_public_id")),
        sa.UniqueConstraint("share_hash", name=op.f("uq_mock_interviews_share_hash")),
        sa.UniqueConstraint("learner_id", "form_name", name=op.f("uq_mock_interviews_learner_id_form_name")),
    )
    op.create_table(
        "interview_turns",
        sa.Column("turn_id", sa.Integer(), nullable=False),
        sa.Column("interview_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("question_version_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("asked_seconds", sa.Float(), nullable=False),
        sa.Column("sent_seconds", sa.Float(), nullable=True),
        sa.Column("is_skipped", sa.Boolean(), nullable=False),
        sa.Column("covered", sa.JSON(), nullable=True),
        sa.Column("objections", sa.JSON(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["interview_id"],
            ["mock_interviews.interview_id"],
            name=op.f("fk_interview_turns_interview_id_mock_interviews"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["question_version_id"],
            ["question_versions.question_version_id"],
            name=op.f("fk_interview_turns_question_version_id_question_versions"),
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["attempts.attempt_id"],
            name=op.f("fk_interview_turns_attempt_id_attempts"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("turn_id", name=op.f("pk_interview_turns")),
        sa.UniqueConstraint(
            "interview_id", "position", name=op.f("uq_interview_turns_interview_id_position")
        ),
    )
    op.create_index("ix_interview_turns_interview_id", "interview_turns", ["interview_id"])


def downgrade() -> None:
    op.drop_table("interview_turns")
    op.drop_table("mock_interviews")

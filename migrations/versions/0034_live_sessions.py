"""Live sessions of classes, with those who take part and their answers."""

import sqlalchemy as sa
from alembic import op

from quizapp.db.tables import UtcDateTime

revision = "0034"
down_revision = "0031"


def _key(table: str, column: str, there: str, ondelete: str | None = "CASCADE") -> sa.ForeignKeyConstraint:
    other = there.partition(".")[0]
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [there], name=name, ondelete=ondelete)


def upgrade() -> None:
    op.add_column(
        "classes", sa.Column("admits_guests", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "live_sessions",
        sa.Column("live_session_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("is_same_for_all", sa.Boolean(), nullable=False),
        sa.Column("round_seconds", sa.Integer(), nullable=True),
        sa.Column("phase", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("closes_at", UtcDateTime(), nullable=True),
        sa.Column("refuting", sa.String(length=200), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        _key("live_sessions", "class_id", "classes.class_id"),
        sa.PrimaryKeyConstraint("live_session_id", name=op.f("pk_live_sessions")),
        sa.UniqueConstraint("public_id", name=op.f("uq_live_sessions_public_id")),
        sa.UniqueConstraint("code", name=op.f("uq_live_sessions_code")),
    )
    op.create_index(op.f("ix_live_sessions_class_id"), "live_sessions", ["class_id"])
    op.create_table(
        "live_items",
        sa.Column("live_item_id", sa.Integer(), nullable=False),
        sa.Column("live_session_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(length=80), nullable=False),
        sa.Column("question_version_id", sa.Integer(), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("revealed_at", UtcDateTime(), nullable=True),
        _key("live_items", "live_session_id", "live_sessions.live_session_id"),
        _key("live_items", "item_id", "items.item_id", None),
        _key("live_items", "question_version_id", "question_versions.question_version_id", None),
        sa.PrimaryKeyConstraint("live_item_id", name=op.f("pk_live_items")),
        sa.UniqueConstraint(
            "live_session_id", "position", name=op.f("uq_live_items_live_session_id_position")
        ),
    )
    op.create_index(op.f("ix_live_items_item_id"), "live_items", ["item_id"])
    op.create_table(
        "live_participants",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("live_session_id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("nickname", sa.String(length=40), nullable=True),
        sa.Column("joined_at", UtcDateTime(), nullable=False),
        _key("live_participants", "live_session_id", "live_sessions.live_session_id"),
        _key("live_participants", "learner_id", "learners.learner_id"),
        sa.PrimaryKeyConstraint("participant_id", name=op.f("pk_live_participants")),
        sa.UniqueConstraint(
            "live_session_id", "learner_id", name=op.f("uq_live_participants_live_session_id_learner_id")
        ),
    )
    op.create_index(op.f("ix_live_participants_learner_id"), "live_participants", ["learner_id"])
    op.create_table(
        "live_answers",
        sa.Column("live_answer_id", sa.Integer(), nullable=False),
        sa.Column("live_item_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("variant_seed", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("variant_parameters", sa.JSON(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("grade", sa.JSON(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=True),
        _key("live_answers", "live_item_id", "live_items.live_item_id"),
        _key("live_answers", "participant_id", "live_participants.participant_id"),
        _key("live_answers", "attempt_id", "attempts.attempt_id", "SET NULL"),
        sa.PrimaryKeyConstraint("live_answer_id", name=op.f("pk_live_answers")),
        sa.UniqueConstraint(
            "live_item_id",
            "participant_id",
            "round",
            name=op.f("uq_live_answers_live_item_id_participant_id_round"),
        ),
        sa.CheckConstraint("score >= 0 AND score <= 1", name=op.f("ck_live_answers_score_is_a_share")),
    )
    op.create_index(op.f("ix_live_answers_participant_id"), "live_answers", ["participant_id"])
    op.create_index(op.f("ix_live_answers_attempt_id"), "live_answers", ["attempt_id"])


def downgrade() -> None:
    for table in ("live_answers", "live_participants", "live_items", "live_sessions"):
        op.drop_table(table)
    with op.batch_alter_table("classes") as batch:
        batch.drop_column("admits_guests")

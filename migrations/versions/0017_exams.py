"""Exams, their sittings, and the answers in them."""

import sqlalchemy as sa
from alembic import op

from quizapp.db.tables import UtcDateTime

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "exams",
        sa.Column("exam_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        _to("exams", "learner_id", "learners", "SET NULL"),
        sa.PrimaryKeyConstraint("exam_id", name=op.f("pk_exams")),
        sa.UniqueConstraint("public_id", name=op.f("uq_exams_public_id")),
    )
    op.create_index("ix_exams_learner_id", "exams", ["learner_id"])
    op.create_table(
        "exam_sittings",
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("exam_id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("closes_at", UtcDateTime(), nullable=False),
        sa.Column("grace_seconds", sa.Integer(), nullable=False),
        sa.Column("extra_seconds", sa.Integer(), nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("graded_at", UtcDateTime(), nullable=True),
        sa.Column("score", sa.Float(), nullable=True),
        sa.CheckConstraint("score >= 0 AND score <= 1", name=op.f("ck_exam_sittings_score_is_a_share")),
        _to("exam_sittings", "exam_id", "exams", "CASCADE"),
        _to("exam_sittings", "learner_id", "learners", "CASCADE"),
        sa.PrimaryKeyConstraint("sitting_id", name=op.f("pk_exam_sittings")),
        sa.UniqueConstraint("public_id", name=op.f("uq_exam_sittings_public_id")),
        sa.UniqueConstraint(
            "exam_id", "learner_id", "number", name=op.f("uq_exam_sittings_exam_id_learner_id_number")
        ),
    )
    op.create_index("ix_exam_sittings_learner_id_ended_at", "exam_sittings", ["learner_id", "ended_at"])
    op.create_index("ix_exam_sittings_graded_at", "exam_sittings", ["graded_at"])
    op.create_table(
        "exam_answers",
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(length=80), nullable=False),
        sa.Column("question_version_id", sa.Integer(), nullable=False),
        sa.Column("variant_seed", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("variant_name", sa.String(length=200), nullable=False),
        sa.Column("variant_parameters", sa.JSON(), nullable=False),
        sa.Column("answer", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(length=40), nullable=True),
        sa.Column("sequences", sa.JSON(), nullable=False),
        sa.Column("set_aside", sa.JSON(), nullable=False),
        sa.Column("seconds_by", sa.JSON(), nullable=False),
        sa.Column("is_flagged", sa.Boolean(), nullable=False),
        sa.Column("typed_at", UtcDateTime(), nullable=True),
        sa.Column("saved_at", UtcDateTime(), nullable=True),
        sa.Column("attempt_id", sa.Integer(), nullable=True),
        sa.Column("score", sa.Float(), nullable=True),
        sa.CheckConstraint("score >= 0 AND score <= 1", name=op.f("ck_exam_answers_score_is_a_share")),
        _to("exam_answers", "sitting_id", "exam_sittings", "CASCADE"),
        _to("exam_answers", "item_id", "items", None),
        _to("exam_answers", "question_version_id", "question_versions", None),
        _to("exam_answers", "attempt_id", "attempts", "SET NULL"),
        sa.PrimaryKeyConstraint("answer_id", name=op.f("pk_exam_answers")),
        sa.UniqueConstraint("sitting_id", "position", name=op.f("uq_exam_answers_sitting_id_position")),
        sa.UniqueConstraint("variant_name", name=op.f("uq_exam_answers_variant_name")),
    )
    op.create_index("ix_exam_answers_item_id", "exam_answers", ["item_id"])
    op.create_index("ix_exam_answers_attempt_id", "exam_answers", ["attempt_id"])


def _to(table: str, column: str, other: str, ondelete: str | None) -> sa.ForeignKeyConstraint:
    key = {"items": "item_id", "question_versions": "question_version_id", "attempts": "attempt_id"}
    target = key.get(other, {"exams": "exam_id", "exam_sittings": "sitting_id"}.get(other, "learner_id"))
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.{target}"], name=name, ondelete=ondelete)


def downgrade() -> None:
    op.drop_table("exam_answers")
    op.drop_table("exam_sittings")
    op.drop_table("exams")

"""Images of questions, with their files if no object store holds them."""

import sqlalchemy as sa
from alembic import op

from quizapp.db.tables import UtcDateTime

revision = "0033"
down_revision = "0029"


def upgrade() -> None:
    op.create_table(
        "images",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("used_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.account_id"], name=op.f("fk_images_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_images")),
    )
    op.create_index(op.f("ix_images_account_id"), "images", ["account_id"])
    op.create_table(
        "image_contents",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["name"], ["images.name"], name=op.f("fk_image_contents_name_images"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_image_contents")),
    )
    op.create_table(
        "question_images",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("description_zh", sa.Text(), nullable=False),
        sa.Column("description_en", sa.Text(), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["questions.question_id"],
            name=op.f("fk_question_images_question_id_questions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["name"], ["images.name"], name=op.f("fk_question_images_name_images"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("question_id", "name", name=op.f("pk_question_images")),
    )
    op.create_index(op.f("ix_question_images_name"), "question_images", ["name"])


def downgrade() -> None:
    """Images are lost; texts keep their names."""
    for table in ("question_images", "image_contents", "images"):
        op.drop_table(table)

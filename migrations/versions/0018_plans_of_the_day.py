"""Numbers for the changes of review cards, and plans that stand for a day."""

import sqlalchemy as sa
from alembic import op

from quizapp.db.tables import UtcDateTime

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    for table, column in (("learners", "card_version"), ("review_cards", "version")):
        op.add_column(table, sa.Column(column, sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "day_plans",
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("made_for", sa.Text(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learners.learner_id"],
            name=op.f("fk_day_plans_learner_id_learners"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("learner_id", name=op.f("pk_day_plans")),
    )


def downgrade() -> None:
    op.drop_table("day_plans")
    op.drop_column("review_cards", "version")
    op.drop_column("learners", "card_version")

"""Which runs each learner has seen, at first those that they were the first to request."""

import sqlalchemy as sa
from alembic import op

from quizapp.db.tables import UtcDateTime

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.create_table(
        "seen_runs",
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.String(length=32), nullable=False),
        sa.Column("scenario_slug", sa.String(length=80), nullable=True),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learners.learner_id"],
            name=op.f("fk_seen_runs_learner_id_learners"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("learner_id", "run_id", name=op.f("pk_seen_runs")),
    )
    op.execute(
        "INSERT INTO seen_runs (learner_id, run_id, scenario_slug, seen_at) "
        "SELECT learner_id, run_id, scenario_slug, created_at FROM runs "
        "WHERE learner_id IS NOT NULL AND detail = 'frames'"
    )


def downgrade() -> None:
    op.drop_table("seen_runs")

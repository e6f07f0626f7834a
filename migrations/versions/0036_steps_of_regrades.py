"""Regrades are applied and undone in steps, which go on after an interruption."""

import sqlalchemy as sa
from alembic import op

from quizapp.db.tables import UtcDateTime

revision = "0036"
down_revision = "0033"


def upgrade() -> None:
    op.add_column("regrades", sa.Column("stage", sa.String(length=10), nullable=True))
    op.add_column("regrades", sa.Column("progress", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("regrades", sa.Column("moved_at", UtcDateTime(), nullable=True))
    last = "(SELECT max(attempt_id) FROM regrade_entries e WHERE e.regrade_id = regrades.regrade_id)"
    op.execute(
        f"UPDATE regrades SET progress = coalesce({last}, 0) WHERE applied_at IS NOT NULL AND undone_at IS NULL"
    )


def downgrade() -> None:
    """A regrade that is under way stays half done."""
    for name in ("moved_at", "progress", "stage"):
        op.drop_column("regrades", name)

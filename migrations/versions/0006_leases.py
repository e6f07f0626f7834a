"""Add the lease of a run: its requester, its worker, the end of the lease, and the number of failed attempts."""

import sqlalchemy as sa
from alembic import op

from quizapp.db import tables

revision = "0006"
down_revision = "0005"

COLUMNS = ("requester", "worker", "leased_until", "failed_attempts")


def upgrade() -> None:
    op.add_column("runs", sa.Column("requester", sa.String(64), nullable=True))
    op.add_column("runs", sa.Column("worker", sa.String(120), nullable=True))
    op.add_column("runs", sa.Column("leased_until", tables.UtcDateTime(timezone=True), nullable=True))
    op.add_column("runs", sa.Column("failed_attempts", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    for column in COLUMNS:
        op.drop_column("runs", column)

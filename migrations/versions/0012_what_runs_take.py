"""Store how much a run takes, when it was last opened, and whether somebody else opened its link."""

import sqlalchemy as sa
from alembic import op

from quizapp.db import tables

revision = "0012"
down_revision = "0011"

COLUMNS = ("stored_bytes", "used_at", "is_linked")


def upgrade() -> None:
    op.add_column("runs", sa.Column("stored_bytes", sa.BigInteger(), nullable=True))
    op.add_column("runs", sa.Column("used_at", tables.UtcDateTime(timezone=True), nullable=True))
    op.add_column("runs", sa.Column("is_linked", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    for column in COLUMNS:
        op.drop_column("runs", column)

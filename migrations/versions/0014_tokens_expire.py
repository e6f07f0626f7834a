"""API tokens expire, and may be for reading only; those that exist expire in a year."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

from quizapp.db import tables

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("api_tokens", sa.Column("expires_at", tables.UtcDateTime(timezone=True), nullable=True))
    op.add_column(
        "api_tokens", sa.Column("may_write", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    tokens = sa.table("api_tokens", sa.column("expires_at", tables.UtcDateTime(timezone=True)))
    op.execute(tokens.update().values(expires_at=tables.now() + timedelta(days=365)))


def downgrade() -> None:
    op.drop_column("api_tokens", "may_write")
    op.drop_column("api_tokens", "expires_at")

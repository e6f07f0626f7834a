"""Add runs of many experiments of which only the outcomes are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("runs", sa.Column("detail", sa.String(20), nullable=False, server_default="frames"))


def downgrade() -> None:
    op.drop_column("runs", "detail")

"""Previews of regrades are made in the background, by whatever process takes them."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    for name in ("total", "ticket", "tries"):
        op.add_column("regrades", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.create_index(op.f("ix_regrades_stage"), "regrades", ["stage"])


def downgrade() -> None:
    """Previews that are not done are lost."""
    unfinished = (
        "SELECT regrade_id FROM regrades WHERE stage IN ('waiting', 'previewing', 'failed', 'removing')"
    )
    op.execute(f"DELETE FROM regrade_entries WHERE regrade_id IN ({unfinished})")
    op.execute("DELETE FROM regrades WHERE stage IN ('waiting', 'previewing', 'failed', 'removing')")
    op.drop_index(op.f("ix_regrades_stage"), "regrades")
    for name in ("tries", "ticket", "total"):
        op.drop_column("regrades", name)

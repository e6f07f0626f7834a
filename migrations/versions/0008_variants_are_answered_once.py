"""Store the names of variants, each answered once, and longer seeds; variants of existing attempts have no name."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("attempts", sa.Column("variant_name", sa.String(length=200), nullable=True))
    op.create_index("ix_attempts_variant_name", "attempts", ["variant_name"], unique=True)
    if op.get_bind().dialect.name != "sqlite":  # there, every integer has 64 bits
        op.alter_column("attempts", "variant_seed", type_=sa.BigInteger(), existing_nullable=False)


def downgrade() -> None:
    """Seeds that are too long for the smaller column are cut: those attempts show their options in another order."""
    op.execute("UPDATE attempts SET variant_seed = variant_seed % 2147483648")
    if op.get_bind().dialect.name != "sqlite":
        op.alter_column("attempts", "variant_seed", type_=sa.Integer(), existing_nullable=False)
    op.drop_index("ix_attempts_variant_name", "attempts")
    op.drop_column("attempts", "variant_name")

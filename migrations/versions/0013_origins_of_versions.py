"""Store where each version of a question comes from; those without an author so far count as shipped."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column(
        "question_versions",
        sa.Column("origin", sa.String(length=10), nullable=False, server_default="author"),
    )
    op.execute("UPDATE question_versions SET origin = 'shipped' WHERE author_id IS NULL")


def downgrade() -> None:
    op.drop_column("question_versions", "origin")

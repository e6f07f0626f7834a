"""Remove the corrections from questions; they are claims now."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

TABLES = (("question_versions", "question_version_id"), ("question_drafts", "question_id"))


def upgrade() -> None:
    connection = op.get_bind()
    for name, key in TABLES:
        table = sa.table(name, sa.column(key, sa.Integer()), sa.column("body", sa.JSON()))
        for row in connection.execute(sa.select(table)).all():
            body = dict(row.body)
            if body.pop("corrections", None) is not None:
                change = sa.update(table).where(table.c[key] == row[0]).values(body=body)
                connection.execute(change)


def downgrade() -> None:
    """Nothing to restore: the claims contain the corrections, and a question without them is complete."""

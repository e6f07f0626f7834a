"""What the check of a question rests on besides its text: its topic, and the scenarios and claims that it names."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    op.add_column("question_checks", sa.Column("basis", sa.JSON(), server_default="{}", nullable=False))
    with op.batch_alter_table("question_checks") as checks:
        checks.alter_column("basis", server_default=None)


def downgrade() -> None:
    op.drop_column("question_checks", "basis")

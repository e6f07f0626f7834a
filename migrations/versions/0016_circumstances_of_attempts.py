"""How sure a learner was, which hints were opened, and what a first try was before a second one."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("confidence", sa.Float(), nullable=True))
        batch_op.add_column(sa.Column("used_hint", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(
            sa.Column("is_second_try", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("first_answer", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("first_score", sa.Float(), nullable=True))
        batch_op.add_column(sa.Column("open_hint", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        for column in (
            "open_hint",
            "first_score",
            "first_answer",
            "is_second_try",
            "used_hint",
            "confidence",
        ):
            batch_op.drop_column(column)

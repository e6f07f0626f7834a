"""The latest attempts of a learner are found without reading all."""

from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_index("ix_attempts_learner_id_attempt_id", "attempts", ["learner_id", "attempt_id"])


def downgrade() -> None:
    op.drop_index("ix_attempts_learner_id_attempt_id", "attempts")

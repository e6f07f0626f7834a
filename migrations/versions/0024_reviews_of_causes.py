"""A review is an answer to an item, or an on-call case."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

ONE_OF_TWO = "(attempt_id IS NULL) <> (case_id IS NULL)"


def upgrade() -> None:
    with op.batch_alter_table("reviews") as batch_op:
        batch_op.alter_column("attempt_id", existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column("case_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_reviews_case_id_oncall_cases"),
            "oncall_cases",
            ["case_id"],
            ["case_id"],
            ondelete="CASCADE",
        )
        batch_op.create_unique_constraint(op.f("uq_reviews_case_id"), ["case_id"])
        batch_op.create_check_constraint(op.f("ck_reviews_of_an_attempt_or_a_case"), ONE_OF_TWO)


def downgrade() -> None:
    """The cards of causes are lost."""
    op.execute("DELETE FROM reviews WHERE case_id IS NOT NULL")
    op.execute("DELETE FROM review_cards WHERE concept_kind = 'cause'")
    with op.batch_alter_table("reviews") as batch_op:
        batch_op.drop_constraint(op.f("ck_reviews_of_an_attempt_or_a_case"), type_="check")
        batch_op.drop_constraint(op.f("uq_reviews_case_id"), type_="unique")
        batch_op.drop_constraint(op.f("fk_reviews_case_id_oncall_cases"), type_="foreignkey")
        batch_op.drop_column("case_id")
        batch_op.alter_column("attempt_id", existing_type=sa.Integer(), nullable=False)

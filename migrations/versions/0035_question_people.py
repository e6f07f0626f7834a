"""The owner, co-authors, and reviewers of each question. Who wrote a question first owns it; built-in ones have no owner."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0030"


def upgrade() -> None:
    op.create_table(
        "question_people",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("question_id", "account_id", name=op.f("pk_question_people")),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["questions.question_id"],
            name=op.f("fk_question_people_question_id_questions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.account_id"],
            name=op.f("fk_question_people_account_id_accounts"),
            ondelete="CASCADE",
        ),
    )
    op.create_index(op.f("ix_question_people_account_id"), "question_people", ["account_id"])
    op.execute(FIRST_AUTHORS)
    op.execute(OTHER_AUTHORS)


FIRST_AUTHORS = """
INSERT INTO question_people (question_id, account_id, role, added_at)
SELECT q.question_id, COALESCE(v.author_id, d.author_id), 'owner', q.created_at
FROM questions AS q
LEFT JOIN question_versions AS v ON v.question_id = q.question_id AND v.number = 1
LEFT JOIN question_drafts AS d ON d.question_id = q.question_id AND v.question_id IS NULL
WHERE NOT q.is_built_in AND COALESCE(v.author_id, d.author_id) IS NOT NULL
"""
OTHER_AUTHORS = """
INSERT INTO question_people (question_id, account_id, role, added_at)
SELECT DISTINCT q.question_id, w.author_id, 'author', q.created_at
FROM questions AS q
JOIN question_people AS p ON p.question_id = q.question_id
JOIN (
    SELECT question_id, author_id FROM question_versions
    UNION SELECT question_id, author_id FROM question_drafts
) AS w ON w.question_id = q.question_id
WHERE w.author_id IS NOT NULL AND w.author_id <> p.account_id
"""


def downgrade() -> None:
    op.drop_table("question_people")

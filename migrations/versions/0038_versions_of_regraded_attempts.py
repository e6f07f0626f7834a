"""The version whose key graded an attempt is one that there is.

In SQLite, a new column takes the place of the old one. Copying the table, as batches do, would delete what refers to it.
"""

from alembic import op

revision = "0038"
down_revision = "0037"

KEY = "fk_attempts_graded_version_id_question_versions"


def upgrade() -> None:
    op.execute(
        "UPDATE attempts SET graded_version_id = NULL WHERE graded_version_id NOT IN "
        "(SELECT question_version_id FROM question_versions)"
    )
    if op.get_bind().dialect.name == "sqlite":
        _replace_column(f" CONSTRAINT {KEY} REFERENCES question_versions (question_version_id)")
    else:
        op.create_foreign_key(
            KEY, "attempts", "question_versions", ["graded_version_id"], ["question_version_id"]
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _replace_column("")
    else:
        op.drop_constraint(KEY, "attempts", type_="foreignkey")


def _replace_column(reference: str) -> None:
    op.execute(f"ALTER TABLE attempts ADD COLUMN new_version_id INTEGER{reference}")
    op.execute("UPDATE attempts SET new_version_id = graded_version_id WHERE graded_version_id IS NOT NULL")
    op.execute("ALTER TABLE attempts DROP COLUMN graded_version_id")
    op.execute("ALTER TABLE attempts RENAME COLUMN new_version_id TO graded_version_id")

"""Topics, scenarios, and claims are made in the browser, and their conditions are checked over seeds."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0032"


def upgrade() -> None:
    op.create_table(
        "authored_entries",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("room", sa.String(10), nullable=False),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("latest_number", sa.Integer(), nullable=False),
        sa.Column("is_built_in", sa.Boolean(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("saved_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_authored_entries")),
        sa.UniqueConstraint("room", "slug", name=op.f("uq_authored_entries_room_slug")),
        _account("authored_entries", "author_id"),
        _account("authored_entries", "saved_by_id"),
    )
    op.create_table(
        "authored_versions",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", "number", name=op.f("pk_authored_versions")),
        _entry("authored_versions"),
        _account("authored_versions", "author_id"),
    )
    op.create_table(
        "seed_checks",
        sa.Column("check_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(16), nullable=False),
        sa.Column("first_seed", sa.Integer(), nullable=False),
        sa.Column("seed_count", sa.Integer(), nullable=False),
        sa.Column("run_ids", sa.JSON(), nullable=False),
        sa.Column("record", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("measured", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("check_id", name=op.f("pk_seed_checks")),
        _entry("seed_checks"),
        _account("seed_checks", "asked_by_id"),
    )
    op.create_index(op.f("ix_seed_checks_entry_id"), "seed_checks", ["entry_id"])
    op.add_column("runs", sa.Column("tests", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("runs", "tests")
    for table in ("seed_checks", "authored_versions", "authored_entries"):
        op.drop_table(table)


def _account(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], ["accounts.account_id"], name=op.f(f"fk_{table}_{column}_accounts")
    )


def _entry(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["entry_id"],
        ["authored_entries.entry_id"],
        name=op.f(f"fk_{table}_entry_id_authored_entries"),
        ondelete="CASCADE",
    )

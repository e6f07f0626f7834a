"""Course platforms connected by LTI."""

import sqlalchemy as sa
from alembic import op

from quizapp.db.tables import UtcDateTime

revision = "0029"
down_revision = "0035"


def upgrade() -> None:
    op.create_table(
        "lti_keys",
        sa.Column("kid", sa.String(length=64), nullable=False),
        sa.Column("private_key", sa.Text(), nullable=False),
        sa.Column("public_key", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("kid", name=op.f("pk_lti_keys")),
    )
    op.create_table(
        "lti_nonces",
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("nonce", name=op.f("pk_lti_nonces")),
    )
    op.create_index(op.f("ix_lti_nonces_expires_at"), "lti_nonces", ["expires_at"])

    op.create_table(
        "lti_platforms",
        sa.Column("platform_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("client_id", sa.String(length=255), nullable=False),
        sa.Column("deployment_ids", sa.JSON(), nullable=False),
        sa.Column("login_url", sa.String(length=1000), nullable=False),
        sa.Column("token_url", sa.String(length=1000), nullable=False),
        sa.Column("token_audience", sa.String(length=1000), nullable=True),
        sa.Column("jwks_url", sa.String(length=1000), nullable=False),
        sa.Column("origins", sa.JSON(), nullable=False),
        sa.Column("teachers_author", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("keys", sa.JSON(), nullable=True),
        sa.Column("keys_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("platform_id", name=op.f("pk_lti_platforms")),
        sa.UniqueConstraint("issuer", "client_id", name=op.f("uq_lti_platforms_issuer_client_id")),
    )
    op.create_table(
        "lti_courses",
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("platform_id", sa.Integer(), nullable=False),
        sa.Column("deployment_id", sa.String(length=255), nullable=False),
        sa.Column("context_id", sa.String(length=255), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("members_url", sa.String(length=1000), nullable=True),
        sa.Column("items_url", sa.String(length=1000), nullable=True),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("roster_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"],
            ["classes.class_id"],
            name=op.f("fk_lti_courses_class_id_classes"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["platform_id"],
            ["lti_platforms.platform_id"],
            name=op.f("fk_lti_courses_platform_id_lti_platforms"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("course_id", name=op.f("pk_lti_courses")),
        sa.UniqueConstraint(
            "platform_id",
            "deployment_id",
            "context_id",
            name=op.f("uq_lti_courses_platform_id_deployment_id_context_id"),
        ),
    )
    op.create_index(op.f("ix_lti_courses_class_id"), "lti_courses", ["class_id"])

    op.create_table(
        "lti_identities",
        sa.Column("identity_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.account_id"],
            name=op.f("fk_lti_identities_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("identity_id", name=op.f("pk_lti_identities")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_lti_identities_issuer_subject")),
    )
    op.create_index(op.f("ix_lti_identities_account_id"), "lti_identities", ["account_id"])

    op.create_table(
        "lti_tickets",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("platform_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("proof_hash", sa.String(length=64), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.account_id"],
            name=op.f("fk_lti_tickets_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["platform_id"],
            ["lti_platforms.platform_id"],
            name=op.f("fk_lti_tickets_platform_id_lti_platforms"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_lti_tickets")),
    )
    op.create_index(op.f("ix_lti_tickets_account_id"), "lti_tickets", ["account_id"])
    op.create_index(op.f("ix_lti_tickets_expires_at"), "lti_tickets", ["expires_at"])

    op.create_table(
        "lti_links",
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("resource_link_id", sa.String(length=255), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignments.assignment_id"],
            name=op.f("fk_lti_links_assignment_id_assignments"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["course_id"],
            ["lti_courses.course_id"],
            name=op.f("fk_lti_links_course_id_lti_courses"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("link_id", name=op.f("pk_lti_links")),
        sa.UniqueConstraint(
            "course_id", "resource_link_id", name=op.f("uq_lti_links_course_id_resource_link_id")
        ),
    )
    op.create_index(op.f("ix_lti_links_assignment_id"), "lti_links", ["assignment_id"])

    op.create_table(
        "lti_columns",
        sa.Column("column_id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("item_url", sa.String(length=1000), nullable=True),
        sa.Column("is_of_platform", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("derive_at", UtcDateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=False),
        sa.Column("is_stuck", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.Column("reason_values", sa.JSON(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=True),
        sa.Column("checked_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignments.assignment_id"],
            name=op.f("fk_lti_columns_assignment_id_assignments"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["link_id"],
            ["lti_links.link_id"],
            name=op.f("fk_lti_columns_link_id_lti_links"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("column_id", name=op.f("pk_lti_columns")),
        sa.UniqueConstraint("link_id", "assignment_id", name=op.f("uq_lti_columns_link_id_assignment_id")),
    )
    op.create_index(op.f("ix_lti_columns_assignment_id"), "lti_columns", ["assignment_id"])
    op.create_index(op.f("ix_lti_columns_derive_at"), "lti_columns", ["derive_at"])

    op.create_table(
        "lti_scores",
        sa.Column("score_id", sa.Integer(), nullable=False),
        sa.Column("column_id", sa.Integer(), nullable=False),
        sa.Column("identity_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("dated_at", UtcDateTime(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "sent", "parked", name="scorestate", native_enum=False, length=10),
            nullable=False,
        ),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.Column("reason_values", sa.JSON(), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["column_id"],
            ["lti_columns.column_id"],
            name=op.f("fk_lti_scores_column_id_lti_columns"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["identity_id"],
            ["lti_identities.identity_id"],
            name=op.f("fk_lti_scores_identity_id_lti_identities"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("score_id", name=op.f("pk_lti_scores")),
        sa.UniqueConstraint("column_id", "identity_id", name=op.f("uq_lti_scores_column_id_identity_id")),
    )
    op.create_index(op.f("ix_lti_scores_identity_id"), "lti_scores", ["identity_id"])
    op.create_index(op.f("ix_lti_scores_next_at"), "lti_scores", ["next_at"])

    op.add_column("classes", sa.Column("is_course", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Platforms, their people, courses, and grades to send are lost; the classes and their members stay."""
    op.drop_column("classes", "is_course")
    for table in (
        *("lti_scores", "lti_columns", "lti_links", "lti_tickets", "lti_identities", "lti_courses"),
        *("lti_platforms", "lti_nonces", "lti_keys"),
    ):
        op.drop_table(table)

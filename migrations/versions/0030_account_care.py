"""One-time links, second steps of signing in, and the log of accounts."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0034"

MOMENT = sa.DateTime(timezone=True)
ROLE = sa.Enum("learner", "instructor", "admin", name="role", native_enum=False, length=20)
METHOD = sa.Enum(
    "password", "app", "passkey", "recovery_code", name="signinmethod", native_enum=False, length=20
)
TABLES = (
    "recovery_codes",
    "passkeys",
    "authenticators",
    "password_resets",
    "account_invitations",
    "account_events",
)


def _account(table: str, column: str, ondelete: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_accounts")
    return sa.ForeignKeyConstraint([column], ["accounts.account_id"], name=name, ondelete=ondelete)


def upgrade() -> None:
    op.add_column("accounts", sa.Column("seen_at", MOMENT, nullable=True))
    op.add_column("accounts", sa.Column("disabled_at", MOMENT, nullable=True))
    op.execute(
        "UPDATE accounts SET seen_at = "
        "(SELECT max(last_seen_at) FROM sign_ins WHERE sign_ins.account_id = accounts.account_id)"
    )
    op.add_column("sign_ins", sa.Column("method", METHOD, server_default="password", nullable=False))
    op.add_column("sign_ins", sa.Column("confirmed_at", MOMENT, nullable=True))
    op.add_column(
        "class_members", sa.Column("was_added", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    # Who has a name of the list may have come by a personal link; whether so, was not kept.
    op.execute(
        sa.text("UPDATE class_members SET was_added = :yes WHERE name IS NOT NULL").bindparams(yes=True)
    )
    op.create_table(
        "account_events",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("is_by_operator", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_account_events")),
        _account("account_events", "account_id", "CASCADE"),
        _account("account_events", "by_id", "SET NULL"),
    )
    op.create_index(op.f("ix_account_events_account_id"), "account_events", ["account_id"])
    op.create_table(
        "account_invitations",
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("role", ROLE, nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("is_by_operator", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.Column("used_by_id", sa.Integer(), nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("invitation_id", name=op.f("pk_account_invitations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_invitations_token_hash")),
        sa.ForeignKeyConstraint(
            ["class_id"],
            ["classes.class_id"],
            name=op.f("fk_account_invitations_class_id_classes"),
            ondelete="CASCADE",
        ),
        _account("account_invitations", "made_by_id", "SET NULL"),
        _account("account_invitations", "used_by_id", "SET NULL"),
    )
    op.create_index(op.f("ix_account_invitations_made_by_id"), "account_invitations", ["made_by_id"])
    op.create_table(
        "password_resets",
        sa.Column("reset_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("reset_id", name=op.f("pk_password_resets")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_password_resets_token_hash")),
        _account("password_resets", "account_id", "CASCADE"),
    )
    op.create_index(op.f("ix_password_resets_account_id"), "password_resets", ["account_id"])
    op.create_table(
        "authenticators",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("sealed_secret", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_authenticators")),
        _account("authenticators", "account_id", "CASCADE"),
    )
    op.create_table(
        "passkeys",
        sa.Column("passkey_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.String(1400), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("user_handle", sa.String(64), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("label", sa.String(80), nullable=False),
        sa.Column("is_synced", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_used_at", MOMENT, nullable=True),
        sa.Column("challenged_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("passkey_id", name=op.f("pk_passkeys")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkeys_credential_id")),
        _account("passkeys", "account_id", "CASCADE"),
    )
    op.create_index(op.f("ix_passkeys_account_id"), "passkeys", ["account_id"])
    op.create_table(
        "recovery_codes",
        sa.Column("recovery_code_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("recovery_code_id", name=op.f("pk_recovery_codes")),
        sa.UniqueConstraint("account_id", "code_hash", name=op.f("uq_recovery_codes_account_id_code_hash")),
        _account("recovery_codes", "account_id", "CASCADE"),
    )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    op.drop_column("class_members", "was_added")
    op.drop_column("sign_ins", "confirmed_at")
    op.drop_column("sign_ins", "method")
    op.drop_column("accounts", "disabled_at")
    op.drop_column("accounts", "seen_at")

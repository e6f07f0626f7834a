"""Accounts, their sign-in sessions, API tokens, and the setup link of the first instructor."""

import enum
from datetime import datetime

from sqlalchemy import Enum, ForeignKey, String, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.db.tables import Base, UtcDateTime, now
from quizapp.errors import N_


class Role(enum.StrEnum):
    LEARNER = N_("learner")
    INSTRUCTOR = N_("instructor")
    ADMIN = N_("admin")

    def includes(self, other: "Role") -> bool:
        """An admin may do everything an instructor may, and an instructor everything a learner may."""
        ranks = list(Role)
        return ranks.index(self) >= ranks.index(other)


class Account(Base):
    """has_classes: whether it is a member of a class, or was; so that pages of those who never were ask for none.
    seen_at: when a page was opened last. disabled_at: since when nobody can sign in.
    """

    __tablename__ = "accounts"

    account_id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)  # lowercase, for signing in
    display_name: Mapped[str] = mapped_column(String(80))
    password_hash: Mapped[str] = mapped_column(String(255))
    role: Mapped[Role] = mapped_column(
        Enum(
            Role, native_enum=False, length=20, values_callable=lambda roles: [role.value for role in roles]
        ),
        default=Role.LEARNER,
    )
    language: Mapped[str | None] = mapped_column(String(5))
    has_classes: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_instructor(self) -> bool:
        return self.role.includes(Role.INSTRUCTOR)


class SignInMethod(enum.StrEnum):
    PASSWORD = "password"
    APP = "app"
    PASSKEY = "passkey"
    RECOVERY_CODE = "recovery_code"


class SignIn(Base):
    """A signed-in browser. The cookie holds a random token, and the row its hash; revoking the row signs out.

    method: the last thing that was asked for. confirmed_at: when the password or a passkey was given last.
    """

    __tablename__ = "sign_ins"

    sign_in_id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.account_id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_agent: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    method: Mapped[SignInMethod] = mapped_column(
        Enum(
            SignInMethod,
            native_enum=False,
            length=20,
            values_callable=lambda methods: [method.value for method in methods],
        ),
        default=SignInMethod.PASSWORD,
        server_default=SignInMethod.PASSWORD.value,
    )
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    account: Mapped[Account] = relationship(lazy="joined")


class ApiToken(Base):
    """A bearer token for the JSON API; only its hash is kept."""

    __tablename__ = "api_tokens"

    api_token_id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.account_id", ondelete="CASCADE"), index=True)
    label: Mapped[str] = mapped_column(String(80))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    may_write: Mapped[bool] = mapped_column(default=True, server_default=true())
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    account: Mapped[Account] = relationship(lazy="joined")


class SetupLink(Base):
    """The one-time link for creating the first instructor account."""

    __tablename__ = "setup_links"

    setup_link_id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

"""What looks after accounts: one-time links, second steps of signing in, and the log of what was done to an account."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Enum,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.db.tables import Base, UtcDateTime, now
from quizapp.models.accounts import Account, Role
from quizapp.models.classes import StudyClass


class AccountEventKind(enum.StrEnum):
    CREATED = "account_created"
    ROLE_CHANGED = "role_changed"
    DISABLED = "account_disabled"
    ENABLED = "account_enabled"
    PASSWORD_CHANGED = "password_changed"
    RESET_LINK_MADE = "reset_link_made"
    RESET_LINK_REVOKED = "reset_link_revoked"
    PASSWORD_RESET = "password_reset"
    SIGN_INS_REVOKED = "all_sign_ins_revoked"
    TOKEN_CREATED = "token_created"
    TOKEN_REVOKED = "token_revoked"
    APP_ADDED = "authenticator_added"
    APP_REMOVED = "authenticator_removed"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    RECOVERY_CODE_USED = "recovery_code_used"
    CODE_REFUSED = "code_refused"
    SECOND_STEP_REMOVED = "second_step_removed"


class AccountEvent(Base):
    """by_id: the account that did it; without one, it was the operator, or somebody whose account is deleted."""

    __tablename__ = "account_events"

    event_id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.account_id", ondelete="CASCADE"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.account_id", ondelete="SET NULL"))
    is_by_operator: Mapped[bool] = mapped_column(default=False)
    kind: Mapped[AccountEventKind] = mapped_column(
        Enum(
            AccountEventKind,
            native_enum=False,
            length=40,
            values_callable=lambda kinds: [kind.value for kind in kinds],
        )
    )
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    account: Mapped[Account] = relationship(foreign_keys=[account_id], lazy="joined", innerjoin=True)
    by: Mapped[Account | None] = relationship(foreign_keys=[by_id], lazy="joined")


class AccountInvitation(Base):
    """A one-time link for creating an account with this role, and for joining this class.

    is_by_operator: made by the command; otherwise it is void without the account that made it.
    """

    __tablename__ = "account_invitations"

    invitation_id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[Role] = mapped_column(
        Enum(
            Role, native_enum=False, length=20, values_callable=lambda roles: [role.value for role in roles]
        ),
        default=Role.LEARNER,
    )
    note: Mapped[str] = mapped_column(String(200), default="")
    class_id: Mapped[int | None] = mapped_column(ForeignKey("classes.class_id", ondelete="CASCADE"))
    made_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.account_id", ondelete="SET NULL"), index=True
    )
    is_by_operator: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    used_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.account_id", ondelete="SET NULL"))
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    made_by: Mapped[Account | None] = relationship(foreign_keys=[made_by_id], lazy="joined")
    used_by: Mapped[Account | None] = relationship(foreign_keys=[used_by_id], lazy="joined")
    study_class: Mapped[StudyClass | None] = relationship(lazy="joined")

    @property
    def state(self) -> str:
        """open, used, revoked, or expired."""
        if self.used_at is not None:
            return "used"
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at < now() else "open"


class PasswordReset(Base):
    """A one-time link for choosing a new password."""

    __tablename__ = "password_resets"

    reset_id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.account_id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)


class Authenticator(Base):
    """The app that shows codes. sealed_secret: readable with the secret key alone. last_step: of the last code that was
    accepted, which is not accepted again.
    """

    __tablename__ = "authenticators"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.account_id", ondelete="CASCADE"), primary_key=True
    )
    sealed_secret: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_step: Mapped[int] = mapped_column(Integer, default=0)


class Passkey(Base):
    """user_handle: the name of the account in its passkeys, which says nothing of it. challenged_at: when the challenge
    of the last sign-in was made; older ones are not accepted any more.
    """

    __tablename__ = "passkeys"

    passkey_id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.account_id", ondelete="CASCADE"), index=True)
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    user_handle: Mapped[str] = mapped_column(String(64))
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    label: Mapped[str] = mapped_column(String(80))
    is_synced: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    challenged_at: Mapped[datetime] = mapped_column(UtcDateTime)

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)


class RecoveryCode(Base):
    """Lets its owner sign in once without the app or the passkey."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("account_id", "code_hash"),)

    recovery_code_id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.account_id", ondelete="CASCADE"))
    code_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

"""One-time links with which somebody who forgot the password chooses a new one."""

import secrets
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quizapp.db.sessions import lock, writing
from quizapp.db.tables import now
from quizapp.errors import AccountDisabled, LinkSpent
from quizapp.models import Account, AccountEventKind, PasswordReset
from quizapp.services import accounts
from quizapp.services.account_events import note
from quizapp.services.accounts import token_hash

LIFETIME = timedelta(hours=24)


def make_reset_link(session: Session, account: Account, by: Account | None) -> str:
    """The token of a new link; earlier ones of the account become void. Raises AccountDisabled.

    by: None for the operator on the command line. Whether they may is checked by `people.may_reset`.
    """
    token = secrets.token_urlsafe(24)
    with writing(session):
        lock(session, account)
        if account.disabled_at is not None:
            raise AccountDisabled
        void_reset_links(session, account)
        session.add(
            PasswordReset(
                account_id=account.account_id, token_hash=token_hash(token), expires_at=now() + LIFETIME
            )
        )
        note(session, account, AccountEventKind.RESET_LINK_MADE, by)
    return token


def void_reset_links(session: Session, account: Account) -> bool:
    """Within `writing`. Returns whether there was one that could be used."""
    unused = update(PasswordReset).where(
        PasswordReset.account_id == account.account_id,
        PasswordReset.used_at.is_(None),
        PasswordReset.revoked_at.is_(None),
    )
    voided = session.execute(unused.values(revoked_at=now()).returning(PasswordReset.expires_at)).scalars()
    return any(expires_at > now() for expires_at in voided.all())


def revoke_reset_link(session: Session, account: Account, by: Account | None) -> None:
    with writing(session):
        if void_reset_links(session, account):
            note(session, account, AccountEventKind.RESET_LINK_REVOKED, by)


def find_open_reset(session: Session, account: Account) -> PasswordReset | None:
    """The link of the account that can be used."""
    return session.scalars(
        select(PasswordReset).where(
            PasswordReset.account_id == account.account_id,
            PasswordReset.used_at.is_(None),
            PasswordReset.revoked_at.is_(None),
            PasswordReset.expires_at > now(),
        )
    ).first()


def get_reset(session: Session, token: str) -> PasswordReset:
    """Raises LinkSpent for whatever is not the token of a link that can be used."""
    found = session.scalar(select(PasswordReset).filter_by(token_hash=token_hash(token)))
    if (
        found is None
        or found.used_at is not None
        or found.revoked_at is not None
        or found.expires_at < now()
        or found.account.disabled_at is not None
    ):
        raise LinkSpent
    return found


def reset_password(session: Session, token: str, password: str) -> Account:
    """Choose a new password. Every browser is signed out, and every API token revoked; the second step stays.

    Raises LinkSpent, and Invalid naming `password`.
    """
    account = get_reset(session, token).account
    new_hash = accounts.hash_of_new_password(password, account.name)
    use = (
        update(PasswordReset)
        .where(
            PasswordReset.token_hash == token_hash(token),
            PasswordReset.used_at.is_(None),
            PasswordReset.revoked_at.is_(None),
        )
        .values(used_at=now())
        .returning(PasswordReset.reset_id)
    )
    with writing(session):
        if session.scalar(use) is None:  # used by another request, since it was checked
            raise LinkSpent
        accounts.replace_password(session, account, new_hash)
        note(session, account, AccountEventKind.PASSWORD_RESET, account)
    return account

"""Codes on paper, each of which lets its owner sign in once without the app or the passkey."""

import secrets

from sqlalchemy import ColumnElement, delete, exists, func, select, update
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.models import Account, AccountEventKind, Authenticator, Passkey, RecoveryCode
from quizapp.services.account_events import note
from quizapp.services.accounts import token_hash

COUNT = 10
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without those that look alike
LENGTH = 16  # 79 bits: no slow hash is needed
GROUP = 4


def make_codes(session: Session, account: Account) -> list[str]:
    """New ones, in place of those that were made before. Only their hashes are kept."""
    codes = ["".join(secrets.choice(SIGNS) for _ in range(LENGTH)) for _ in range(COUNT)]
    with writing(session):
        session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.account_id))
        session.add_all(
            RecoveryCode(account_id=account.account_id, code_hash=token_hash(code)) for code in codes
        )
        note(session, account, AccountEventKind.RECOVERY_CODES_MADE, account)
    return ["-".join(code[at : at + GROUP] for at in range(0, LENGTH, GROUP)) for code in codes]


def count_unused(session: Session, account: Account) -> int:
    query = select(func.count()).select_from(RecoveryCode)
    return session.scalar(query.where(*_unused(account))) or 0


def accept(session: Session, account: Account, typed: str) -> bool:
    """Within `writing`: whether it is an unused code, which is used by this."""
    code = "".join(sign for sign in typed.upper() if sign in SIGNS)
    use = update(RecoveryCode).where(*_unused(account), RecoveryCode.code_hash == token_hash(code))
    return session.scalar(use.values(used_at=now()).returning(RecoveryCode.recovery_code_id)) is not None


def clear_if_unneeded(session: Session, account: Account) -> None:
    """Within `writing`: without an app and a passkey, there is nothing to recover from."""
    account_id = account.account_id
    needed = exists().where(Authenticator.account_id == account_id, Authenticator.confirmed_at.is_not(None))
    if session.scalar(select(needed | exists().where(Passkey.account_id == account_id))):
        return
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))


def _unused(account: Account) -> tuple[ColumnElement[bool], ...]:
    return RecoveryCode.account_id == account.account_id, RecoveryCode.used_at.is_(None)

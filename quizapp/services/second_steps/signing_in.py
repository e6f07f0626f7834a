"""Whether signing in asks for a second step, and whether one was passed."""

from datetime import timedelta

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from quizapp.db.sessions import lock, locked, writing
from quizapp.db.tables import now
from quizapp.errors import Invalid, Problem, SecondStepNeeded, TooManyCodes
from quizapp.models import (
    Account,
    AccountEvent,
    AccountEventKind,
    Authenticator,
    Passkey,
    RecoveryCode,
    SignInMethod,
)
from quizapp.services import accounts
from quizapp.services.account_events import note
from quizapp.services.second_steps import authenticators, recovery_codes
from quizapp.services.second_steps.sealing import SecretBox

MOST_REFUSALS = 10  # of codes, in the time below: one in 30,000 guesses is right
REFUSALS_COUNT_FOR = timedelta(hours=1)


def has_second_step(session: Session, account: Account) -> bool:
    """An app or a passkey: with either, the password alone signs nobody in."""
    app = exists().where(
        Authenticator.account_id == account.account_id, Authenticator.confirmed_at.is_not(None)
    )
    passkey = exists().where(Passkey.account_id == account.account_id)
    return bool(session.scalar(select(app | passkey)))


def require_second_step(session: Session, account: Account) -> None:
    """Raises SecondStepNeeded."""
    if not has_second_step(session, account):
        raise SecondStepNeeded


def check_code(session: Session, box: SecretBox, account: Account, typed: str) -> SignInMethod:
    """By a code of the app, or a recovery code. Raises Invalid naming `code`, and TooManyCodes."""
    code = "".join(typed.split())
    with writing(session):
        lock(session, account)  # one guess after the other
        if _count_refusals(session, account) >= MOST_REFUSALS:
            raise TooManyCodes
        method = _method_of(session, box, account, code)
        if method is None:
            note(session, account, AccountEventKind.CODE_REFUSED, account)
        elif method is SignInMethod.RECOVERY_CODE:
            left = recovery_codes.count_unused(session, account)
            note(session, account, AccountEventKind.RECOVERY_CODE_USED, account, left=left)
    if method is None:
        raise Invalid([Problem("code", authenticators.WRONG_CODE)])
    return method


def _method_of(session: Session, box: SecretBox, account: Account, code: str) -> SignInMethod | None:
    if code.isascii() and code.isdigit() and len(code) == authenticators.DIGITS:
        found = locked(session, Authenticator, account.account_id)
        is_right = found is not None and found.confirmed_at is not None
        return SignInMethod.APP if is_right and found and authenticators.accept(box, found, code) else None
    return SignInMethod.RECOVERY_CODE if recovery_codes.accept(session, account, code) else None


def _count_refusals(session: Session, account: Account) -> int:
    query = select(func.count()).select_from(AccountEvent)
    return (
        session.scalar(
            query.where(
                AccountEvent.account_id == account.account_id,
                AccountEvent.kind == AccountEventKind.CODE_REFUSED,
                AccountEvent.created_at > now() - REFUSALS_COUNT_FOR,
            )
        )
        or 0
    )


def remove_second_step(session: Session, account: Account, by: Account | None) -> None:
    """For somebody who has lost app, passkeys, and recovery codes. Signs them out; the password stays.

    by: an admin, or None for the operator on the command line.
    """
    with writing(session):
        if not has_second_step(session, account):
            return
        for table in (Authenticator, Passkey, RecoveryCode):
            session.execute(delete(table).where(table.account_id == account.account_id))
        accounts.end_sign_ins(session, account)
        note(session, account, AccountEventKind.SECOND_STEP_REMOVED, by)
    session.expire_all()

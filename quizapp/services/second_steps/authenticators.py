"""Authenticator apps: six digits that change every half minute (TOTP, RFC 6238)."""

import hmac

import pyotp
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.db.sessions import locked, writing
from quizapp.db.tables import now
from quizapp.errors import N_, AppThere, Invalid, Problem
from quizapp.models import Account, AccountEventKind, Authenticator
from quizapp.services.account_events import note
from quizapp.services.second_steps.recovery_codes import clear_if_unneeded
from quizapp.services.second_steps.sealing import SecretBox

ISSUER = "Nabla"
SECONDS = 30
STEPS_OFF = (-1, 0, 1)  # of a clock that is up to half a minute off
DIGITS = 6
WRONG_CODE = N_(
    "This code is wrong or has been used before. Wait for the next one, and check the clock of your device."
)


def find_authenticator(session: Session, account: Account) -> Authenticator | None:
    """The one that is confirmed."""
    found = session.get(Authenticator, account.account_id)
    return found if found is not None and found.confirmed_at is not None else None


def begin(session: Session, box: SecretBox, account: Account) -> None:
    """Choose a new secret, which does nothing until it is confirmed. Raises AppThere."""
    with writing(session):
        found = locked(session, Authenticator, account.account_id)
        if found is not None and found.confirmed_at is not None:
            raise AppThere
        sealed = box.seal(pyotp.random_base32())
        if found is None:
            session.add(Authenticator(account_id=account.account_id, sealed_secret=sealed))
        else:
            found.sealed_secret, found.created_at, found.last_step = sealed, now(), 0


def find_begun_secret(session: Session, box: SecretBox, account: Account) -> str | None:
    """The secret that waits for its first code."""
    found = session.get(Authenticator, account.account_id)
    if found is None or found.confirmed_at is not None:
        return None
    return box.find(found.sealed_secret)


def address_of(account: Account, secret: str) -> str:
    """What the QR code says to the app."""
    return pyotp.TOTP(secret).provisioning_uri(name=account.name, issuer_name=ISSUER)


def confirm(session: Session, box: SecretBox, account: Account, code: str) -> None:
    """From now on, signing in asks for a code. Raises Invalid naming `code`."""
    with writing(session):
        found = locked(session, Authenticator, account.account_id)
        if found is None or found.confirmed_at is not None or not accept(box, found, code):
            raise Invalid([Problem("code", WRONG_CODE)])
        found.confirmed_at = now()
        note(session, account, AccountEventKind.APP_ADDED, account)


def accept(box: SecretBox, authenticator: Authenticator, code: str) -> bool:
    """Within `writing`, with the row locked: whether it is a code of about now, newer than the last accepted one."""
    secret = box.find(authenticator.sealed_secret)
    if secret is None:
        return False
    totp, step = pyotp.TOTP(secret), int(now().timestamp()) // SECONDS
    for each in (step + off for off in STEPS_OFF):
        if each > authenticator.last_step and hmac.compare_digest(totp.generate_otp(each), code):
            authenticator.last_step = each
            return True
    return False


def reseal(session: Session, old: SecretBox, new: SecretBox) -> None:
    """Within `writing`: for a new secret key."""
    for authenticator in session.scalars(select(Authenticator)):
        if (secret := old.find(authenticator.sealed_secret)) is not None:
            authenticator.sealed_secret = new.seal(secret)


def remove(session: Session, account: Account) -> None:
    with writing(session):
        found = locked(session, Authenticator, account.account_id)
        if found is None:
            return
        was_confirmed = found.confirmed_at is not None
        session.delete(found)
        session.flush()
        if was_confirmed:
            note(session, account, AccountEventKind.APP_REMOVED, account)
            clear_if_unneeded(session, account)

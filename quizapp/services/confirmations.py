"""Dangerous acts ask for the password, or a passkey, once more, unless it was given a moment ago."""

from datetime import timedelta

from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.errors import N_, Invalid, Problem
from quizapp.models import Account, SignIn
from quizapp.services import passwords

LASTS = timedelta(minutes=10)


def is_recent(session: Session, sign_in_id: int | None) -> bool:
    sign_in = session.get(SignIn, sign_in_id) if sign_in_id is not None else None
    return sign_in is not None and sign_in.confirmed_at is not None and now() - sign_in.confirmed_at < LASTS


def confirm_with_password(session: Session, account: Account, sign_in_id: int | None, password: str) -> None:
    """Raises Invalid naming `password`."""
    if not passwords.fits(password, account.password_hash):
        raise Invalid([Problem("password", N_("The password is incorrect."))])
    confirm(session, sign_in_id)


def confirm(session: Session, sign_in_id: int | None) -> None:
    with writing(session):
        if sign_in := session.get(SignIn, sign_in_id) if sign_in_id is not None else None:
            sign_in.confirmed_at = now()

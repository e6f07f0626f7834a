"""The key that signs cookies and draws variants: one for all servers of a database, known there by its fingerprint."""

import hashlib
import hmac

from sqlalchemy import update
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.errors import OtherSecretKey
from quizapp.models import ServiceFact, SignIn
from quizapp.services.second_steps.authenticators import reseal
from quizapp.services.second_steps.sealing import SecretBox

FACT = "secret_key"


def fingerprint_of(secret_key: str) -> str:
    return hmac.new(
        secret_key.encode(), b"quizapp: fingerprint of the secret key", hashlib.sha256
    ).hexdigest()


def check_secret_key(session: Session, secret_key: str) -> None:
    """The first server leaves the fingerprint of its key. Raises OtherSecretKey for a server with another key."""
    wanted = fingerprint_of(secret_key)
    with writing(session):
        known = session.get(ServiceFact, FACT, populate_existing=True)
        if known is None:
            session.add(ServiceFact(name=FACT, value=wanted))
        elif not hmac.compare_digest(known.value, wanted):
            raise OtherSecretKey


def replace_secret_key(session: Session, secret_key: str, old_key: str | None = None) -> None:
    """From now on, servers need this key. Signs everyone out, since whoever knows the old key can sign cookies.

    Without the old key, authenticator apps have to be set up again: their secrets cannot be read any more.
    """
    with writing(session):
        session.merge(ServiceFact(name=FACT, value=fingerprint_of(secret_key)))
        if old_key is not None:
            reseal(session, SecretBox(old_key), SecretBox(secret_key))
        session.execute(update(SignIn).where(SignIn.revoked_at.is_(None)).values(revoked_at=now()))

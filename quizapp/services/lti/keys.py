"""Our key pairs. Which one signs, and which ones platforms still have to know, follows from when they were made.

A new key is published before it signs, for platforms that keep our keys for a while; and the one before stays published
after that, for what it has signed.
"""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import structlog
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.models import LtiKey

BITS = 2048
PUBLISHED_BEFORE = timedelta(hours=1)
PUBLISHED_AFTER = timedelta(days=7)
RENEWED_AFTER = timedelta(days=90)
ALGORITHM = "RS256"
log = structlog.get_logger()


def sign(session: Session, secret: str, claims: dict[str, Any]) -> str:
    """A JWT with these claims, by the key that signs now; the first one is made when it is needed."""
    row, key = _signing_key(session, secret)
    return jwt.encode({"alg": ALGORITHM, "kid": row.kid}, claims, key, algorithms=[ALGORITHM])


def signer(session: Session, secret: str) -> Callable[[dict[str, Any]], str]:
    """Signs in a transaction of its own, which ends before anybody waits for what is signed."""

    def sign_now(claims: dict[str, Any]) -> str:
        signed = sign(session, secret, claims)
        session.commit()
        return signed

    return sign_now


def public_keys(session: Session, secret: str) -> list[dict[str, Any]]:
    """What platforms find at our address for keys, the newest first."""
    if not list_keys(session):
        make_key(session, secret)
    return [row.public_key for row in published(list_keys(session), now())]


def list_keys(session: Session) -> list[LtiKey]:
    """The newest first."""
    return list(session.scalars(select(LtiKey).order_by(LtiKey.created_at.desc(), LtiKey.kid)))


def signing(keys: Sequence[LtiKey], moment: datetime) -> LtiKey | None:
    """keys: the newest first."""
    known = [key for key in keys if key.created_at <= moment - PUBLISHED_BEFORE]
    return known[0] if known else keys[-1] if keys else None


def published(keys: Sequence[LtiKey], moment: datetime) -> list[LtiKey]:
    """Those that sign, will sign, or have signed a while ago. keys: the newest first."""
    kept = PUBLISHED_BEFORE + PUBLISHED_AFTER
    return [key for place, key in enumerate(keys) if place == 0 or keys[place - 1].created_at + kept > moment]


def make_key(session: Session, secret: str) -> LtiKey:
    """A new key, which signs once platforms had time to find it."""
    kid = secrets.token_urlsafe(12)
    key = RSAKey.generate_key(BITS, {"kid": kid, "use": "sig", "alg": ALGORITHM})
    row = LtiKey(
        kid=kid,
        private_key=key.as_pem(private=True, password=secret).decode(),
        public_key=dict(key.as_dict(private=False)),
    )
    with writing(session):
        session.add(row)
    log.info("lti_key_made", kid=kid)
    return row


def replace_keys(session: Session, secret: str) -> LtiKey:
    """Without any overlap, after a key has become known: all others are removed at once."""
    row = make_key(session, secret)
    with writing(session):
        session.execute(delete(LtiKey).where(LtiKey.kid != row.kid))
    return row


def renew_if_old(session: Session, secret: str) -> None:
    """Make a new key if the newest is old, and remove those that are no longer published."""
    keys = list_keys(session)
    if keys and now() - keys[0].created_at > RENEWED_AFTER:
        make_key(session, secret)
        keys = list_keys(session)
    kept = {key.kid for key in published(keys, now())}
    if gone := [key.kid for key in keys if key.kid not in kept]:
        with writing(session):
            session.execute(delete(LtiKey).where(LtiKey.kid.in_(gone)))


def _signing_key(session: Session, secret: str) -> tuple[LtiKey, RSAKey]:
    row = signing(list_keys(session), now()) or make_key(session, secret)
    try:
        return row, _opened(row.private_key, secret)
    except (JoseError, ValueError):  # the secret of the server is another one now: nobody can open its keys
        row = replace_keys(session, secret)
        return row, _opened(row.private_key, secret)


@lru_cache(maxsize=8)
def _opened(pem: str, secret: str) -> RSAKey:
    return RSAKey.import_key(pem, password=secret)

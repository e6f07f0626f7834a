"""Bearer tokens with which an account uses the JSON API."""

import secrets
from contextlib import suppress

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.errors import N_, Invalid, NotStored, Problem, TokenNotFound
from quizapp.models import Account, ApiToken
from quizapp.services.accounts import SEEN_AT_RESOLUTION, token_hash

TOKEN_PREFIX = "quiz_"


def create_api_token(session: Session, account: Account, label: str) -> str:
    """Returns the token, which is shown only once; only its hash is stored."""
    label = label.strip()
    if not 1 <= len(label) <= 80:
        raise Invalid([Problem("label", N_("Give the token a name of 1 to 80 characters."))])
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    with writing(session):
        session.add(ApiToken(account_id=account.account_id, label=label, token_hash=token_hash(token)))
    return token


def list_api_tokens(session: Session, account: Account) -> list[ApiToken]:
    query = select(ApiToken).where(ApiToken.account_id == account.account_id, ApiToken.revoked_at.is_(None))
    return list(session.scalars(query.order_by(ApiToken.created_at.desc())))


def find_api_token(session: Session, token: str) -> ApiToken | None:
    found = session.scalar(select(ApiToken).filter_by(token_hash=token_hash(token)))
    if found is None or found.revoked_at is not None:
        return None
    if found.last_used_at is None or now() - found.last_used_at > SEEN_AT_RESOLUTION:
        with suppress(NotStored), writing(session):
            found.last_used_at = now()
    return found


def revoke_api_token(session: Session, account: Account, api_token_id: int) -> None:
    found = session.get(ApiToken, api_token_id)
    if found is None or found.account_id != account.account_id:
        raise TokenNotFound
    with writing(session):
        found.revoked_at = now()

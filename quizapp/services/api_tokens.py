"""Bearer tokens with which an account uses the JSON API."""

import secrets
from contextlib import suppress
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.errors import N_, Invalid, NotStored, Problem, TokenNotFound
from quizapp.models import Account, AccountEventKind, ApiToken
from quizapp.services.account_events import note
from quizapp.services.accounts import SEEN_AT_RESOLUTION, token_hash

TOKEN_PREFIX = "quiz_"
DAYS = (30, 90, 365)  # for which a token is valid, of which its owner chooses
MOST_TOKENS = 20  # of one account


def create_api_token(
    session: Session, account: Account, label: str, *, days: int = DAYS[1], may_write: bool = True
) -> str:
    """Returns the token, which is shown only once; only its hash is stored. Raises Invalid naming the field."""
    label = label.strip()
    if not 1 <= len(label) <= 80:
        raise Invalid([Problem("label", N_("Give the token a name of 1 to 80 characters."))])
    if days not in DAYS:
        raise Invalid([Problem("days", N_("Choose how long the token is valid."))])
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    row = ApiToken(
        account_id=account.account_id,
        label=label,
        token_hash=token_hash(token),
        expires_at=now() + timedelta(days=days),
        may_write=may_write,
    )
    with writing(session):
        if len(list_api_tokens(session, account)) >= MOST_TOKENS:
            message = N_("You have %(most)s tokens, which is the maximum. Revoke one first.")
            raise Invalid([Problem("label", message, {"most": MOST_TOKENS})])
        session.add(row)
        session.flush()
        kind = AccountEventKind.TOKEN_CREATED
        note(session, account, kind, account, token=row.api_token_id, may_write=may_write)
    return token


def list_api_tokens(session: Session, account: Account) -> list[ApiToken]:
    """Those that can be used."""
    query = select(ApiToken).where(
        ApiToken.account_id == account.account_id, ApiToken.revoked_at.is_(None), ApiToken.expires_at > now()
    )
    return list(session.scalars(query.order_by(ApiToken.created_at.desc())))


def find_api_token(session: Session, token: str) -> ApiToken | None:
    found = session.scalar(select(ApiToken).filter_by(token_hash=token_hash(token)))
    if found is None or found.revoked_at is not None or found.expires_at is None or found.expires_at < now():
        return None
    if found.account.disabled_at is not None:
        return None
    if found.last_used_at is None or now() - found.last_used_at > SEEN_AT_RESOLUTION:
        with suppress(NotStored), writing(session):
            found.last_used_at = found.account.seen_at = now()
    return found


def revoke_api_token(
    session: Session, account: Account, api_token_id: int, by: Account | None = None
) -> None:
    """by: who does it, if not its owner. Raises TokenNotFound."""
    found = session.get(ApiToken, api_token_id)
    if found is None or found.account_id != account.account_id:
        raise TokenNotFound
    with writing(session):
        found.revoked_at = now()
        note(session, account, AccountEventKind.TOKEN_REVOKED, by or account, token=api_token_id)

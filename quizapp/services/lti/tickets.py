"""Tickets: what a page inside a platform hands on where a browser keeps no cookies for it."""

import hmac
import secrets
from datetime import timedelta
from typing import Any, Literal

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.errors import TicketSpent
from quizapp.models import Account, LtiPlatform, LtiTicket
from quizapp.services.lti.launches import hash_of

Purpose = Literal["open", "select"]
LASTS: dict[Purpose, timedelta] = {"open": timedelta(minutes=30), "select": timedelta(hours=4)}


def make_ticket(
    session: Session,
    purpose: Purpose,
    account: Account,
    platform: LtiPlatform,
    content: dict[str, Any],
    proof_hash: str | None,
) -> str:
    """The token of a new ticket. proof_hash: None for a browser that has shown its proof."""
    token = secrets.token_urlsafe(24)
    with writing(session):
        session.add(
            LtiTicket(
                token_hash=hash_of(token),
                purpose=purpose,
                account_id=account.account_id,
                platform_id=platform.platform_id,
                content=content,
                proof_hash=proof_hash,
                expires_at=now() + LASTS[purpose],
            )
        )
    return token


def read_ticket(session: Session, purpose: Purpose, token: str) -> LtiTicket:
    """Also one that was used. Raises TicketSpent."""
    found = session.get(LtiTicket, hash_of(token), populate_existing=True)
    if found is None or found.purpose != purpose or found.expires_at < now():
        raise TicketSpent
    return found


def is_proved(ticket: LtiTicket, proof: str) -> bool:
    """Whether the browser is the one with which the launch began."""
    return ticket.proof_hash is None or hmac.compare_digest(ticket.proof_hash, hash_of(proof))


def spend_ticket(session: Session, ticket: LtiTicket) -> None:
    """Once only. Raises TicketSpent."""
    unused = update(LtiTicket).where(LtiTicket.token_hash == ticket.token_hash, LtiTicket.used_at.is_(None))
    with writing(session):
        if session.scalar(unused.values(used_at=now()).returning(LtiTicket.token_hash)) is None:
            raise TicketSpent


def forget_tickets(session: Session) -> None:
    with writing(session):
        session.execute(delete(LtiTicket).where(LtiTicket.expires_at < now()))

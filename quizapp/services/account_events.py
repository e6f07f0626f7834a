"""The log of accounts: what was done to each, when, and by whom. Its owner and the admins can read it."""

from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from quizapp.models import Account, AccountEvent, AccountEventKind

PER_PAGE = 50
log = structlog.get_logger()


@dataclass(frozen=True)
class EventPage:
    """page: from 1 to pages."""

    events: tuple[AccountEvent, ...]
    page: int
    pages: int


def note(
    session: Session, account: Account, kind: AccountEventKind, by: Account | None, **detail: Any
) -> None:
    """Within `writing`. by: None for the operator on the command line. detail: neither a secret nor a typed name."""
    event = AccountEvent(
        account_id=account.account_id,
        by_id=by.account_id if by else None,
        is_by_operator=by is None,
        kind=kind,
        detail=detail,
    )
    session.add(event)
    others = {"by": by.account_id if by else "operator"} if by is not account else {}
    log.info(kind.value, account=account.account_id, **others, **detail)


def list_events(session: Session, account: Account | None = None, page: int = 1) -> EventPage:
    """Newest first: those of an account, or of all."""
    which = AccountEvent.account_id == account.account_id if account else true()
    count = session.scalar(select(func.count()).select_from(AccountEvent).where(which)) or 0
    pages = max(1, -(-count // PER_PAGE))
    page = min(max(1, page), pages)
    rows = (
        select(AccountEvent)
        .where(which)
        .order_by(AccountEvent.event_id.desc())
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE)
    )
    return EventPage(tuple(session.scalars(rows)), page, pages)

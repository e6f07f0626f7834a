"""What loading the content files offers to authors who have changed a question."""

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from quizapp.models import QuestionEntry, ShippedUpdate

ACCEPTED, DECLINED = "accepted", "declined"


def offer_update(session: Session, entry: QuestionEntry, body: dict[str, Any]) -> bool:
    """Offer what the files say now, inside the caller’s transaction, in place of what was offered before.

    Returns whether it waits for a decision; what was decided on is not offered again.
    """
    query = select(ShippedUpdate).filter_by(question_id=entry.question_id)
    latest = session.scalar(query.order_by(ShippedUpdate.update_id.desc()).limit(1))
    if latest is not None and latest.body == body:
        return latest.decision is None
    withdraw_update(session, entry)
    session.add(ShippedUpdate(question_id=entry.question_id, body=body))
    return True


def offer_again(session: Session, entry: QuestionEntry) -> None:
    """The draft is discarded, inside the caller’s transaction: an update that was merged into it, and not published
    since, waits for a decision again.
    """
    query = select(ShippedUpdate).filter_by(question_id=entry.question_id)
    latest = session.scalar(query.order_by(ShippedUpdate.update_id.desc()).limit(1))
    if latest is None or latest.decision != ACCEPTED or latest.decided_at is None:
        return
    if not entry.versions or entry.versions[-1].published_at < latest.decided_at:
        latest.decision = latest.decided_at = latest.decided_by_id = None


def withdraw_update(session: Session, entry: QuestionEntry) -> None:
    """The files are what they were: there is nothing to decide on any more."""
    session.execute(
        delete(ShippedUpdate).where(
            ShippedUpdate.question_id == entry.question_id, ShippedUpdate.decision.is_(None)
        )
    )


def questions_with_offers(session: Session) -> frozenset[int]:
    """The numbers of questions with a shipped version that waits for a decision."""
    query = select(ShippedUpdate.question_id).where(ShippedUpdate.decision.is_(None))
    return frozenset(session.scalars(query))

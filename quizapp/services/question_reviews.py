"""Reviews of drafts: somebody asks, and somebody else approves with a note, or sends it back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from quizapp.db.tables import now
from quizapp.models import Account, QuestionEntry, QuestionReview


@dataclass(frozen=True)
class Review:
    """asked_by, decided_by: names; None for a deleted account, and as long as nobody has decided."""

    review_id: int
    asker_id: int | None
    asked_by: str | None
    asked_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    is_approved: bool
    note: str
    revision: str


def latest_review(session: Session, question_id: int) -> Review | None:
    query = select(QuestionReview).filter_by(question_id=question_id)
    found = session.scalar(query.order_by(QuestionReview.review_id.desc()).limit(1))
    if found is None:
        return None
    return Review(
        found.review_id,
        found.asked_by,
        _name(session, found.asked_by),
        found.asked_at,
        _name(session, found.decided_by),
        found.decided_at,
        found.is_approved,
        found.note,
        found.revision,
    )


def close_reviews(session: Session, entry: QuestionEntry, author: Account) -> None:
    """The draft is published or gone: what was asked is settled, inside the caller's transaction."""
    open_ones = select(QuestionReview).filter_by(question_id=entry.question_id, decided_at=None)
    for review in session.scalars(open_ones):
        review.decided_by, review.decided_at = author.account_id, now()


def forget_request(session: Session, review_id: int) -> None:
    session.execute(delete(QuestionReview).where(QuestionReview.review_id == review_id))


def _name(session: Session, account_id: int | None) -> str | None:
    account = session.get(Account, account_id) if account_id else None
    return account.name if account else None

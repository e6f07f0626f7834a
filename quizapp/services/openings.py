"""Who else has a question open in the editor now."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.models import Account, QuestionOpening
from quizapp.services.authoring import find_entry
from quizapp.services.roles import require_instructor

COUNTS_FOR = timedelta(seconds=90)  # after the last sign of life; the editor gives one every 30 seconds
WRITTEN_EVERY = timedelta(seconds=20)
LONGEST_PART = 120


@dataclass(frozen=True)
class Other:
    """Another person, and the key of the part that is open there."""

    name: str
    part: str


def note_opening(session: Session, account: Account, slug: str, part: str) -> list[Other]:
    """Note that a person has a part open. Returns the others, who did so lately."""
    require_instructor(account)
    question_id = find_entry(session, slug).question_id
    part = part[:LONGEST_PART]
    found = session.get(QuestionOpening, (question_id, account.account_id))
    if found is None or found.part != part or found.seen_at < now() - WRITTEN_EVERY:
        with writing(session):
            session.execute(delete(QuestionOpening).where(QuestionOpening.seen_at < now() - COUNTS_FOR))
            session.merge(
                QuestionOpening(
                    question_id=question_id, account_id=account.account_id, part=part, seen_at=now()
                )
            )
    return others_at(session, account, question_id)


def others_at(session: Session, account: Account, question_id: int) -> list[Other]:
    query = (
        select(Account.name, QuestionOpening.part)
        .join(Account, Account.account_id == QuestionOpening.account_id)
        .where(
            QuestionOpening.question_id == question_id,
            QuestionOpening.account_id != account.account_id,
            QuestionOpening.seen_at > now() - COUNTS_FOR,
        )
    )
    return [Other(name, part) for name, part in session.execute(query.order_by(Account.name))]

"""Store each answer once: a repeated request finds its first attempt, and a variant is answered only once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.errors import IdempotencyKeyReused
from quizapp.models import Attempt, Learner
from quizapp.services.variants import ANSWERED, refused_variant


@dataclass(frozen=True)
class Submission:
    """What makes a request the same as an earlier one. variant_name: None if the learner named no variant."""

    learner: Learner
    item_id: str
    answer: Any
    variant_name: str | None
    idempotency_key: str | None


def find_earlier_attempt(session: Session, sent: Submission, variant_name: str | None) -> Attempt | None:
    """The attempt that the same submission stored, at this variant if it named none.

    Raises IdempotencyKeyReused, or Invalid naming `variant`, if another submission used its key or this variant.
    """
    if sent.idempotency_key and (earlier := _attempt_with_key(session, sent.learner, sent.idempotency_key)):
        is_same = earlier.item_id == sent.item_id and _is_its_answer(sent.answer, earlier)
        if not is_same or sent.variant_name not in (None, earlier.variant_name):
            raise IdempotencyKeyReused
        return earlier
    if variant_name and (earlier := _attempt_at_variant(session, variant_name)):
        if earlier.learner_id != sent.learner.learner_id or not _is_its_answer(sent.answer, earlier):
            raise refused_variant(ANSWERED)
        return earlier
    return None


def store_once(
    session: Session, sent: Submission, attempt: Attempt, and_then: Callable[[], object] | None = None
) -> Attempt | None:
    """Store the attempt, unless the same submission stored one meanwhile: then that one is returned.

    and_then: what else is written in the same transaction, once the attempt is.
    """
    try:
        with writing(session):
            if earlier := find_earlier_attempt(session, sent, attempt.variant_name):
                return earlier
            session.add(attempt)
            if and_then is not None:
                and_then()
    except IntegrityError:  # stored between looking and writing, where writers do not wait for each other
        if earlier := find_earlier_attempt(session, sent, attempt.variant_name):
            return earlier
        raise
    return None


def _is_its_answer(answer: Any, attempt: Attempt) -> bool:
    """Whether it was submitted as this attempt, at the first or at the second try."""
    return attempt.answer == answer or (attempt.first_score is not None and attempt.first_answer == answer)


def _attempt_with_key(session: Session, learner: Learner, key: str) -> Attempt | None:
    return session.scalar(select(Attempt).filter_by(learner_id=learner.learner_id, idempotency_key=key))


def _attempt_at_variant(session: Session, name: str) -> Attempt | None:
    found = session.scalar(select(Attempt.attempt_id).filter_by(variant_name=name))
    return session.get_one(Attempt, found) if found else None

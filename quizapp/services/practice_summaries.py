"""What a practice session came to."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.domain.scheduling.ratings import CONFIDENCES, RIGHT_FROM
from quizapp.models import Attempt
from quizapp.services.practice_sessions import OpenSession
from quizapp.services.review_log import reviews_of


@dataclass(frozen=True)
class Calibration:
    """Of the answers given with this confidence, how many were right at the first try."""

    confidence: float
    count: int
    right: int


@dataclass(frozen=True)
class SessionSummary:
    """mended: right at the first try now, and not before. returns: how many exercises come back on each day."""

    answered: int
    right: int
    right_at_second_try: int
    wrong_items: tuple[str, ...]
    mended: int
    seconds: float
    returns: tuple[tuple[date, int], ...]
    calibration: tuple[Calibration, ...]


def summary_of(session: Session, opened: OpenSession) -> SessionSummary:
    attempts = [entry.attempt for entry in opened.entries if entry.attempt and not entry.is_open]
    right = [attempt for attempt in attempts if attempt.score_of_first_try >= RIGHT_FROM]
    at_second = [each for each in attempts if each.is_second_try and each.score >= RIGHT_FROM]
    wrong = [attempt.item_id for attempt in attempts if attempt.score_of_first_try < RIGHT_FROM]
    due = Counter(
        review.card.due_on
        for review in reviews_of(session, attempts).values()
        if review.undone_at is None and review.card.due_on is not None
    )
    return SessionSummary(
        answered=len(attempts),
        right=len(right),
        right_at_second_try=len(at_second),
        wrong_items=tuple(dict.fromkeys(wrong)),
        mended=_mended(session, opened, right),
        seconds=sum(attempt.seconds or 0.0 for attempt in attempts),
        returns=tuple(sorted(due.items())),
        calibration=tuple(_calibration(attempts)),
    )


def _calibration(attempts: list[Attempt]) -> list[Calibration]:
    found = []
    for confidence in CONFIDENCES:
        scores = [each.score_of_first_try for each in attempts if each.confidence == confidence]
        if scores:
            found.append(Calibration(confidence, len(scores), sum(score >= RIGHT_FROM for score in scores)))
    return found


def _mended(session: Session, opened: OpenSession, right: list[Attempt]) -> int:
    first = min((attempt.attempt_id for attempt in right), default=0)
    before = (
        select(func.max(Attempt.attempt_id))
        .where(
            Attempt.learner_id == opened.session.learner_id,
            Attempt.item_id.in_([attempt.item_id for attempt in right]),
            Attempt.attempt_id < first,
        )
        .group_by(Attempt.item_id)
    )
    query = (
        select(func.count())
        .select_from(Attempt)
        .where(Attempt.attempt_id.in_(before), Attempt.score_of_first_try < RIGHT_FROM)
    )
    return (session.scalar(query) or 0) if right else 0

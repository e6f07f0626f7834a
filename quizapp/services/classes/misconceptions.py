"""What the learners of a class get wrong, by claim: from their answers in its assignments, without their names."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Row, and_, select
from sqlalchemy.orm import Session

from quizapp.domain.statistics.misconceptions import ClaimAnswer, MisconceptionMap, map_of
from quizapp.models import (
    AssignedWork,
    Assignment,
    Attempt,
    ClassRole,
    ExamAnswer,
    ExamSitting,
    SessionItem,
)
from quizapp.services.classes.membership import Seat, learners_of, require
from quizapp.services.published_bank import published_bank


def map_of_class(session: Session, seat: Seat) -> MisconceptionMap:
    """Raises NotYourClass for a learner. First tries only, each learner’s first answer to an exercise."""
    require(seat, ClassRole.ASSISTANT)
    return map_of(_claim_answers(session, seat))


def _claim_answers(session: Session, seat: Seat) -> Iterator[ClaimAnswer]:
    facts, zone = published_bank(session).facts, ZoneInfo(seat.study_class.zone)
    seen = set[tuple[UUID, str]]()
    rows = [*_practiced(session, seat), *_examined(session, seat)]
    for row in sorted(rows, key=lambda row: row.attempt_id):
        learner, item_id = row.learner_id, row.item_id
        known = facts.get(item_id)
        if known is None or (learner, item_id) in seen:
            continue
        seen.add((learner, item_id))
        kind, _, claim = known.concept.partition("/")
        if kind == "claim":
            yield ClaimAnswer(learner, claim, _monday(row.created_at, zone), row.score < known.right_from)


def _practiced(session: Session, seat: Seat) -> list[Row[Any]]:
    query = (
        select(*_COLUMNS)
        .select_from(AssignedWork)
        .join(Assignment, Assignment.assignment_id == AssignedWork.assignment_id)
        .join(SessionItem, SessionItem.practice_session_id == AssignedWork.practice_session_id)
        .join(
            Attempt,
            and_(
                Attempt.variant_name == SessionItem.variant_name,
                Attempt.learner_id == AssignedWork.learner_id,
            ),
        )
        .where(
            Assignment.class_id == seat.study_class.class_id,
            Assignment.removed_at.is_(None),
            AssignedWork.learner_id.in_(learners_of(seat)),
        )
    )
    return list(session.execute(query))


def _examined(session: Session, seat: Seat) -> list[Row[Any]]:
    query = (
        select(*_COLUMNS)
        .select_from(ExamSitting)
        .join(Assignment, Assignment.exam_id == ExamSitting.exam_id)
        .join(ExamAnswer, ExamAnswer.sitting_id == ExamSitting.sitting_id)
        .join(Attempt, Attempt.attempt_id == ExamAnswer.attempt_id)
        .where(
            Assignment.class_id == seat.study_class.class_id,
            Assignment.removed_at.is_(None),
            ExamSitting.learner_id.in_(learners_of(seat)),
        )
    )
    return list(session.execute(query))


_COLUMNS = (
    Attempt.attempt_id,
    Attempt.learner_id,
    Attempt.item_id,
    Attempt.score_of_first_try.label("score"),
    Attempt.created_at,
)


def _monday(at: datetime, zone: ZoneInfo) -> date:
    day = at.astimezone(zone).date()
    return day - timedelta(days=day.weekday())

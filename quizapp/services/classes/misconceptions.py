"""What the learners of a class get wrong, by claim, from its assignments and live sessions; without their names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from sqlalchemy import Row, and_, select
from sqlalchemy.orm import Session

from quizapp.bank.parametric.drawing import redraw
from quizapp.bank.parametric.item import AuthoredItem, example_of
from quizapp.bank.parametric.placeholders import PlaceholderError
from quizapp.domain.statistics.misconceptions import ClaimAnswer, MisconceptionMap, WrongShare, map_of
from quizapp.kinds import Item
from quizapp.kinds.contradictions import claims_against, claims_contradicted
from quizapp.models import (
    AssignedWork,
    Assignment,
    Attempt,
    ClassMember,
    ClassRole,
    ExamAnswer,
    ExamSitting,
    Learner,
    LiveAnswer,
    LiveItem,
    LiveSession,
    SessionItem,
)
from quizapp.services.classes.membership import Seat, learners_of, require
from quizapp.services.published_bank import PublishedBank, published_bank


def map_of_class(session: Session, seat: Seat) -> MisconceptionMap:
    """Raises NotYourClass for a learner. First tries only, each learner’s first answer to an exercise."""
    require(seat, ClassRole.ASSISTANT)
    return map_of(_claim_answers(session, seat))


def wrong_claims_of(session: Session, seat: Seat, member: ClassMember) -> dict[str, WrongShare]:
    """By claim, of one learner: those with wrong answers, most of them first. Raises NotYourClass for a learner."""
    require(seat, ClassRole.ASSISTANT)
    of = select(Learner.learner_id).filter_by(account_id=member.account_id)
    learner = session.scalar(of)
    own = [each for each in _claim_answers(session, seat) if each.learner == learner]
    shares = {
        claim: WrongShare(
            sum(each.is_wrong for each in own if each.claim == claim),
            sum(each.claim == claim for each in own),
        )
        for claim in dict.fromkeys(each.claim for each in own if each.is_wrong)
    }
    return dict(sorted(shares.items(), key=lambda share: (-share[1].wrong, share[1].count)))


def _claim_answers(session: Session, seat: Seat) -> Iterator[ClaimAnswer]:
    zone = ZoneInfo(seat.study_class.zone)
    seen = set[tuple[UUID, str]]()
    subjects = dict[str, _Subject | None]()
    bank = published_bank(session)
    rows = [*_practiced(session, seat), *_examined(session, seat), *_answered_live(session, seat)]
    for row in sorted(rows, key=lambda row: row.attempt_id):
        learner, item_id = row.learner_id, row.item_id
        if item_id not in subjects:
            subjects[item_id] = _subject_of(bank, item_id)
        subject = subjects[item_id]
        if subject is None or (learner, item_id) in seen:
            continue
        seen.add((learner, item_id))
        given = row.answer if row.first_score is None else row.first_answer
        is_right = row.score >= subject.right_from
        wrong = () if is_right else subject.contradicted(given, row.variant_parameters)
        for claim in subject.claims:
            yield ClaimAnswer(learner, claim, _monday(row.created_at, zone), claim in wrong)


@dataclass(frozen=True)
class _Subject:
    """What an answer to an exercise can tell of. own: the claim that it is about; None if it is about none."""

    authored: AuthoredItem
    own: str | None
    right_from: float

    @cached_property
    def example(self) -> Item:
        return example_of(self.authored)

    @cached_property
    def claims(self) -> tuple[str, ...]:
        own = [self.own] if self.own else []
        return tuple(dict.fromkeys([*own, *claims_against(self.example)]))

    def contradicted(self, given: Any, variant: Mapping[str, Any]) -> tuple[str, ...]:
        """The claims against a wrong answer; if none is named, the one that the exercise is about."""
        against = claims_contradicted(self._drawn(variant), given) if claims_against(self.example) else ()
        return against or ((self.own,) if self.own else ())

    def _drawn(self, variant: Mapping[str, Any]) -> Item:
        """With the values that were asked: what a common mistake gives depends on them."""
        try:
            return redraw(self.authored, variant).item
        except (KeyError, PlaceholderError, ValidationError):  # drawn from an earlier version
            return self.example


def _subject_of(bank: PublishedBank, item_id: str) -> _Subject | None:
    facts = bank.facts.get(item_id)
    if facts is None or item_id not in bank.items:
        return None
    kind, _, name = facts.concept.partition("/")
    return _Subject(bank.items[item_id].item, name if kind == "claim" else None, facts.right_from)


def _answered_live(session: Session, seat: Seat) -> list[Row[Any]]:
    """What was answered after a discussion alone is no first answer."""
    query = (
        select(*_COLUMNS)
        .select_from(LiveSession)
        .join(LiveItem, LiveItem.live_session_id == LiveSession.live_session_id)
        .join(LiveAnswer, LiveAnswer.live_item_id == LiveItem.live_item_id)
        .join(Attempt, Attempt.attempt_id == LiveAnswer.attempt_id)
        .where(
            LiveSession.class_id == seat.study_class.class_id,
            LiveAnswer.round == 1,
            Attempt.learner_id.in_(learners_of(seat)),
        )
    )
    return list(session.execute(query))


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
    Attempt.answer,
    Attempt.first_answer,
    Attempt.first_score,
    Attempt.variant_parameters,
    Attempt.created_at,
)


def _monday(at: datetime, zone: ZoneInfo) -> date:
    day = at.astimezone(zone).date()
    return day - timedelta(days=day.weekday())

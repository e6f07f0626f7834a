"""Sittings of exams: begin one, save its answers, and end it. Only the clock of the server decides."""

import secrets
from dataclasses import dataclass
from random import SystemRandom
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from quizapp.bank.parametric.drawing import Drawn
from quizapp.bank.variants import Given, Variant, VariantSigner
from quizapp.db.sessions import lock, writing
from quizapp.db.tables import now
from quizapp.domain.exams.choosing import choose_items
from quizapp.domain.exams.rules import AS_FOR_EVERYBODY, Allowance, end_of_sitting, window_of
from quizapp.errors import ExamNotOpen, NoAttemptsLeft, NothingToAsk, SittingNotFound, VariantNotDrawn
from quizapp.models import ExamAnswer, ExamSitting, Learner
from quizapp.services.exams import ExamStanding, candidates, get_exam
from quizapp.services.published_bank import PublishedItem
from quizapp.services.question_bank import get_item
from quizapp.services.variants import draw_item

DRAWS = 5  # of an exercise whose first variant cannot be drawn


@dataclass(frozen=True)
class Begun:
    sitting: ExamSitting
    is_new: bool


def start_sitting(
    session: Session,
    learner: Learner,
    exam_id: str,
    signer: VariantSigner,
    allowance: Allowance = AS_FOR_EVERYBODY,
    *,
    is_by_assignment: bool = False,
) -> Begun:
    """Begin the exam, or continue the sitting that is open, on whatever device. Its variants are drawn now, and its
    time begins when they are. is_by_assignment: as in `get_exam`, with the learner’s allowance.

    Raises ExamNotFound, ExamNotOpen, NoAttemptsLeft, or NothingToAsk.
    """
    close_over(session, learner)
    standing = get_exam(session, learner, exam_id, is_by_assignment=is_by_assignment)
    if standing.open_sitting is not None:
        return Begun(standing.open_sitting, False)
    if standing.exam.is_assigned and not is_by_assignment:
        raise ExamNotOpen
    _refuse_unless_open(standing, allowance)
    public_id = secrets.token_urlsafe(12)
    drawn = _draw_all(session, standing, signer, public_id)
    if not drawn:
        raise NothingToAsk
    try:
        with writing(session):
            standing = get_exam(session, learner, exam_id, is_by_assignment=is_by_assignment)
            if standing.open_sitting is not None:
                return Begun(standing.open_sitting, False)
            _refuse_unless_open(standing, allowance)
            moment = now()
            sitting = ExamSitting(
                public_id=public_id,
                exam_id=standing.exam.exam_id,
                learner_id=learner.learner_id,
                number=len(standing.sittings) + 1,
                started_at=moment,
                closes_at=end_of_sitting(standing.rules, moment, allowance),
                grace_seconds=standing.rules.grace_seconds,
                extra_seconds=allowance.extra_seconds,
                answers=drawn,
            )
            session.add(sitting)
    except IntegrityError:  # another request of the same learner was faster
        open_now = get_exam(session, learner, exam_id).open_sitting
        if open_now is None:
            raise
        return Begun(open_now, False)
    return Begun(sitting, True)


def get_sitting(session: Session, learner: Learner | None, public_id: str) -> ExamSitting:
    """The learner’s own sitting, ended if its time is over. Raises SittingNotFound, also for another learner’s."""
    sitting = _find(session, learner, public_id)
    if sitting.ended_at is None and not sitting.clock.accepts(now()):
        with writing(session):
            end_if_over(lock_sitting(session, learner, public_id))
        sitting = _find(session, learner, public_id)
    return sitting


def list_sittings(session: Session, learner: Learner | None) -> list[ExamSitting]:
    """All of the learner’s, newest first."""
    if learner is None:
        return []
    query = select(ExamSitting).filter_by(learner_id=learner.learner_id).options(joinedload(ExamSitting.exam))
    return list(session.scalars(query.order_by(ExamSitting.started_at.desc(), ExamSitting.sitting_id.desc())))


def submit_sitting(session: Session, learner: Learner | None, public_id: str) -> ExamSitting:
    """End the sitting now; once it has ended, nothing changes. Raises SittingNotFound."""
    with writing(session):
        sitting = lock_sitting(session, learner, public_id)
        end_if_over(sitting)
        if sitting.ended_at is None:
            sitting.submitted_at = sitting.ended_at = now()
    return sitting


def close_over(session: Session, learner: Learner | None = None) -> int:
    """End the sittings whose time is over, of a learner or of all. Returns how many. What was saved counts."""
    query = select(ExamSitting.sitting_id).where(
        ExamSitting.ended_at.is_(None), ExamSitting.closes_at < now()
    )
    if learner is not None:
        query = query.where(ExamSitting.learner_id == learner.learner_id)
    found = list(session.scalars(query))
    if not found:
        return 0
    with writing(session):
        chosen = select(ExamSitting).where(ExamSitting.sitting_id.in_(found)).with_for_update()
        over = list(session.scalars(chosen.execution_options(populate_existing=True)))
        return sum(end_if_over(sitting) for sitting in over)


def lock_sitting(session: Session, learner: Learner | None, public_id: str) -> ExamSitting:
    """The sitting, which nobody else changes until this transaction ends. Raises SittingNotFound."""
    query = select(ExamSitting).filter_by(public_id=public_id).with_for_update()
    sitting = session.scalar(query.execution_options(populate_existing=True))
    if sitting is None or learner is None or sitting.learner_id != learner.learner_id:
        raise SittingNotFound
    return sitting


def end_if_over(sitting: ExamSitting) -> bool:
    """Inside a transaction that locks the sitting: whether it ended now."""
    if sitting.ended_at is not None or sitting.clock.accepts(now()):
        return False
    sitting.ended_at = sitting.clock.accepts_until
    return True


def end_if_over_now(session: Session, sitting: ExamSitting) -> None:
    """Whoever’s it is; what was saved counts."""
    if sitting.ended_at is not None or sitting.clock.accepts(now()):
        return
    with writing(session):
        lock(session, sitting)
        end_if_over(sitting)


def _find(session: Session, learner: Learner | None, public_id: str) -> ExamSitting:
    query = select(ExamSitting).filter_by(public_id=public_id).options(joinedload(ExamSitting.exam))
    sitting = session.scalar(query.execution_options(populate_existing=True))
    if sitting is None or learner is None or sitting.learner_id != learner.learner_id:
        raise SittingNotFound
    return sitting


def _refuse_unless_open(standing: ExamStanding, allowance: Allowance) -> None:
    if standing.exam.retired_at is not None:
        raise ExamNotOpen
    if window_of(standing.rules, allowance).state_at(now()) != "open":
        raise ExamNotOpen
    if standing.attempts_left(allowance) == 0:
        raise NoAttemptsLeft


def _draw_all(
    session: Session, standing: ExamStanding, signer: VariantSigner, sitting_id: str
) -> list[ExamAnswer]:
    chosen = choose_items(standing.rules, candidates(session), SystemRandom())
    return [
        _draw_one(get_item(session, item_id), signer, sitting_id, position)
        for position, item_id in enumerate(chosen, 1)
    ]


def _draw_one(found: PublishedItem, signer: VariantSigner, sitting_id: str, position: int) -> ExamAnswer:
    """The variant belongs to the sitting: no page and no request answers it by name."""
    for number in range(DRAWS):
        serial = f"{position}.{number}"
        given = Given(found.item.id, f"e{sitting_id}", found.published.version_number, serial)
        variant = signer.variant(given)
        drawn = _drawn_or_none(found, variant)
        if drawn is not None:
            return ExamAnswer(
                position=position,
                item_id=found.item.id,
                question_version_id=found.published.version_id,
                variant_seed=variant.seed,
                variant_name=variant.name,
                variant_parameters=drawn.record(),
                **_nothing_saved(),
            )
    raise VariantNotDrawn(item=found.item.id)


def _drawn_or_none(found: PublishedItem, variant: Variant) -> Drawn | None:
    try:
        return draw_item(found.item, variant.seed)
    except VariantNotDrawn:
        return None


def _nothing_saved() -> dict[str, Any]:
    return {"revision": 0, "sequences": {}, "set_aside": [], "seconds_by": {}, "is_flagged": False}

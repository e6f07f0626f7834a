"""What the members of a class do for its assignments: begin it, and read all of it at once for the gradebook."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import SystemRandom
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from quizapp.bank.variants import VariantSigner
from quizapp.db.sessions import lock, writing
from quizapp.db.tables import now
from quizapp.domain.classes.grades import Answered, Terms, Work
from quizapp.domain.classes.rules import AssignmentRules, ExamWork, OncallWork, PracticeWork
from quizapp.domain.exams.choosing import choose_from
from quizapp.domain.exams.rules import Allowance as ExamAllowance
from quizapp.domain.oncall.catalog import Catalog
from quizapp.domain.oncall.grading import Grade
from quizapp.errors import (
    AnotherCaseOpen,
    AssignmentNotOpen,
    NoAssignedAttemptsLeft,
    NothingToAsk,
)
from quizapp.models import (
    AssignedWork,
    Assignment,
    Attempt,
    Exam,
    ExamAnswer,
    ExamSitting,
    Learner,
    OncallCase,
    PracticeSession,
    SessionItem,
)
from quizapp.services.classes.assignments import rules_of, terms_for_member
from quizapp.services.classes.membership import Seat, require_current
from quizapp.services.exam_sittings import start_sitting
from quizapp.services.exams import candidates
from quizapp.services.oncall import Room, draw_new_case
from quizapp.services.practice_sessions import session_of
from quizapp.services.practice_sets import LONGEST_NAME, Chosen, PracticeFilters
from quizapp.services.published_bank import published_bank

Works = Mapping[tuple[int, UUID], tuple[Work, ...]]

_random = SystemRandom()


@dataclass(frozen=True)
class Begun:
    """What was begun, or goes on: kind of the work, and the name of its page."""

    kind: Literal["practice", "exam", "oncall"]
    public_id: str


def begin_work(
    session: Session,
    seat: Seat,
    learner: Learner,
    assignment: Assignment,
    signer: VariantSigner,
    catalog: Catalog,
) -> Begun:
    """Go on with the member’s open attempt, or begin another one, if times and attempts allow it. However often it is
    sent at once, one attempt begins.

    Raises ClassArchived, AssignmentNotOpen, NoAssignedAttemptsLeft, AnotherCaseOpen, and what begins an exam.
    """
    require_current(seat)
    rules, terms = rules_of(assignment), terms_for_member(session, assignment, seat.member)
    if isinstance(rules.work, ExamWork):
        return _begin_exam(session, learner, assignment, terms, signer)
    with writing(session):
        lock(session, seat.member)  # of several requests of one member, one after the other begins something
        before = _own_work(session, assignment, learner)
        if (still_open := _open_one(session, before)) is not None:
            return still_open
        _refuse_unless_open(terms)
        if isinstance(rules.work, OncallWork):
            return _begin_case(session, learner, assignment, rules.work, terms, before, catalog)
        if terms.attempts is not None and len(before) >= terms.attempts:
            raise NoAssignedAttemptsLeft
        return _begin_practice(session, learner, assignment, rules.work, len(before) + 1)


def _begin_exam(
    session: Session, learner: Learner, assignment: Assignment, terms: Terms, signer: VariantSigner
) -> Begun:
    exam = session.get_one(Exam, assignment.exam_id)
    taken = select(ExamSitting).filter_by(exam_id=exam.exam_id, learner_id=learner.learner_id)
    sittings = session.scalars(taken).all()
    if not any(sitting.ended_at is None for sitting in sittings):
        _refuse_unless_open(terms)
        if terms.attempts is not None and len(sittings) >= terms.attempts:
            raise NoAssignedAttemptsLeft
    allowance = ExamAllowance(
        extra_seconds=60 * terms.extra_minutes,
        attempts=terms.attempts,
        opens_at=terms.opens_at,
        closes_at=terms.closes_at,
    )
    begun = start_sitting(session, learner, exam.public_id, signer, allowance, is_by_assignment=True)
    return Begun("exam", begun.sitting.public_id)


def _begin_practice(
    session: Session, learner: Learner, assignment: Assignment, work: PracticeWork, number: int
) -> Begun:
    items = choose_from(work.selection, candidates(session), _random)
    if not items:
        raise NothingToAsk
    filters = PracticeFilters(items=tuple(items), name=assignment.title[:LONGEST_NAME])
    started = session_of(learner, filters, [Chosen(item) for item in items])
    session.add(started)
    session.flush()
    session.add(
        AssignedWork(
            assignment_id=assignment.assignment_id,
            learner_id=learner.learner_id,
            number=number,
            practice_session_id=started.practice_session_id,
            item_count=len(items),
        )
    )
    return Begun("practice", started.public_id)


def _begin_case(
    session: Session,
    learner: Learner,
    assignment: Assignment,
    work: OncallWork,
    terms: Terms,
    before: Sequence[AssignedWork],
    catalog: Catalog,
) -> Begun:
    if terms.attempts is not None and len(before) >= terms.attempts * work.cases:
        raise NoAssignedAttemptsLeft
    elsewhere = select(OncallCase.case_id).filter_by(learner_id=learner.learner_id, answered_at=None)
    if session.scalar(elsewhere.limit(1)) is not None:
        raise AnotherCaseOpen
    row = draw_new_case(session, learner, catalog)
    session.flush()
    session.add(
        AssignedWork(
            assignment_id=assignment.assignment_id,
            learner_id=learner.learner_id,
            number=len(before) + 1,
            case_id=row.case_id,
        )
    )
    return Begun("oncall", row.public_id)


def _open_one(session: Session, before: Sequence[AssignedWork]) -> Begun | None:
    if not before:
        return None
    last = before[-1]
    if last.case_id is not None:
        case = session.get_one(OncallCase, last.case_id, populate_existing=True)
        return Begun("oncall", case.public_id) if case.answered_at is None else None
    practice = session.get_one(PracticeSession, last.practice_session_id, populate_existing=True)
    return Begun("practice", practice.public_id) if practice.finished_at is None else None


def _refuse_unless_open(terms: Terms) -> None:
    if terms.state_at(now()) != "open":
        raise AssignmentNotOpen


def _own_work(session: Session, assignment: Assignment, learner: Learner) -> list[AssignedWork]:
    query = select(AssignedWork).filter_by(
        assignment_id=assignment.assignment_id, learner_id=learner.learner_id
    )
    return list(session.scalars(query.order_by(AssignedWork.number)))


def read_works(session: Session, assignments: Sequence[Assignment], learner_ids: Iterable[UUID]) -> Works:
    """Every attempt at these assignments by these learners, in order, in four queries however many there are."""
    rules = {each.assignment_id: rules_of(each) for each in assignments}
    learners = list(learner_ids)
    if not rules or not learners:
        return {}
    found: dict[tuple[int, UUID], tuple[Work, ...]] = {}
    found |= _sessions(session, list(rules), learners)
    found |= _sittings(
        session, {each.exam_id: each.assignment_id for each in assignments if each.exam_id}, learners
    )
    found |= _cases(session, rules, learners)
    return found


def _sessions(
    session: Session, assignment_ids: list[int], learners: list[UUID]
) -> dict[tuple[int, UUID], tuple[Work, ...]]:
    wanted = AssignedWork.assignment_id.in_(assignment_ids), AssignedWork.learner_id.in_(learners)
    parts = _parts_of_sessions(session, *wanted)
    query = (
        select(AssignedWork, PracticeSession.public_id, PracticeSession.finished_at)
        .join(PracticeSession, PracticeSession.practice_session_id == AssignedWork.practice_session_id)
        .where(*wanted)
        .order_by(AssignedWork.number)
    )
    works: dict[tuple[int, UUID], list[Work]] = defaultdict(list)
    for work, name, finished_at in session.execute(query):
        own = parts[work.work_id]
        answered = [part for part in own if part is not None]
        is_whole = bool(answered) and len(answered) == len(own)
        handed_in_at = max(part.at for part in answered) if is_whole else finished_at
        works[work.assignment_id, work.learner_id].append(
            Work(work.number, name, work.started_at, tuple(own), handed_in_at)
        )
    return {key: tuple(each) for key, each in works.items()}


def _parts_of_sessions(session: Session, *wanted: ColumnElement[bool]) -> Mapping[int, list[Answered | None]]:
    """By the number of the work. Of a large class, these are many rows: they hold no more than is needed."""
    known = published_bank(session).items
    query = (
        select(AssignedWork.work_id, SessionItem.item_id, Attempt.score_of_first_try, Attempt.created_at)
        .join(
            SessionItem,
            and_(
                SessionItem.practice_session_id == AssignedWork.practice_session_id,
                SessionItem.position <= AssignedWork.item_count,
            ),
        )
        .outerjoin(
            Attempt,
            and_(
                Attempt.variant_name == SessionItem.variant_name,
                Attempt.learner_id == AssignedWork.learner_id,
            ),
        )
        .where(*wanted)
        .order_by(AssignedWork.work_id, SessionItem.position)
    )
    parts: dict[int, list[Answered | None]] = defaultdict(list)
    rows: Any = session.execute(query)  # the columns of an outer join may be empty
    for work_id, item_id, score, at in rows:
        if score is not None:
            parts[work_id].append(Answered(score, at))
        elif item_id in known:  # what is no longer published cannot be answered
            parts[work_id].append(None)
    return parts


def _sittings(
    session: Session, assignment_of: Mapping[int, int], learners: list[UUID]
) -> dict[tuple[int, UUID], tuple[Work, ...]]:
    if not assignment_of:
        return {}
    counts = (
        select(ExamAnswer.sitting_id, func.count().label("count")).group_by(ExamAnswer.sitting_id).subquery()
    )
    query = (
        select(ExamSitting, counts.c.count)
        .join(counts, counts.c.sitting_id == ExamSitting.sitting_id)
        .where(ExamSitting.exam_id.in_(assignment_of), ExamSitting.learner_id.in_(learners))
        .order_by(ExamSitting.number)
    )
    works: dict[tuple[int, UUID], list[Work]] = defaultdict(list)
    for sitting, count in session.execute(query):
        works[assignment_of[sitting.exam_id], sitting.learner_id].append(_work_of_sitting(sitting, count))
    return {key: tuple(each) for key, each in works.items()}


def _work_of_sitting(sitting: ExamSitting, count: int) -> Work:
    """All its answers are handed in together, at the end of its time at the latest."""
    ended_at = min(sitting.ended_at, sitting.closes_at) if sitting.ended_at else None
    parts: tuple[Answered | None, ...] = (None,) * count
    if ended_at is not None:
        parts = (Answered(sitting.score, ended_at),)
    ends_at = sitting.closes_at + timedelta(seconds=sitting.grace_seconds)
    return Work(sitting.number, sitting.public_id, sitting.started_at, parts, ended_at, ends_at)


def _cases(
    session: Session, rules: Mapping[int, AssignmentRules], learners: list[UUID]
) -> dict[tuple[int, UUID], tuple[Work, ...]]:
    """Several cases in a row are one attempt."""
    oncall = [key for key, each in rules.items() if isinstance(each.work, OncallWork)]
    if not oncall:
        return {}
    query = (
        select(AssignedWork, OncallCase)
        .join(OncallCase, OncallCase.case_id == AssignedWork.case_id)
        .where(AssignedWork.assignment_id.in_(oncall), AssignedWork.learner_id.in_(learners))
        .order_by(AssignedWork.number)
    )
    cases: dict[tuple[int, UUID], list[OncallCase]] = defaultdict(list)
    for work, case in session.execute(query):
        cases[work.assignment_id, work.learner_id].append(case)
    return {key: tuple(_works_of_cases(some, rules[key[0]].work.count)) for key, some in cases.items()}


def _works_of_cases(cases: Sequence[OncallCase], count: int) -> Iterable[Work]:
    for number, first in enumerate(range(0, len(cases), count), start=1):
        some = cases[first : first + count]
        parts: list[Answered | None] = [_answered_case(case) for case in some]
        parts += [None] * (count - len(some))
        answered = [part for part in parts if part is not None]
        handed_in_at = max(part.at for part in answered) if len(answered) == count else None
        yield Work(number, some[-1].public_id, some[0].created_at, tuple(parts), handed_in_at)


def _answered_case(case: OncallCase) -> Answered | None:
    if case.answered_at is None:
        return None
    if case.settled_at is None:
        return Answered(None, case.answered_at)
    room = Room(case)
    grade = Grade(case.named_cause == case.cause, case.learned or 0, room.eats_proof)
    return Answered(grade.score, case.answered_at)

"""Exams as such: who can make, find, and retire them."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, false, func, or_, select, update
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.domain.exams.choosing import Candidate, count_matching
from quizapp.domain.exams.rules import (
    AS_FOR_EVERYBODY,
    RULES,
    Allowance,
    DrawnSet,
    ExamRules,
    Filter,
    FixedSet,
    attempts_of,
    share_out,
)
from quizapp.errors import N_, ExamNotFound, Invalid, Problem
from quizapp.models import Exam, ExamSitting, Learner
from quizapp.services.concepts import concept_of
from quizapp.services.published_bank import published_bank

LONGEST_TITLE = 120
MOST_EXAMS = 200  # that one learner can have made


@dataclass(frozen=True)
class ExamStanding:
    """An exam as one learner sees it, with their sittings, newest first."""

    exam: Exam
    rules: ExamRules
    is_mine: bool
    sittings: tuple[ExamSitting, ...] = ()

    @property
    def open_sitting(self) -> ExamSitting | None:
        return next((each for each in self.sittings if each.ended_at is None), None)

    @property
    def finished(self) -> tuple[ExamSitting, ...]:
        return tuple(each for each in self.sittings if each.ended_at is not None)

    def attempts_left(self, allowance: Allowance = AS_FOR_EVERYBODY) -> int | None:
        """None without a limit."""
        allowed = attempts_of(self.rules, allowance)
        return None if allowed is None else max(0, allowed - len(self.sittings))


def candidates(session: Session) -> list[Candidate]:
    """The exercises that an exam can consist of, in the order of the bank."""
    return [
        Candidate(item.id, published.question.topic, item.level, str(concept_of(item)))
        for published in published_bank(session).questions.values()
        for item in published.question.items
    ]


def mock_selection(topics: Sequence[str], levels: Iterable[int], count: int) -> DrawnSet:
    """As many exercises of each of these topics."""
    chosen = tuple(dict.fromkeys(levels))
    shares = share_out(count, topics) if topics else {}
    filters = [Filter(topics=(topic,), levels=chosen, count=share) for topic, share in shares.items()]
    return DrawnSet(filters=tuple(filters) or (Filter(levels=chosen, count=count),))


def create_exam(
    session: Session, learner: Learner, title: str, rules: ExamRules, *, is_shared: bool = False
) -> Exam:
    """An exam for the learner alone, or shared with everybody.

    Raises Invalid naming the field if it has no title, or asks for exercises that do not exist.
    """
    problems = [*_problems_of_title(title), *problems_of_selection(session, rules.selection)]
    if rules.opens_at and rules.closes_at and rules.opens_at >= rules.closes_at:
        problems.append(Problem("closes_at", N_("An exam closes after it opens.")))
    if problems:
        raise Invalid(problems)
    with writing(session):
        exam = Exam(
            public_id=secrets.token_urlsafe(9),
            learner_id=learner.learner_id,
            title=title.strip(),
            is_shared=is_shared,
            rules=RULES.dump_python(rules, mode="json"),
        )
        session.add(exam)
        session.flush()
        mine = select(Exam).filter_by(learner_id=learner.learner_id, retired_at=None)
        for surplus in session.scalars(mine.order_by(Exam.exam_id.desc()).offset(MOST_EXAMS)):
            surplus.retired_at = now()
    return exam


def get_exam(
    session: Session, learner: Learner | None, public_id: str, *, is_by_assignment: bool = False
) -> ExamStanding:
    """An exam that the learner may take, or has taken. Raises ExamNotFound, also for the exam of somebody else.

    is_by_assignment: whoever asks has seen that the learner is in the class.
    """
    exam = session.scalar(select(Exam).filter_by(public_id=public_id))
    if exam is None:
        raise ExamNotFound
    standing = _standing(exam, learner, _sittings(session, learner, [exam]))
    is_to_be_seen = standing.is_mine or exam.is_shared or (is_by_assignment and exam.is_assigned)
    if not standing.sittings and (not is_to_be_seen or exam.retired_at is not None):
        raise ExamNotFound
    return standing


def list_exams(session: Session, learner: Learner | None) -> list[ExamStanding]:
    """The exams that the learner made, can take, or has taken, newest first."""
    mine = Exam.learner_id == learner.learner_id if learner else false()
    taken = select(ExamSitting.exam_id).where(
        ExamSitting.learner_id == learner.learner_id if learner else false()
    )
    can_be_taken = and_(or_(Exam.is_shared.is_(True), mine), Exam.retired_at.is_(None))
    is_known = or_(can_be_taken, Exam.exam_id.in_(taken))
    exams = list(session.scalars(select(Exam).where(is_known).order_by(Exam.exam_id.desc())))
    sittings = _sittings(session, learner, exams)
    return [_standing(exam, learner, sittings) for exam in exams]


def retire_exam(session: Session, learner: Learner | None, public_id: str) -> None:
    """Nobody can begin it any more; sittings and results stay. Raises ExamNotFound unless the learner made it."""
    with writing(session):
        standing = get_exam(session, learner, public_id)
        if not standing.is_mine:
            raise ExamNotFound
        standing.exam.retired_at = standing.exam.retired_at or now()


def rules_of(exam: Exam) -> ExamRules:
    return RULES.validate_python(exam.rules)


def _sittings(session: Session, learner: Learner | None, exams: Sequence[Exam]) -> list[ExamSitting]:
    if learner is None or not exams:
        return []
    ids = [exam.exam_id for exam in exams]
    query = select(ExamSitting).where(
        ExamSitting.learner_id == learner.learner_id, ExamSitting.exam_id.in_(ids)
    )
    query = query.order_by(ExamSitting.number.desc()).execution_options(populate_existing=True)
    return list(session.scalars(query))


def _standing(exam: Exam, learner: Learner | None, sittings: Iterable[ExamSitting]) -> ExamStanding:
    own = tuple(each for each in sittings if each.exam_id == exam.exam_id)
    is_mine = learner is not None and exam.learner_id == learner.learner_id
    return ExamStanding(exam, rules_of(exam), is_mine, own)


def _problems_of_title(title: str) -> list[Problem]:
    if not title.strip():
        return [Problem("title", N_("Give the exam a title."))]
    if len(title.strip()) > LONGEST_TITLE:
        values = {"limit": LONGEST_TITLE}
        return [Problem("title", N_("The title has at most %(limit)s characters."), values)]
    return []


def problems_of_selection(session: Session, selection: FixedSet | DrawnSet) -> list[Problem]:
    """Exercises that do not exist, or are too few, naming `selection.items` or `selection.filters`."""
    known = candidates(session)
    if isinstance(selection, FixedSet):
        ids = {candidate.item_id for candidate in known}
        missing = [item for item in selection.items if item not in ids]
        return [
            Problem("selection.items", N_("The exercise “%(item)s” was not found."), {"item": item})
            for item in missing
        ]
    short = [(each, count_matching(each, known)) for each in selection.filters]
    return [
        Problem(
            "selection.filters",
            N_("Only %(count)s exercises match these topics and levels; ask for at most that many."),
            {"count": count},
        )
        for each, count in short
        if count < each.count
    ]


def adopt_exams(session: Session, guest_id: UUID, learner_id: UUID) -> None:
    """Move a guest’s exams and sittings to a learner, inside the caller’s transaction. Of an exam that both have
    taken, the guest’s sittings count after the learner’s own.
    """
    session.execute(update(Exam).where(Exam.learner_id == guest_id).values(learner_id=learner_id))
    of_guest = select(ExamSitting).filter_by(learner_id=guest_id).order_by(ExamSitting.number)
    for sitting in session.scalars(of_guest).all():
        taken = select(func.max(ExamSitting.number)).filter_by(exam_id=sitting.exam_id, learner_id=learner_id)
        sitting.number = (session.scalar(taken) or 0) + 1
        sitting.learner_id = learner_id
        session.flush()

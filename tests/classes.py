"""Classes with learners and assignments, for tests."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.domain.classes.rules import AssignmentRules, ExamWork, OncallWork, PracticeWork
from quizapp.domain.exams.rules import FixedSet
from quizapp.kinds import right_answer, wrong_answers
from quizapp.models import Account, Assignment, Attempt, Learner, Role, StudyClass
from quizapp.services import learners, practice, practice_sessions
from quizapp.services.classes import assignments, class_work, invitations, membership
from quizapp.services.classes.assignments import Times
from quizapp.services.classes.class_work import Begun
from quizapp.services.classes.membership import Seat
from quizapp.services.variants import VariantSource
from tests.conftest import account_with
from tests.exams import SIGNER
from tests.oncall import catalog
from tests.quizapp.services.answering import quick_items

ZONE = "Asia/Shanghai"


def open_class(session: Session, owner: Account, title: str = "Deep learning") -> Seat:
    made = membership.create_class(session, owner, title, ZONE)
    return membership.get_seat(session, owner, made.public_id)


def join(session: Session, seat: Seat, name: str) -> Account:
    """A new account that joins with the code."""
    account = account_with(session, name, Role.LEARNER)
    invitations.join_class(session, account, seat.study_class.code)
    return account


def seat_of(session: Session, account: Account, of: StudyClass) -> Seat:
    return membership.get_seat(session, account, of.public_id)


def practice_of(session: Session, count: int = 2, **others: Any) -> AssignmentRules:
    """A practice session of exercises without variables."""
    items = tuple(quick_items(session)[:count])
    return AssignmentRules(work=PracticeWork(selection=FixedSet(items=items)), **others)


def exam_of(session: Session, count: int = 2, minutes: int = 30, **others: Any) -> AssignmentRules:
    items = tuple(quick_items(session)[:count])
    return AssignmentRules(work=ExamWork(selection=FixedSet(items=items), minutes=minutes), **others)


def cases_of(count: int = 1, **others: Any) -> AssignmentRules:
    return AssignmentRules(work=OncallWork(cases=count), **others)


def assign(session: Session, seat: Seat, rules: AssignmentRules, **times: datetime | None) -> Assignment:
    return assignments.create_assignment(session, seat, "Week 1", rules, Times(**times))


def in_hours(hours: float) -> datetime:
    return now() + timedelta(hours=hours)


def begin(session: Session, account: Account, seat: Seat, assignment: Assignment) -> Begun:
    learner = learners.learner_of_account(session, account)
    own = seat_of(session, account, seat.study_class)
    return class_work.begin_work(session, own, learner, assignment, SIGNER, catalog())


def source_of(account: Account) -> VariantSource:
    return VariantSource(SIGNER, f"a{account.account_id}")


def answer_session(
    session: Session, account: Account, name: str, right: list[bool], at: datetime | None = None
) -> None:
    """Answer the first exercises of a session, rightly or wrongly; as if at that time."""
    learner = learners.learner_of_account(session, account)
    for position, is_right in enumerate(right, start=1):
        answer_one(session, learner, account, name, position, is_right=is_right, at=at)


def answer_one(
    session: Session,
    learner: Learner,
    account: Account,
    name: str,
    position: int,
    *,
    is_right: bool,
    at: datetime | None = None,
) -> None:
    source = source_of(account)
    fresh = practice_sessions.variant_of_item(session, learner, name, position, source)
    item = fresh.drawn.item
    given: Any = right_answer(item) if is_right else next(iter(wrong_answers(item)))
    graded = practice.submit_answer(
        session, learner, item.id, given, variant=fresh.variant.name, source=source
    )
    if at is not None:
        with writing(session):
            one = Attempt.attempt_id == graded.attempt.attempt_id
            session.execute(update(Attempt).where(one).values(created_at=at))
    practice_sessions.touch_session(session, learner, name)

"""Learners: guests, and learners with an account."""

from uuid import UUID, uuid4

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.models import (
    Account,
    Attempt,
    Draft,
    InterviewAttempt,
    Learner,
    MockInterview,
    PracticeSession,
    Run,
)
from quizapp.services.classes.live_answers import adopt_live
from quizapp.services.exams import adopt_exams
from quizapp.services.oncall_answers import adopt_cases
from quizapp.services.review_log import adopt_reviews
from quizapp.services.seen_runs import adopt_seen_runs


def start_guest(session: Session, guest_id: UUID | None = None) -> Learner:
    """A new guest, or the one with this id, created now if there is none yet."""
    guest_id = guest_id or uuid4()
    try:
        with writing(session):
            learner = session.get(Learner, guest_id)
            if learner is None:
                learner = Learner(learner_id=guest_id)
                session.add(learner)
    except IntegrityError:  # another request of the same guest was faster
        learner = session.get_one(Learner, guest_id)
    return learner


def find_learner(session: Session, learner_id: UUID) -> Learner | None:
    return session.get(Learner, learner_id)


def find_account_learner(session: Session, account: Account) -> Learner | None:
    return session.scalar(select(Learner).filter_by(account_id=account.account_id))


def learner_of_account(session: Session, account: Account) -> Learner:
    """The account's learner, created now if it has none."""
    if learner := find_account_learner(session, account):
        return learner
    try:
        with writing(session):
            learner = find_account_learner(session, account)
            if learner is None:
                learner = Learner(account_id=account.account_id)
                session.add(learner)
    except IntegrityError:  # another request of the same account was faster
        learner = find_account_learner(session, account)
        assert learner is not None
    return learner


def adopt_guest(session: Session, account: Account, guest_id: UUID | None) -> None:
    """Move what a guest has done to the account. What belongs to another account's learner is not moved."""
    guest = session.get(Learner, guest_id) if guest_id else None
    if guest is None or not guest.is_guest:
        return
    with writing(session):
        learner = find_account_learner(session, account)
        if learner is None:
            guest.account_id = account.account_id
            return
        taken = select(Attempt.idempotency_key).where(
            Attempt.learner_id == learner.learner_id, Attempt.idempotency_key.is_not(None)
        )
        clash = Attempt.idempotency_key.in_(taken)
        session.execute(
            update(Attempt).where(Attempt.learner_id == guest.learner_id, clash).values(idempotency_key=None)
        )
        session.execute(
            update(Attempt)
            .where(Attempt.learner_id == guest.learner_id)
            .values(learner_id=learner.learner_id)
        )
        adopt_reviews(session, guest.learner_id, learner.learner_id)
        adopt_exams(session, guest.learner_id, learner.learner_id)
        adopt_cases(session, guest.learner_id, learner.learner_id)
        adopt_live(session, guest.learner_id, learner.learner_id)
        session.execute(
            update(InterviewAttempt)
            .where(InterviewAttempt.learner_id == guest.learner_id)
            .values(learner_id=learner.learner_id)
        )
        session.execute(
            update(PracticeSession)
            .where(PracticeSession.learner_id == guest.learner_id)
            .values(learner_id=learner.learner_id)
        )
        session.execute(
            update(MockInterview)
            .where(MockInterview.learner_id == guest.learner_id)
            .values(learner_id=learner.learner_id)
        )
        mine = select(Draft.place).where(Draft.learner_id == guest.learner_id)
        session.execute(delete(Draft).where(Draft.learner_id == learner.learner_id, Draft.place.in_(mine)))
        session.execute(
            update(Draft).where(Draft.learner_id == guest.learner_id).values(learner_id=learner.learner_id)
        )
        adopt_seen_runs(session, guest.learner_id, learner.learner_id)
        session.execute(
            update(Run).where(Run.learner_id == guest.learner_id).values(learner_id=learner.learner_id)
        )
        session.delete(guest)

"""Drafts: what a learner typed and has not submitted."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.errors import Invalid
from quizapp.models import Account, Draft, InterviewAttempt, Learner
from quizapp.services import drafts, history, interviews, learners

PLACE, FIELDS = "item:some", [["answer", "一"], ["answer", "b"]]


@pytest.fixture
def learner(session: Session) -> Learner:
    return learners.start_guest(session)


def fields_at(session: Session, learner: Learner, place: str) -> list[list[str]] | None:
    draft = drafts.find_drafts(session, learner, [place]).get(place)
    return draft.fields if draft else None


def test_the_latest_fields_are_kept_until_they_are_submitted_or_emptied(
    session: Session, learner: Learner
) -> None:
    drafts.save_draft(session, learner, PLACE, [["answer", "a"]])
    drafts.save_draft(session, learner, PLACE, FIELDS)
    session.expire_all()
    assert fields_at(session, learner, PLACE) == FIELDS
    assert fields_at(session, learners.start_guest(session), PLACE) is None
    drafts.delete_draft(session, learner, PLACE)
    assert fields_at(session, learner, PLACE) is None
    drafts.save_draft(session, learner, PLACE, FIELDS)
    drafts.save_draft(session, learner, PLACE, [])
    assert fields_at(session, learner, PLACE) is None


def test_drafts_are_bounded_in_length_number_and_age(
    session: Session, learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "MOST_DRAFTS", 3)
    with pytest.raises(Invalid):
        drafts.save_draft(session, learner, PLACE, [["answer", "x" * drafts.LONGEST_DRAFT]])
    with pytest.raises(Invalid):
        drafts.save_draft(session, learner, "x" * 301, FIELDS)
    for number in range(5):
        drafts.save_draft(session, learner, f"item:{number}", FIELDS)
    assert sorted(drafts.find_drafts(session, learner, [f"item:{n}" for n in range(5)])) == [
        "item:2",
        "item:3",
        "item:4",
    ]
    with writing(session):
        session.execute(update(Draft).values(updated_at=now() - drafts.LIFETIME - timedelta(hours=1)))
    drafts.save_draft(session, learners.start_guest(session), PLACE, FIELDS)
    assert session.scalar(select(func.count()).select_from(Draft)) == 1


def test_a_guests_drafts_and_interviews_go_to_the_account(session: Session, learner: Learner) -> None:
    account = Account(name="drafter", display_name="drafter", password_hash="-")
    with writing(session):
        session.add(account)
    known = learners.learner_of_account(session, account)
    drafts.save_draft(session, known, PLACE, [["answer", "older"]])
    drafts.save_draft(session, learner, PLACE, FIELDS)
    sent = interviews.submit_interview(
        session, learner, "exploding-gradient-consequences", "Mine.", 3.0, "a-form"
    )
    learners.adopt_guest(session, account, learner.learner_id)
    session.expire_all()
    assert fields_at(session, known, PLACE) == FIELDS
    assert session.scalars(select(InterviewAttempt.learner_id)).all() == [known.learner_id]
    assert [given.attempt for given in history.list_interviews(session, known)] == [sent]

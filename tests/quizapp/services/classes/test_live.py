"""Live sessions: one answer per round, which becomes an attempt once the answer is shown."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.bank.parametric.item import ParametricItem
from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.domain.classes.live import Action
from quizapp.domain.progress.shares import Share
from quizapp.errors import (
    AlreadyAnsweredLive,
    Invalid,
    LiveForMembers,
    LiveRoundClosed,
    LiveSessionEnded,
    NotYourClass,
)
from quizapp.kinds import runs_the_simulator
from quizapp.models import Account, Attempt, Learner, LiveParticipant
from quizapp.services import learners
from quizapp.services.classes import live, live_answers, live_results, live_steps, membership
from quizapp.services.classes.live_answers import Sent
from quizapp.services.classes.membership import Seat
from quizapp.services.erasure import person_of
from quizapp.services.exports import export_json
from quizapp.services.published_bank import published_bank
from tests.classes import join, open_class, seat_of
from tests.exams import SIGNER
from tests.live import open_live, open_live_of, step, take_part, vote


@pytest.fixture
def seat(session: Session, instructor: Account) -> Seat:
    return open_class(session, instructor)


def attempts(session: Session, account: Account) -> list[Attempt]:
    learner = learners.learner_of_account(session, account)
    return list(session.scalars(select(Attempt).filter_by(learner_id=learner.learner_id)))


def test_the_two_votes_around_a_discussion_are_the_first_and_the_second_try_of_one_attempt(
    session: Session, seat: Seat
) -> None:
    both, late = join(session, seat, "ann"), join(session, seat, "bob")
    of = open_live(session, seat)
    for account in (both, late):
        take_part(session, of, account)
    step(session, seat, of, Action.ASK)
    vote(session, of, both, right=False)
    step(session, seat, of, Action.LOCK, Action.REVOTE)
    vote(session, of, both, right=True)
    vote(session, of, late, right=True)
    step(session, seat, of, Action.LOCK)
    assert attempts(session, both) == []  # until the answer is shown
    step(session, seat, of, Action.REVEAL)
    for _ in range(2):  # looking again stores nothing twice
        summary = live_results.summary_of(session, SIGNER, of)
    assert [(line.before, line.after) for line in summary] == [(Share(0, 1), Share(2, 2))]
    [kept] = attempts(session, both)
    assert (kept.first_score, kept.score, kept.score_of_first_try, kept.is_second_try) == (0, 1, 0, True)
    [kept] = attempts(session, late)  # answered after a discussion: no first try
    assert (kept.first_score, kept.is_second_try) == (None, True)


def test_an_answer_counts_once_in_its_round_and_not_after_it(
    session: Session, seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = join(session, seat, "ann")
    of = open_live(session, seat, round_seconds=60)
    take_part(session, of, account)
    step(session, seat, of, Action.ASK)
    first = vote(session, of, account, right=True)
    assert vote(session, of, account, right=True) is first  # sent again, since the connection was lost
    with pytest.raises(AlreadyAnsweredLive):
        vote(session, of, account, right=False)
    other = join(session, seat, "bob")
    take_part(session, of, other)
    with writing(session):
        of.closes_at = now() - timedelta(seconds=10)
    with pytest.raises(LiveRoundClosed):  # the time is up
        vote(session, of, other, right=True)
    step(session, seat, of, Action.REVEAL)
    with pytest.raises(LiveRoundClosed):
        vote(session, of, other, right=True)
    step(session, seat, of, Action.NEXT)
    learner = learners.learner_of_account(session, other)
    with pytest.raises(LiveRoundClosed):  # a form of the round before
        live_answers.answer_live(session, SIGNER, of, learner, Sent(1, 1, "a"))


def test_the_same_key_pressed_on_the_projector_and_on_the_phone_goes_on_by_one_step(
    session: Session, seat: Seat
) -> None:
    of = open_live(session, seat)
    for _ in range(2):
        live_steps.act(session, seat, of.public_id, "ask", 0)
    assert (of.position, of.phase, of.revision) == (1, "voting", 1)
    live_steps.act(session, seat, of.public_id, "reveal", 1)  # does not follow
    assert of.phase == "voting"
    learner_seat = seat_of(session, join(session, seat, "ann"), seat.study_class)
    with pytest.raises(NotYourClass):
        live_steps.act(session, learner_seat, of.public_id, "lock", 1)


def test_everybody_has_the_numbers_of_the_projector_or_their_own(session: Session, seat: Seat) -> None:
    drawn = next(
        item_id
        for item_id, found in published_bank(session).items.items()
        if isinstance(found.item, ParametricItem) and not runs_the_simulator(found.item)
    )
    accounts = [join(session, seat, name) for name in ("ann", "bob", "cy", "dee")]
    for is_same, most in ((True, 1), (False, 4)):
        of = open_live_of(session, seat, [drawn], is_same_for_all=is_same)
        for account in accounts:
            take_part(session, of, account)
        people = session.scalars(select(LiveParticipant).filter_by(live_session_id=of.live_session_id))
        seeds = {live.asked_live(session, SIGNER, of.items[0], person).seed for person in people}
        assert len(seeds) == most


def test_a_session_that_nobody_ends_is_ended_and_its_answers_are_kept(session: Session, seat: Seat) -> None:
    account = join(session, seat, "ann")
    of = open_live(session, seat)
    take_part(session, of, account)
    step(session, seat, of, Action.ASK)
    vote(session, of, account, right=True)
    assert live_steps.end_forgotten(session) == 0
    with writing(session):
        of.created_at = now() - 2 * live_steps.FORGOTTEN_AFTER
    assert live_steps.end_forgotten(session) == 1
    live_answers.settle_all(session)
    assert [attempt.score for attempt in attempts(session, account)] == [1.0]


def test_guests_take_part_only_if_the_class_admits_them_and_keep_their_answers(
    session: Session, seat: Seat
) -> None:
    of = open_live(session, seat)
    with pytest.raises(LiveForMembers):
        live_answers.check_joining(session, of, None, "Fox")
    membership.change_class(session, seat, "Deep learning", "Asia/Shanghai", admits_guests=True)
    with pytest.raises(Invalid, match="nickname"):
        live_answers.check_joining(session, of, None, "  ")
    name = live_answers.check_joining(session, of, None, "  The   Fox ")
    guest = learners.start_guest(session, None)
    live_answers.join_live(session, of, guest, name)
    account = join(session, seat, "ann")
    learner = learners.learner_of_account(session, account)
    learners.adopt_guest(session, account, guest.learner_id)
    [participant] = session.scalars(select(LiveParticipant)).all()
    assert (participant.nickname, participant.learner_id) == ("The Fox", learner.learner_id)
    step(session, seat, of, Action.END)
    with pytest.raises(LiveSessionEnded):
        live_answers.check_joining(session, of, account, "")


def test_the_export_says_nothing_of_the_score_before_the_answer_is_shown(
    session: Session, seat: Seat
) -> None:
    account = join(session, seat, "ann")
    of = open_live(session, seat)
    take_part(session, of, account)
    step(session, seat, of, Action.ASK)
    vote(session, of, account, right=True)

    def exported() -> dict[str, object]:
        learner = session.scalar(select(Learner).filter_by(account_id=account.account_id))
        document = json.loads("".join(export_json(session, person_of(session, account, learner))))
        [row] = document["tables"]["live_answers"]
        return dict(row)

    assert not {"score", "grade"} & exported().keys()
    step(session, seat, of, Action.LOCK, Action.REVEAL)
    live_results.summary_of(session, SIGNER, of)
    assert exported()["score"] == 1.0

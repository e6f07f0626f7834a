"""Previews are made in the background: nobody makes one twice, and what an ended process left goes on."""

import multiprocessing
import os
import signal
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.db.engine import engine_for
from quizapp.db.sessions import session_options, writing
from quizapp.db.tables import now
from quizapp.errors import RegradeNotOpen, RegradeNotReady
from quizapp.models import Account, Attempt, Learner, Regrade, RegradeEntry, RegradeStage, Role
from quizapp.services import regrade_previews
from quizapp.services.erasure import delete_guest
from quizapp.services.regrade_application import apply_regrade
from quizapp.services.regrade_grading import Regrading
from quizapp.services.regrade_previews import (
    LEASE,
    MOST_TRIES,
    cancel_preview,
    lease,
    make_preview,
    request_preview,
)
from quizapp.services.regrade_work import do_work, has_work
from quizapp.services.regrades import digest_of_all, how_far, list_regrades, summary_of
from tests.conftest import account_with
from tests.regrading import answer, choice_in, give_key_to, options_of, publish

ANSWERS = 7


@pytest.fixture
def asked(session: Session, instructor: Account, monkeypatch: pytest.MonkeyPatch) -> tuple[str, Regrade]:
    """A preview that waits, of seven answers, two in each step."""
    monkeypatch.setattr(regrade_previews, "STORED_AT_ONCE", 2)
    return ask(session, instructor)


def ask(session: Session, author: Account) -> tuple[str, Regrade]:
    choice = choice_in(session)
    _, other, _ = options_of(choice)
    for _ in range(ANSWERS):
        answer(session, choice, other)
    slug = publish(session, author, choice, give_key_to(other))
    return slug, request_preview(session, author, slug)


class Ended(BaseException):
    """Of the process."""


def end_at(monkeypatch: pytest.MonkeyPatch, count: int, error: type[BaseException] = Ended) -> None:
    """Grading the attempt of this count raises an error; the others are graded."""
    change_of, done = Regrading.change_of, [0]

    def graded(self: Regrading, attempt: Any) -> Any:
        done[0] += 1
        if done[0] == count:
            raise error
        return change_of(self, attempt)

    monkeypatch.setattr(Regrading, "change_of", graded)


def test_a_preview_waits_until_a_process_makes_it(
    session: Session, instructor: Account, asked: tuple[str, Regrade]
) -> None:
    slug, regrade = asked
    assert (regrade.stage, how_far(session, regrade)) == (RegradeStage.WAITING, (0, 0))
    with pytest.raises(RegradeNotReady):
        apply_regrade(session, instructor, slug, regrade.regrade_id, "", "key", "why")
    do_work(session)
    session.refresh(regrade)
    assert (regrade.stage, summary_of(regrade).up, how_far(session, regrade)) == (None, 7, (7, 7))
    assert regrade.digest == digest_of_all(session, regrade) != ""
    assert not has_work(session)


def test_nobody_takes_what_another_process_makes(session: Session, asked: tuple[str, Regrade]) -> None:
    assert lease(session) is not None
    assert lease(session) is None


def test_what_an_ended_process_left_goes_on_after_the_last_step(
    session: Session, asked: tuple[str, Regrade], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, regrade = asked
    leased = lease(session)
    assert leased is not None
    end_at(monkeypatch, 4)
    with pytest.raises(Ended):
        make_preview(session, leased)
    session.refresh(regrade)
    assert (regrade.stage, how_far(session, regrade)) == (RegradeStage.WAITING, (2, 7))
    do_work(session)
    session.refresh(regrade)
    assert (summary_of(regrade).considered, summary_of(regrade).up) == (7, 7)
    entries = session.scalars(select(RegradeEntry.attempt_id).filter_by(regrade_id=regrade.regrade_id))
    assert len(set(entries)) == ANSWERS


def test_a_killed_process_leaves_its_preview_to_the_next_one(
    both: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(regrade_previews, "STORED_AT_ONCE", 2)
    _, regrade = ask(both, account_with(both, "ines", Role.INSTRUCTOR))
    url = both.get_bind().engine.url.render_as_string(hide_password=False)
    both.rollback()
    process = multiprocessing.get_context("fork").Process(target=be_killed_in_the_middle, args=(url,))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    both.refresh(regrade)
    assert (regrade.stage, how_far(both, regrade)) == (RegradeStage.PREVIEWING, (2, ANSWERS))
    assert not has_work(both)
    let_lease_end(both, regrade)
    do_work(both)
    both.refresh(regrade)
    assert (regrade.stage, summary_of(regrade).up) == (None, ANSWERS)


def be_killed_in_the_middle(url: str) -> None:
    change_of, done = Regrading.change_of, [0]

    def graded(self: Regrading, attempt: Any) -> Any:
        done[0] += 1
        if done[0] == 4:
            os.kill(os.getpid(), signal.SIGKILL)
        return change_of(self, attempt)

    Regrading.change_of = graded  # type: ignore[method-assign]
    with Session(engine_for(url), **session_options()) as session:
        do_work(session)


def let_lease_end(session: Session, regrade: Regrade) -> None:
    with writing(session):
        regrade.moved_at = now() - LEASE - timedelta(seconds=1)


def test_only_who_holds_the_lease_writes(session: Session, asked: tuple[str, Regrade]) -> None:
    _, regrade = asked
    slow = lease(session)
    assert slow is not None
    let_lease_end(session, regrade)
    do_work(session)  # in another process
    digest = session.get_one(Regrade, regrade.regrade_id, populate_existing=True).digest
    make_preview(session, slow)
    session.refresh(regrade)
    assert (regrade.digest, regrade.stage, summary_of(regrade).considered) == (digest, None, 7)


def test_a_step_that_ends_every_process_fails_the_preview(
    session: Session, asked: tuple[str, Regrade]
) -> None:
    _, regrade = asked
    for _ in range(MOST_TRIES + 1):
        assert lease(session) is not None
        let_lease_end(session, regrade)  # the process was killed
    session.refresh(regrade)
    assert regrade.stage == RegradeStage.FAILED
    assert not has_work(session)


def test_an_error_fails_the_preview(
    session: Session, asked: tuple[str, Regrade], monkeypatch: pytest.MonkeyPatch
) -> None:
    end_at(monkeypatch, 3, ZeroDivisionError)
    do_work(session)
    session.refresh(asked[1])
    assert asked[1].stage == RegradeStage.FAILED


def test_a_canceled_preview_stops_and_leaves_nothing(
    session: Session, instructor: Account, asked: tuple[str, Regrade], monkeypatch: pytest.MonkeyPatch
) -> None:
    slug, _ = asked
    leased = lease(session)
    assert leased is not None
    change_of = Regrading.change_of

    def cancel_meanwhile(self: Regrading, attempt: Any) -> Any:
        if attempt.attempt_id == last:
            cancel_preview(session, instructor, slug, leased.regrade_id)
        return change_of(self, attempt)

    last = session.scalars(select(Attempt.attempt_id).order_by(Attempt.attempt_id.desc())).first()
    monkeypatch.setattr(Regrading, "change_of", cancel_meanwhile)
    make_preview(session, leased)
    assert list_regrades(session, instructor, slug) == []
    assert session.scalars(select(RegradeEntry)).all() == []


def test_a_new_preview_takes_the_place_of_the_authors_earlier_one(
    session: Session, instructor: Account, asked: tuple[str, Regrade]
) -> None:
    slug, _ = asked
    do_work(session)
    again = request_preview(session, instructor, slug)
    assert [each.regrade_id for each in list_regrades(session, instructor, slug)] == [again.regrade_id]
    do_work(session)
    session.refresh(again)
    apply_regrade(session, instructor, slug, again.regrade_id, again.digest, "key", "why")
    with pytest.raises(RegradeNotOpen):
        cancel_preview(session, instructor, slug, again.regrade_id)


def test_who_is_deleted_while_it_is_made_is_left_out(
    session: Session, asked: tuple[str, Regrade], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, regrade = asked
    change_of, deleted = Regrading.change_of, list[int]()

    def delete_meanwhile(self: Regrading, attempt: Any) -> Any:
        change = change_of(self, attempt)
        if not deleted:
            deleted.append(attempt.attempt_id)
            with Session(session.get_bind(), **session_options()) as other:
                mine = select(Learner).join(Attempt).where(Attempt.attempt_id == attempt.attempt_id)
                delete_guest(other, other.scalars(mine).one())
        return change

    monkeypatch.setattr(Regrading, "change_of", delete_meanwhile)
    do_work(session)
    session.refresh(regrade)
    assert (regrade.stage, summary_of(regrade).up) == (None, ANSWERS - 1)
    assert regrade.digest == digest_of_all(session, regrade)

"""Regrades are applied and undone a step at a time: what is interrupted goes on, and in effect all change, or none."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.errors import RegradeNotApplied, RegradeOutdated
from quizapp.models import Account, Attempt, Regrade, RegradeStage
from quizapp.services import regrade_application
from quizapp.services.regrade_application import (
    apply_regrade,
    go_on_with_interrupted,
    is_outdated,
    undo_regrade,
)
from quizapp.services.regrade_previews import preview_regrade
from quizapp.services.regrade_work import do_work, has_work
from tests.regrading import answer, choice_in, give_key_to, hash_of, options_of, publish

REASON = ("key", "The key was wrong.")


@pytest.fixture
def previewed(
    session: Session, instructor: Account, monkeypatch: pytest.MonkeyPatch
) -> tuple[str, Regrade, list[int]]:
    """Five answers that a regrade would change, two in each step."""
    monkeypatch.setattr(regrade_application, "AT_ONCE", 2)
    monkeypatch.setattr(regrade_application, "MOST_AT_ONCE", 2)
    monkeypatch.setattr(regrade_application, "CHECKED_AT_ONCE", 3)
    choice = choice_in(session)
    _, other, _ = options_of(choice)
    attempts = [answer(session, choice, other)[1].attempt_id for _ in range(5)]
    slug = publish(session, instructor, choice, give_key_to(other))
    return slug, preview_regrade(session, instructor, slug), attempts


def begin_to_apply(session: Session, author: Account, slug: str, found: Regrade) -> None:
    """The first two attempts are changed, after all have been checked."""
    while found.stage != RegradeStage.APPLYING or not found.progress:
        apply_regrade(session, author, slug, found.regrade_id, found.digest, *REASON, seconds=0)


def scores(session: Session, attempts: list[int]) -> list[float]:
    session.expire_all()
    return [session.get_one(Attempt, attempt_id).score for attempt_id in attempts]


def be_at_it(session: Session, regrade: Regrade, since: timedelta = timedelta(0)) -> None:
    """As if another process had done the last step, so long ago."""
    with writing(session):
        regrade.moved_at = now() - since


def test_what_was_interrupted_goes_on_and_is_undone_completely(
    session: Session, instructor: Account, previewed: Any
) -> None:
    slug, found, attempts = previewed
    before = hash_of(session)
    begin_to_apply(session, instructor, slug, found)
    assert (found.stage, found.applied_at) == ("applying", None)
    assert scores(session, attempts) == [1.0, 1.0, 0.0, 0.0, 0.0]
    assert has_work(session)  # it was handed over
    be_at_it(session, found)
    go_on_with_interrupted(session)  # somebody else does it
    assert scores(session, attempts)[-1] == 0.0
    with pytest.raises(RegradeNotApplied):
        undo_regrade(session, instructor, slug, found.regrade_id, "Wait.")
    be_at_it(session, found, timedelta(minutes=5))
    go_on_with_interrupted(session)
    assert (found.stage, found.applied_at is not None) == (None, True)
    assert scores(session, attempts) == [1.0] * 5
    undo_regrade(session, instructor, slug, found.regrade_id, "It was right.", seconds=0)
    assert (found.stage, scores(session, attempts)) == ("undoing", [1.0, 1.0, 1.0, 0.0, 0.0])
    do_work(session)
    assert found.undone_at is not None
    assert hash_of(session) == before


def test_what_cannot_be_applied_to_all_is_taken_back(
    session: Session, instructor: Account, previewed: Any
) -> None:
    slug, found, attempts = previewed
    begin_to_apply(session, instructor, slug, found)
    with writing(session):  # between two steps, others write
        session.get_one(Attempt, attempts[-1]).score = 0.5
    with pytest.raises(RegradeOutdated):
        apply_regrade(session, instructor, slug, found.regrade_id, found.digest, *REASON)
    assert scores(session, attempts) == [0.0, 0.0, 0.0, 0.0, 0.5]
    assert (found.stage, found.applied_at, found.reason) == (None, None, None)
    assert is_outdated(found)


def test_what_changed_before_is_found_before_anything_is_changed(
    session: Session, instructor: Account, previewed: Any
) -> None:
    slug, found, attempts = previewed
    with writing(session):
        session.get_one(Attempt, attempts[-1]).score = 0.5
    before = hash_of(session)
    apply_regrade(session, instructor, slug, found.regrade_id, found.digest, *REASON, seconds=0)
    assert (found.stage, hash_of(session)) == ("checking", before)
    do_work(session)  # nobody waits for an answer
    session.refresh(found)
    assert (is_outdated(found), hash_of(session)) == (True, before)

"""Checking a question in the background: asking for it, and doing it, in whatever process takes it."""

import time
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.models import Account, CheckStatus, QuestionCheck, QuestionEntry
from quizapp.services.authoring import find_entry
from quizapp.services.check_basis import Basis, basis_of
from quizapp.services.check_results import CheckResult, has_lapsed, result_of, together, write_result
from quizapp.services.published_bank import published_bank
from quizapp.services.question_check_steps import Found, steps_of_check
from quizapp.services.revisions import latest
from quizapp.services.roles import require_instructor

LEASE = timedelta(minutes=5)  # a single step never takes so long
SECONDS_BETWEEN_SIGNS = 0.5


@dataclass(frozen=True)
class LeasedCheck:
    """A check that this process does; the ticket lets it write the result."""

    question_id: int
    ticket: int


def request_check(session: Session, author: Account, slug: str) -> None:
    """Have the question checked as it is now. Does nothing if that is being done already."""
    require_instructor(author)
    with writing(session):
        entry = find_entry(session, slug)
        revision = latest(session, entry).revision
        stored = session.get(QuestionCheck, entry.question_id, populate_existing=True)
        if stored is None:
            stored = QuestionCheck(question_id=entry.question_id, revision=revision, ticket=0)
            session.add(stored)
        elif _is_under_way(stored) and stored.revision == revision:
            return
        stored.status, stored.revision, stored.ticket = CheckStatus.WAITING, revision, stored.ticket + 1
        stored.requested_at, stored.finished_at, stored.leased_until = now(), None, None
        stored.done = stored.total = 0


def get_check(session: Session, author: Account, slug: str) -> CheckResult:
    """The last check of a question."""
    require_instructor(author)
    entry = find_entry(session, slug)
    return result_of(session, entry.question_id, latest(session, entry).revision)


def check_waiting(session: Session) -> int:
    """Do the checks that wait, one after the other. Returns their number."""
    count = 0
    while (leased := _lease(session)) is not None:
        _perform(session, leased)
        count += 1
    return count


def _is_under_way(stored: QuestionCheck) -> bool:
    is_begun = stored.status in (CheckStatus.WAITING, CheckStatus.RUNNING)
    return is_begun and not has_lapsed(stored)


def _lease(session: Session) -> LeasedCheck | None:
    waits = or_(
        QuestionCheck.status == CheckStatus.WAITING,
        (QuestionCheck.status == CheckStatus.RUNNING) & (QuestionCheck.leased_until < now()),
    )
    query = select(QuestionCheck).where(waits).order_by(QuestionCheck.requested_at).limit(1)
    session.rollback()
    if session.scalar(query) is None:
        session.rollback()
        return None
    with writing(session):
        stored = session.scalar(query.with_for_update(skip_locked=True))
        if stored is None:
            return None
        stored.status, stored.leased_until, stored.ticket = (
            CheckStatus.RUNNING,
            now() + LEASE,
            stored.ticket + 1,
        )
        return LeasedCheck(stored.question_id, stored.ticket)


def _perform(session: Session, leased: LeasedCheck) -> None:
    try:
        found = _do_steps(session, leased)
    except BaseException:
        session.rollback()
        with writing(session):
            if (stored := _held(session, leased)) is not None:
                stored.status, stored.leased_until = CheckStatus.FAILED, None
        raise
    if found is not None:
        revision, document, result, basis = found
        with writing(session):
            if (stored := _held(session, leased)) is not None:
                write_result(stored, revision, document, result, basis)


def _do_steps(session: Session, leased: LeasedCheck) -> tuple[str, dict[str, object], Found, Basis] | None:
    """The revision and the document that were checked, what was found, and what that rests on; None if somebody else
    does it now.
    """
    entry = session.get_one(QuestionEntry, leased.question_id, populate_existing=True)
    saved = latest(session, entry)
    document = {**saved.body, "slug": entry.slug}
    steps, basis = steps_of_check(session, document), basis_of(published_bank(session), document)
    done: list[Found] = []
    last_sign = 0.0
    for step in steps:
        if time.monotonic() - last_sign > SECONDS_BETWEEN_SIGNS:
            if not _give_sign(session, leased, len(done), len(steps)):
                return None
            last_sign = time.monotonic()
        done.append(step())
    session.rollback()
    return saved.revision, document, together(done), basis


def _give_sign(session: Session, leased: LeasedCheck, done: int, total: int) -> bool:
    session.rollback()
    with writing(session):
        stored = _held(session, leased)
        if stored is None:
            return False
        stored.done, stored.total, stored.leased_until = done, total, now() + LEASE
    return True


def _held(session: Session, leased: LeasedCheck) -> QuestionCheck | None:
    stored = session.get(QuestionCheck, leased.question_id, populate_existing=True)
    return stored if stored is not None and stored.ticket == leased.ticket else None

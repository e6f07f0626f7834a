"""What is kept for how long, and how much of one owner: what is beyond that is purged, the least recently used first.

Runs that content refers to are kept, and those of the scenarios as they are. Runs that an answer refers to have no
lifetime, and runs whose link somebody else has opened a longer one; within a quota, both are removed last.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Text, and_, cast, delete, func, or_, select, update
from sqlalchemy.orm import Session

from quizapp.config import Retention
from quizapp.db.sessions import locked, writing
from quizapp.db.tables import Base, now
from quizapp.models import (
    AccountInvitation,
    ApiToken,
    Attempt,
    Draft,
    ExamSitting,
    InterviewAttempt,
    Learner,
    MockInterview,
    OncallCase,
    PasswordReset,
    Run,
    RunFrame,
    RunStatus,
    RunTrace,
    ServiceFact,
    SetupLink,
    SignIn,
)
from quizapp.services.citations import runs_in_answers, runs_in_content
from quizapp.services.compaction import drop_frames
from quizapp.services.erasure import erase
from quizapp.services.owned_tables import Person
from quizapp.services.run_work import refuse_other_versions

MEBIBYTE = 1024**2
BYTES_OF_A_ROW = 1024  # of a run, beside its experiments and records
AT_ONCE = 50  # rows deleted in one transaction, so that nobody waits long to write
SPENT_FOR = timedelta(days=30)  # sign-ins, tokens, and setup links that can no longer be used
WAITS_FOR_ITS_VERSION = timedelta(days=1)
OVER = (RunStatus.FINISHED, RunStatus.FAILED, RunStatus.CANCELLED)
FACT = "purged"
ACTIVITIES = (
    (Attempt.learner_id, Attempt.created_at),
    (InterviewAttempt.learner_id, InterviewAttempt.created_at),
    (MockInterview.learner_id, MockInterview.created_at),
    (Draft.learner_id, Draft.updated_at),
    (ExamSitting.learner_id, ExamSitting.started_at),
    (OncallCase.learner_id, OncallCase.created_at),
)


@dataclass(frozen=True)
class StoredRun:
    run_id: str
    owner: str
    has_account: bool
    is_linked: bool
    used_at: datetime
    bytes: int


@dataclass(frozen=True)
class Beyond:
    """What is beyond its lifetime or its quota."""

    runs: tuple[StoredRun, ...]
    guests: tuple[UUID, ...]
    spent: int

    @property
    def bytes(self) -> int:
        return sum(run.bytes for run in self.runs)


def is_due(session: Session, interval: timedelta) -> bool:
    """Whether this process is to purge now: one of all servers does, once in the interval."""
    with writing(session):
        fact = locked(session, ServiceFact, FACT)
        if fact is not None and abs(now() - fact.written_at) < interval:
            return False
        session.merge(ServiceFact(name=FACT, value=now().isoformat(), written_at=now()))
    return True


def purge(session: Session, retention: Retention) -> Beyond:
    """Remove what is beyond its lifetime or quota, and the frames of runs that finished a while ago."""
    while drop_frames(session):
        pass
    with writing(session):
        refuse_other_versions(session, now() - WAITS_FOR_ITS_VERSION)
    beyond = find_beyond(session, retention)
    for start in range(0, len(beyond.runs), AT_ONCE):
        runs = beyond.runs[start : start + AT_ONCE]
        unused = Run.run_id.in_([run.run_id for run in runs]), Run.status.in_(OVER)
        with writing(session):
            session.execute(delete(Run).where(*unused))
    for start in range(0, len(beyond.guests), AT_ONCE):
        with writing(session):
            _delete_guests(session, beyond.guests[start : start + AT_ONCE])
    with writing(session):
        for table, is_spent in _spent(now() - SPENT_FOR):
            session.execute(delete(table).where(is_spent))
    return beyond


def find_beyond(session: Session, retention: Retention) -> Beyond:
    """What a purge would remove now."""
    measure(session)
    moment = now()
    runs = sorted(_stored_runs(session), key=lambda run: (run.is_linked, run.used_at))
    doomed = {run.run_id for run in runs if _is_expired(run, retention, moment)}
    if doomed or _is_beyond_quotas(runs, retention):
        kept, in_answers = runs_in_content(session), runs_in_answers(session)
        doomed -= kept | in_answers
        runs.sort(key=lambda run: run.is_linked or run.run_id in in_answers)
        for some, limit in _quotas(runs, retention):
            doomed |= _beyond_quota(some, limit, doomed, kept)
    session.commit()
    counts = (
        session.scalar(select(func.count()).select_from(table).where(is_spent)) or 0
        for table, is_spent in _spent(moment - SPENT_FOR)
    )
    return Beyond(
        tuple(run for run in runs if run.run_id in doomed),
        tuple(_guests_beyond(session, retention, moment)),
        sum(counts),
    )


def measure(session: Session) -> None:
    """Note how much the runs take that are over and have not been measured."""
    unmeasured = select(Run.run_id).where(Run.status.in_(OVER), Run.stored_bytes.is_(None)).limit(AT_ONCE)
    while run_ids := list(session.scalars(unmeasured)):
        with writing(session):
            for run_id in run_ids:
                session.execute(
                    update(Run).where(Run.run_id == run_id).values(stored_bytes=_bytes_of(session, run_id))
                )


def _bytes_of(session: Session, run_id: str) -> int:
    parts = (
        select(func.sum(func.length(RunFrame.body))).where(RunFrame.run_id == run_id),
        select(func.sum(func.length(RunTrace.body))).where(RunTrace.run_id == run_id),
        select(func.length(cast(Run.experiments, Text))).where(Run.run_id == run_id),
    )
    return BYTES_OF_A_ROW + sum(session.scalar(part) or 0 for part in parts)


def _stored_runs(session: Session) -> list[StoredRun]:
    """Those that are over. The runs of guests belong to their address: who drops the cookie is a new guest."""
    with_account = select(Learner.learner_id).where(Learner.account_id.is_not(None))
    accounts = set(session.scalars(with_account))
    columns = (Run.run_id, Run.learner_id, Run.requester, Run.is_linked, Run.stored_bytes)
    last_used = func.coalesce(Run.used_at, Run.finished_at, Run.created_at, type_=Run.created_at.type)
    found = session.execute(select(*columns, last_used).where(Run.status.in_(OVER)))
    return [
        StoredRun(
            run_id,
            str(learner_id) if learner_id in accounts else requester or str(learner_id),
            learner_id in accounts,
            is_linked,
            used_at,
            stored_bytes or BYTES_OF_A_ROW,
        )
        for run_id, learner_id, requester, is_linked, stored_bytes, used_at in found
    ]


def _is_expired(run: StoredRun, retention: Retention, moment: datetime) -> bool:
    days = retention.account_run_days if run.has_account else retention.guest_run_days
    if run.is_linked:
        days = max(days, retention.linked_run_days)
    return moment - run.used_at > timedelta(days=days)


def _quotas(runs: Iterable[StoredRun], retention: Retention) -> Iterator[tuple[list[StoredRun], int]]:
    """The runs that share a quota, and the bytes of it: those of each owner, and all."""
    by_owner: dict[str, list[StoredRun]] = {}
    for run in runs:
        by_owner.setdefault(run.owner, []).append(run)
    for some in by_owner.values():
        yield some, MEBIBYTE * (retention.account_mib if some[0].has_account else retention.guest_mib)
    yield list(runs), MEBIBYTE * retention.all_mib


def _is_beyond_quotas(runs: list[StoredRun], retention: Retention) -> bool:
    return any(sum(run.bytes for run in some) > limit for some, limit in _quotas(runs, retention))


def _beyond_quota(runs: list[StoredRun], limit: int, doomed: set[str], kept: set[str]) -> set[str]:
    """The runs, in their order, without which the others fit."""
    excess = sum(run.bytes for run in runs if run.run_id not in doomed) - limit
    found, spared = set(), doomed | kept
    for run in runs:
        if excess > 0 and run.run_id not in spared:
            found.add(run.run_id)
            excess -= run.bytes
    return found


def _guests_beyond(session: Session, retention: Retention, moment: datetime) -> list[UUID]:
    """Guests who have not answered for long; and if there are too many guests, those who answered longest ago."""
    lifetime = timedelta(days=retention.guest_days)
    is_guest = Learner.account_id.is_(None)
    count, first = session.execute(
        select(func.count(), func.min(Learner.created_at, type_=Learner.created_at.type)).where(is_guest)
    ).one()
    if count == 0 or (count <= retention.guests and moment - first <= lifetime):
        return []  # as nearly always, without reading every guest
    seen_at = dict(session.execute(select(Learner.learner_id, Learner.created_at).where(is_guest)).all())
    for learner_id, moments in ACTIVITIES:
        latest = func.max(moments, type_=moments.type)
        for guest, last in session.execute(select(learner_id, latest).group_by(learner_id)):
            if guest in seen_at:
                seen_at[guest] = max(last, seen_at[guest])
    guests = sorted(seen_at.items(), key=lambda guest: guest[1])
    too_many = len(guests) - retention.guests
    return [
        guest
        for position, (guest, seen_at) in enumerate(guests)
        if position < too_many or moment - seen_at > lifetime
    ]


def _delete_guests(session: Session, guests: Iterable[UUID]) -> None:
    """With everything that is theirs, in whatever table; what only names them stays without them."""
    guests = list(guests)
    still = list(
        session.scalars(
            select(Learner.learner_id).where(Learner.learner_id.in_(guests), Learner.account_id.is_(None))
        )
    )
    erase(session, Person(tuple(still)))


def _spent(before: datetime) -> tuple[tuple[type[Base], ColumnElement[bool]], ...]:
    """Rows that nobody can use any more, and could not before that moment."""
    return (
        (SignIn, or_(SignIn.expires_at < before, SignIn.revoked_at < before)),
        (ApiToken, ApiToken.revoked_at < before),
        (SetupLink, or_(SetupLink.expires_at < before, SetupLink.used_at < before)),
        (PasswordReset, PasswordReset.expires_at < before),
        (AccountInvitation, and_(AccountInvitation.expires_at < before, AccountInvitation.used_at.is_(None))),
    )

"""Apply a previewed regrade, and undo it: exactly the attempts of the preview, and what follows from their scores.

Both go step by step, each a short transaction. What cannot be applied to the end is taken back in the same way, so that
in effect all attempts change, or none.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import timedelta
from time import monotonic, sleep
from typing import Any

import structlog
from sqlalchemy import (
    JSON,
    Boolean,
    Float,
    Integer,
    TableClause,
    bindparam,
    column,
    select,
    table,
    update,
)
from sqlalchemy.orm import Session, aliased

from quizapp.bank.questions import Question
from quizapp.db.sessions import lock, writing
from quizapp.db.tables import now
from quizapp.domain.authorship import Act
from quizapp.errors import (
    N_,
    Invalid,
    Problem,
    RegradedAgain,
    RegradeNotApplied,
    RegradeNotOpen,
    RegradeOutdated,
)
from quizapp.models import Account, QuestionVersion, Regrade, RegradeEntry
from quizapp.services.published_documents import as_text, read_document
from quizapp.services.question_people import require_act
from quizapp.services.regrade_followers import Followers
from quizapp.services.regrades import digest_of, entry_batches, get_regrade, last_entries, next_entries

log = structlog.get_logger()

CAUSES = ("key", "tolerance", "wordings", "networks", "other")  # as learners read them
LONGEST_REASON = 1000
APPLYING, UNDOING = "applying", "undoing"  # stages
AT_ONCE = 100  # attempts of a step
LONGEST_PAUSE_SECONDS = 0.15
INTERRUPTED_AFTER = timedelta(seconds=30)
# The columns that a regrade may change. Unlike the table of the model, None is NULL in its JSON columns.
_ATTEMPTS: TableClause = table(
    "attempts",
    column("attempt_id", Integer),
    column("score", Float),
    column("grade", JSON(none_as_null=True)),
    column("claimed_points", JSON(none_as_null=True)),
    column("answer", JSON(none_as_null=True)),
    column("first_answer", JSON(none_as_null=True)),
    column("first_score", Float),
    column("is_second_try", Boolean),
    column("open_hint", Integer),
    column("variant_parameters", JSON(none_as_null=True)),
    column("graded_version_id", Integer),
)
_COLUMN_OF = {"contested_points": "claimed_points"}  # where it is not the name of the attribute


def apply_regrade(
    session: Session,
    author: Account,
    slug: str,
    regrade_id: int,
    digest: str,
    cause: str,
    reason: str,
    *,
    seconds: float | None = None,
) -> Regrade:
    """Change what the preview showed, a step at a time, so that nobody waits long to write. One that was interrupted
    goes on.

    digest: of the preview that the author saw. seconds: after which the rest is left to `go_on_with_interrupted`.
    Raises RegradeNotFound, RegradeNotOpen, Invalid naming `cause` or `reason`, or RegradeOutdated if an attempt is not
    what it was; then no attempt is changed, or each is what it was again.
    """
    regrade = get_regrade(session, author, slug, regrade_id)
    require_act(session, author, regrade.question, Act.PUBLISH)
    if regrade.stage != APPLYING:
        reason = reason.strip()
        _check_reason(reason, cause)
        _refuse_outdated(session, regrade, digest)
        with writing(session):
            lock(session, regrade)
            _refuse_closed(regrade, digest)
            regrade.stage, regrade.progress, regrade.moved_at = APPLYING, 0, now()
            regrade.cause, regrade.reason, regrade.applied_by_id = cause, reason, author.account_id
            regrade.summary = {**regrade.summary, "sittings": {}}
    go_on(session, regrade, seconds)
    if regrade.applied_at is None and regrade.stage != APPLYING:
        raise RegradeOutdated
    log.info("regrade_applied", regrade=regrade_id, question=slug, account=author.account_id)
    return regrade


def undo_regrade(
    session: Session,
    author: Account,
    slug: str,
    regrade_id: int,
    reason: str,
    *,
    seconds: float | None = None,
) -> Regrade:
    """Restore what was before, a step at a time. An attempt that its learner has changed since stays, and is counted
    as `set_aside`. seconds: as for apply_regrade.

    Raises RegradeNotFound, RegradeNotApplied, RegradedAgain, or Invalid naming `reason`.
    """
    regrade = get_regrade(session, author, slug, regrade_id)
    require_act(session, author, regrade.question, Act.PUBLISH)
    if regrade.stage != UNDOING:
        reason = reason.strip()
        _check_reason(reason)
        with writing(session):
            lock(session, regrade)
            if regrade.applied_at is None or regrade.undone_at is not None or regrade.stage is not None:
                raise RegradeNotApplied
            if (later := _later_regrade(session, regrade)) is not None:
                raise RegradedAgain(later=later)
            regrade.stage, regrade.moved_at, regrade.set_aside = UNDOING, now(), 0
            regrade.undo_reason, regrade.undone_by_id = reason, author.account_id
    go_on(session, regrade, seconds)
    log.info("regrade_undone", regrade=regrade_id, question=slug, account=author.account_id)
    return regrade


def go_on_with_interrupted(session: Session) -> None:
    """Finish the regrades whose process ended, or handed them over."""
    session.rollback()
    waiting = select(Regrade.regrade_id).where(
        Regrade.stage.is_not(None), Regrade.moved_at < now() - INTERRUPTED_AFTER
    )
    for regrade_id in session.scalars(waiting).all():
        if (regrade := session.get(Regrade, regrade_id)) is not None:
            go_on(session, regrade)


def go_on(session: Session, regrade: Regrade, seconds: float | None = None) -> None:
    """Apply or undo step by step, until it is done or the time is over. Another process may do so at the same time."""
    end = monotonic() + seconds if seconds is not None else None
    levels = _levels(session, regrade)
    while True:
        began = monotonic()
        with writing(session):
            lock(session, regrade)
            step = {APPLYING: _apply_step, UNDOING: _undo_step}.get(regrade.stage or "")
            if step is not None:
                step(session, regrade, levels)
                regrade.moved_at = now()
        session.expire_all()
        if regrade.stage is None or (end is not None and monotonic() > end):
            return
        sleep(min(LONGEST_PAUSE_SECONDS, monotonic() - began))  # so that others get to write


def _apply_step(session: Session, regrade: Regrade, levels: Mapping[str, int]) -> None:
    batch = next_entries(session, regrade, AT_ONCE)
    if not batch:
        regrade.stage, regrade.applied_at = None, now()
        return
    followers = Followers(session, levels)
    try:
        _apply(session, batch, followers)
    except RegradeOutdated:  # raised before anything of the step is written
        regrade.stage = UNDOING
        return
    known = regrade.summary.get("sittings", {})
    changed = {
        sitting: [known[sitting][0] if sitting in known else before, after]
        for sitting, (before, after) in followers.finish().items()
    }
    if changed:
        regrade.summary = {**regrade.summary, "sittings": known | changed}
    regrade.progress = batch[-1].attempt_id


def _undo_step(session: Session, regrade: Regrade, levels: Mapping[str, int]) -> None:
    batch = last_entries(session, regrade, AT_ONCE)
    if not batch:
        regrade.stage, regrade.progress = None, 0
        if regrade.applied_at is None:  # it could not be applied to all
            regrade.cause = regrade.reason = regrade.applied_by_id = None
        else:
            regrade.undone_at = now()
        return
    followers = Followers(session, {})
    regrade.set_aside += _undo(session, batch, followers)
    followers.finish(regrade.summary.get("sittings"))
    regrade.progress = batch[-1].attempt_id - 1


def _refuse_closed(regrade: Regrade, digest: str) -> None:
    if regrade.applied_at is not None or regrade.stage is not None:
        raise RegradeNotOpen
    if digest != regrade.digest:
        raise RegradeOutdated


def _refuse_outdated(session: Session, regrade: Regrade, digest: str) -> None:
    """Before the first step, without holding up anybody."""
    _refuse_closed(regrade, digest)
    for batch in entry_batches(session, regrade):
        current = _current(session, batch)
        if not all(_fits(current.get(entry.attempt_id), entry.before) for entry in batch):
            raise RegradeOutdated
    if _digest_of_all(session, regrade) != regrade.digest:
        raise RegradeOutdated


def _check_reason(reason: str, cause: str | None = None) -> None:
    problems = []
    if cause is not None and cause not in CAUSES:
        problems.append(Problem("cause", N_("Choose what was wrong.")))
    if not reason:
        problems.append(Problem("reason", N_("Say why, for the record.")))
    if len(reason) > LONGEST_REASON:
        problems.append(Problem("reason", N_("Use at most %(limit)s characters."), {"limit": LONGEST_REASON}))
    if problems:
        raise Invalid(problems)


def _apply(session: Session, batch: list[RegradeEntry], followers: Followers) -> None:
    current = _current(session, batch, locks=True)
    for entry in batch:
        if not _fits(current.get(entry.attempt_id), entry.before):
            raise RegradeOutdated
    _write(session, {entry.attempt_id: entry.after or {} for entry in batch})
    scored = [entry.attempt_id for entry in batch if {"score", "is_second_try"} & (entry.after or {}).keys()]
    followed = followers.follow(scored)
    noted = [entry for entry in batch if entry.attempt_id in followed]
    if noted:
        session.execute(
            update(RegradeEntry),
            [{"entry_id": entry.entry_id, "followed": followed[entry.attempt_id]} for entry in noted],
        )


def _undo(session: Session, batch: list[RegradeEntry], followers: Followers) -> int:
    current = _current(session, batch, locks=True)
    restored = [entry for entry in batch if _fits(current.get(entry.attempt_id), entry.after)]
    _write(session, {entry.attempt_id: entry.before or {} for entry in restored})
    followers.take_back(entry.followed for entry in restored if entry.followed)
    return len(current) - len(restored)


def _current(
    session: Session, batch: Iterable[RegradeEntry], *, locks: bool = False
) -> dict[int, Mapping[str, Any]]:
    """The attempts of these entries as they are stored."""
    query = select(_ATTEMPTS).where(_ATTEMPTS.c.attempt_id.in_([entry.attempt_id for entry in batch]))
    query = query.order_by(_ATTEMPTS.c.attempt_id).with_for_update() if locks else query
    return {row.attempt_id: row._asdict() for row in session.execute(query)}


def _fits(current: Mapping[str, Any] | None, expected: Mapping[str, Any] | None) -> bool:
    if current is None:
        return False
    return all(current[_COLUMN_OF.get(name, name)] == value for name, value in (expected or {}).items())


def _write(session: Session, values: Mapping[int, Mapping[str, Any]]) -> None:
    """Those with the same columns are written together."""
    together: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for attempt_id, changed in values.items():
        named = {_COLUMN_OF.get(name, name): value for name, value in changed.items()}
        if named:
            together[tuple(sorted(named))].append(
                {"of_attempt": attempt_id, **{f"new_{name}": value for name, value in named.items()}}
            )
    for names, rows in together.items():
        written = {name: bindparam(f"new_{name}", type_=_ATTEMPTS.c[name].type) for name in names}
        change = update(_ATTEMPTS).where(_ATTEMPTS.c.attempt_id == bindparam("of_attempt")).values(written)
        session.connection().execute(change, rows)


def _digest_of_all(session: Session, regrade: Regrade) -> str:
    """Of what the preview holds now: less than when it was made if a person was deleted since."""
    query = (
        select(RegradeEntry.attempt_id, RegradeEntry.before)
        .where(RegradeEntry.regrade_id == regrade.regrade_id, RegradeEntry.problem.is_(None))
        .order_by(RegradeEntry.attempt_id)
    )
    rows = session.execute(query.execution_options(yield_per=1000))
    return digest_of((attempt_id, before) for attempt_id, before in rows)


def _later_regrade(session: Session, regrade: Regrade) -> int | None:
    """One that was applied later to some of the same attempts, and is not undone."""
    mine, theirs, later = aliased(RegradeEntry), aliased(RegradeEntry), aliased(Regrade)
    query = (
        select(later.regrade_id)
        .join(theirs, theirs.regrade_id == later.regrade_id)
        .join(mine, mine.attempt_id == theirs.attempt_id)
        .where(
            mine.regrade_id == regrade.regrade_id,
            mine.problem.is_(None),
            theirs.problem.is_(None),
            later.question_id == regrade.question_id,
            later.regrade_id != regrade.regrade_id,
            (later.applied_at > regrade.applied_at) | later.stage.is_not(None),
            later.undone_at.is_(None),
        )
    )
    return session.scalar(query.order_by(later.applied_at.desc()).limit(1))


def _levels(session: Session, regrade: Regrade) -> dict[str, int]:
    """Of the items of the version whose keys are used."""
    text = session.scalar(
        select(as_text(QuestionVersion.body)).where(
            QuestionVersion.question_version_id == regrade.target_version_id
        )
    )
    assert text is not None
    return {item.id: item.level for item in read_document(Question, text).items}

"""Apply a previewed regrade, and undo it: exactly the attempts of the preview, and what follows from their scores.

Both go step by step, each a short transaction. What cannot be applied to the end is taken back in the same way, so that
in effect all attempts change, or none.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic, sleep
from typing import Any

import structlog
from sqlalchemy import (
    JSON,
    Boolean,
    Float,
    Integer,
    Select,
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
    RegradeNotReady,
    RegradeOutdated,
)
from quizapp.models import Account, QuestionVersion, Regrade, RegradeEntry, RegradeStage
from quizapp.services.published_documents import as_text, read_document
from quizapp.services.question_people import require_act
from quizapp.services.regrade_followers import Followers
from quizapp.services.regrades import (
    UNFINISHED,
    count_entries,
    get_regrade,
    last_entries,
    next_entries,
    summary_of,
)

log = structlog.get_logger()

CAUSES = ("key", "tolerance", "wordings", "networks", "other")  # as learners read them
LONGEST_REASON = 1000
SECONDS_AT_ONCE = 2.0  # of a request; the rest is done in the background
CHECKING, APPLYING, UNDOING = RegradeStage.CHECKING, RegradeStage.APPLYING, RegradeStage.UNDOING
CHECKED_AT_ONCE = 300
AT_ONCE = 100  # attempts of the first step
FEWEST_AT_ONCE, MOST_AT_ONCE = 20, 500
SECONDS_OF_A_STEP = 0.12
# SQLite looks whether it can write only every 0.1 seconds; with shorter pauses, it may never find that it can.
SECONDS_BETWEEN_STEPS = 0.12
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
    Raises RegradeNotFound, RegradeNotReady, RegradeNotOpen, Invalid naming `cause` or `reason`, or RegradeOutdated if
    an attempt is not what it was; then no attempt is changed, or each is what it was again.
    """
    regrade = get_regrade(session, author, slug, regrade_id)
    require_act(session, author, regrade.question, Act.PUBLISH)
    if regrade.stage not in (CHECKING, APPLYING):
        reason = reason.strip()
        _check_reason(reason, cause)
        with writing(session):
            lock(session, regrade)
            _refuse_closed(session, regrade, digest)
            regrade.stage, regrade.progress, regrade.moved_at = CHECKING, 0, now()
            regrade.cause, regrade.reason, regrade.applied_by_id = cause, reason, author.account_id
            regrade.summary = {**regrade.summary, "sittings": {}}
    go_on(session, regrade, seconds)
    if is_outdated(regrade):
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
    while (regrade := session.scalar(_interrupted())) is not None:
        go_on(session, regrade)


def has_interrupted(session: Session) -> bool:
    return session.scalar(_interrupted()) is not None


def _interrupted() -> Select[Regrade]:
    is_left = Regrade.moved_at.is_(None) | (Regrade.moved_at < now() - INTERRUPTED_AFTER)
    return select(Regrade).where(Regrade.stage.in_((CHECKING, APPLYING, UNDOING)), is_left).limit(1)


def go_on(session: Session, regrade: Regrade, seconds: float | None = None) -> None:
    """Apply or undo step by step, until it is done or the time is over. Another process may do so at the same time."""
    end = monotonic() + seconds if seconds is not None else None
    levels = _levels(session, regrade)
    count = AT_ONCE
    while (held := _do_step(session, regrade, levels, count)) is not None:
        count = _count_of_next(count, held)
        if end is not None and monotonic() + held > end:
            _hand_over(session, regrade)
            return
        if session.get_bind().dialect.name == "sqlite":
            sleep(SECONDS_BETWEEN_STEPS)


def _do_step(session: Session, regrade: Regrade, levels: Mapping[str, int], count: int) -> float | None:
    """For how many seconds others could not write (of a check: as long as they may); None if nothing is left to do."""
    changes = _find_changed(session, regrade) if regrade.stage == CHECKING else None
    with writing(session):
        began = monotonic()
        lock(session, regrade)
        if regrade.stage == CHECKING and changes is not None:
            _check_step(regrade, changes)
        elif regrade.stage == APPLYING:
            _apply_step(session, regrade, levels, count)
        elif regrade.stage == UNDOING:
            _undo_step(session, regrade, levels, count)
        regrade.moved_at = now()
        is_left = regrade.stage is not None
    session.expire_all()  # nothing is read before the next step: that would keep others from writing during the pause
    if not is_left:
        return None
    return monotonic() - began if changes is None else SECONDS_OF_A_STEP


def _count_of_next(count: int, seconds: float) -> int:
    """How many attempts take about SECONDS_OF_A_STEP, if `count` took so long."""
    fitting = int(count * SECONDS_OF_A_STEP / max(seconds, 0.001))
    return min(max(fitting, FEWEST_AT_ONCE), 2 * count, MOST_AT_ONCE)


def _hand_over(session: Session, regrade: Regrade) -> None:
    with writing(session):
        lock(session, regrade)
        if regrade.stage is not None:
            regrade.moved_at = None


def is_outdated(regrade: Regrade) -> bool:
    """Whether it could not be applied, because some attempts are not what they were."""
    return regrade.stage is None and regrade.applied_at is None and not regrade.digest


@dataclass(frozen=True)
class _Checked:
    """The attempts after one, up to another (None if there are no more): whether they are what they were."""

    after: int
    to: int | None
    is_same: bool


def _find_changed(session: Session, regrade: Regrade) -> _Checked:
    """Read without keeping others from writing."""
    after = regrade.progress
    batch = next_entries(session, regrade, CHECKED_AT_ONCE)
    current = _current(session, batch)
    session.rollback()
    is_same = all(_fits(current.get(entry.attempt_id), entry.before) for entry in batch)
    return _Checked(after, batch[-1].attempt_id if batch else None, is_same)


def _check_step(regrade: Regrade, checked: _Checked) -> None:
    if not checked.is_same:
        _give_up(regrade)
    elif checked.to is None:
        regrade.stage, regrade.progress = APPLYING, 0
    elif regrade.progress == checked.after:  # nobody else was faster
        regrade.progress = checked.to


def _give_up(regrade: Regrade) -> None:
    regrade.stage, regrade.progress, regrade.digest = None, 0, ""
    regrade.cause = regrade.reason = regrade.applied_by_id = None


def _apply_step(session: Session, regrade: Regrade, levels: Mapping[str, int], count: int) -> None:
    batch = next_entries(session, regrade, count)
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


def _undo_step(session: Session, regrade: Regrade, levels: Mapping[str, int], count: int) -> None:
    batch = last_entries(session, regrade, count)
    if not batch:
        if regrade.applied_at is None:  # it could not be applied to all
            _give_up(regrade)
        else:
            regrade.stage, regrade.progress, regrade.undone_at = None, 0, now()
        return
    followers = Followers(session, {})
    regrade.set_aside += _undo(session, batch, followers)
    followers.finish(regrade.summary.get("sittings"))
    regrade.progress = batch[-1].attempt_id - 1


def _refuse_closed(session: Session, regrade: Regrade, digest: str) -> None:
    if regrade.stage in UNFINISHED:
        raise RegradeNotReady
    if regrade.applied_at is not None or regrade.stage is not None:
        raise RegradeNotOpen
    is_whole = count_entries(session, regrade) == summary_of(regrade).changes  # nobody was deleted since
    if digest != regrade.digest or not digest or not is_whole:
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


def _later_regrade(session: Session, regrade: Regrade) -> int | None:
    """One that was applied later to some of the same attempts, and is not undone."""
    is_later = (Regrade.applied_at > regrade.applied_at) | Regrade.stage.in_((APPLYING, UNDOING))
    others = select(Regrade.regrade_id).where(
        Regrade.question_id == regrade.question_id,
        Regrade.regrade_id != regrade.regrade_id,
        is_later,
        Regrade.undone_at.is_(None),
    )
    mine, theirs = aliased(RegradeEntry), aliased(RegradeEntry)
    shared = (
        select(mine.entry_id)
        .join(theirs, theirs.attempt_id == mine.attempt_id)
        .where(mine.regrade_id == regrade.regrade_id, mine.problem.is_(None), theirs.problem.is_(None))
        .limit(1)
    )
    for later in session.scalars(others.order_by(Regrade.applied_at.desc())).all():
        if session.scalar(shared.where(theirs.regrade_id == later)) is not None:
            return later
    return None


def _levels(session: Session, regrade: Regrade) -> dict[str, int]:
    """Of the items of the version whose keys are used."""
    text = session.scalar(
        select(as_text(QuestionVersion.body)).where(
            QuestionVersion.question_version_id == regrade.target_version_id
        )
    )
    assert text is not None
    return {item.id: item.level for item in read_document(Question, text).items}

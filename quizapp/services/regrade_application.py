"""Apply a previewed regrade, and undo it: exactly the attempts of the preview, and what follows from their scores."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
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
from quizapp.db.sessions import writing
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
from quizapp.services.regrades import digest_of, entry_batches, get_regrade

log = structlog.get_logger()

CAUSES = ("key", "tolerance", "wordings", "networks", "other")  # as learners read them
LONGEST_REASON = 1000
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
    session: Session, author: Account, slug: str, regrade_id: int, digest: str, cause: str, reason: str
) -> Regrade:
    """Change what the preview showed, in one transaction.

    digest: of the preview that the author saw. Raises RegradeNotFound, RegradeNotOpen, Invalid naming `cause` or
    `reason`, or RegradeOutdated, without changing anything, if an attempt is not what it was.
    """
    regrade = get_regrade(session, author, slug, regrade_id)
    require_act(session, author, regrade.question, Act.PUBLISH)
    reason = reason.strip()
    _check_reason(reason, cause)
    with writing(session):
        session.refresh(regrade, with_for_update=True)
        if regrade.applied_at is not None:
            raise RegradeNotOpen
        if digest != regrade.digest:
            raise RegradeOutdated
        followers = Followers(session, _levels(session, regrade))
        for batch in entry_batches(session, regrade):
            _apply(session, batch, followers)
        if _digest_of_all(session, regrade) != regrade.digest:
            raise RegradeOutdated
        regrade.summary = {**regrade.summary, "sittings": followers.finish()}
        regrade.cause, regrade.reason = cause, reason
        regrade.applied_at, regrade.applied_by_id = now(), author.account_id
    session.expire_all()
    log.info("regrade_applied", regrade=regrade_id, question=slug, account=author.account_id)
    return regrade


def undo_regrade(session: Session, author: Account, slug: str, regrade_id: int, reason: str) -> Regrade:
    """Restore what was before. An attempt that its learner has changed since stays, and is counted as `set_aside`.

    Raises RegradeNotFound, RegradeNotApplied, RegradedAgain, or Invalid naming `reason`.
    """
    regrade = get_regrade(session, author, slug, regrade_id)
    require_act(session, author, regrade.question, Act.PUBLISH)
    reason = reason.strip()
    _check_reason(reason)
    with writing(session):
        session.refresh(regrade, with_for_update=True)
        if regrade.applied_at is None or regrade.undone_at is not None:
            raise RegradeNotApplied
        if (later := _later_regrade(session, regrade)) is not None:
            raise RegradedAgain(later=later)
        followers = Followers(session, {})
        regrade.set_aside = sum(_undo(session, batch, followers) for batch in entry_batches(session, regrade))
        followers.finish(regrade.summary.get("sittings"))
        regrade.undo_reason = reason
        regrade.undone_at, regrade.undone_by_id = now(), author.account_id
    session.expire_all()
    log.info("regrade_undone", regrade=regrade_id, question=slug, account=author.account_id)
    return regrade


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
    current = _current(session, batch)
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
    current = _current(session, batch)
    restored = [entry for entry in batch if _fits(current.get(entry.attempt_id), entry.after)]
    _write(session, {entry.attempt_id: entry.before or {} for entry in restored})
    followers.take_back(entry.followed for entry in restored if entry.followed)
    return len(current) - len(restored)


def _current(session: Session, batch: Iterable[RegradeEntry]) -> dict[int, Mapping[str, Any]]:
    """The attempts of these entries as they are stored, locked."""
    query = (
        select(_ATTEMPTS)
        .where(_ATTEMPTS.c.attempt_id.in_([entry.attempt_id for entry in batch]))
        .with_for_update()
    )
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
            later.applied_at > regrade.applied_at,
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

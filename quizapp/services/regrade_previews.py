"""The preview of a regrade, made in the background by whatever process takes it, a step at a time.

Each step is stored in a short transaction, so that nobody waits long to write, and another process goes on from there
if this one ends. A preview changes no attempt.
"""

import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import Select, delete, func, insert, select, update
from sqlalchemy.orm import Session

from quizapp.bank.questions import Question
from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.errors import (
    N_,
    Invalid,
    Problem,
    QuestionNotFound,
    RegradeNotOpen,
    VersionNotFound,
)
from quizapp.models import (
    Account,
    Attempt,
    ItemIdentity,
    QuestionEntry,
    QuestionVersion,
    Regrade,
    RegradeEntry,
    RegradeStage,
)
from quizapp.services.published_bank import published_bank
from quizapp.services.published_documents import as_text, read_document
from quizapp.services.question_addresses import missing_question
from quizapp.services.regrade_grading import REASONS, AttemptThen, CannotRegrade, Regrading
from quizapp.services.regrades import (
    EVERYTHING,
    NOTHING,
    UNFINISHED,
    Scope,
    Summary,
    digest_of_all,
    get_regrade,
)
from quizapp.services.roles import require_instructor

log = structlog.get_logger()

KEPT_FOR = timedelta(days=7)
LEASE = timedelta(minutes=2)  # no attempt takes so long
SECONDS_BETWEEN_STEPS = 0.5
AT_ONCE, STORED_AT_ONCE = 500, 300
MOST_TRIES = 3  # of one step


@dataclass(frozen=True)
class LeasedPreview:
    """A preview that this process makes; the ticket lets it write."""

    regrade_id: int
    ticket: int


def request_preview(session: Session, author: Account, slug: str, scope: Scope = EVERYTHING) -> Regrade:
    """Have a preview made, in place of the author’s earlier one.

    Raises QuestionNotFound, VersionNotFound, or Invalid naming `item`.
    """
    require_instructor(author)
    entry = _published_entry(session, slug)
    target = scope.target or entry.latest_number
    versions = select(QuestionVersion.question_version_id).filter_by(
        question_id=entry.question_id, number=target
    )
    if (target_id := session.scalar(versions)) is None:
        raise VersionNotFound(slug=slug, number=target)
    if scope.item is not None and scope.item not in _items(session, entry.question_id):
        raise Invalid([Problem("item", N_("This exercise is not one of this question."))])
    is_mine = (Regrade.author_id == author.account_id) & (Regrade.question_id == entry.question_id)
    _remove(session, is_mine | (Regrade.created_at < now() - KEPT_FOR))
    regrade = Regrade(
        question_id=entry.question_id,
        target_version_id=target_id,
        item_id=scope.item,
        takes_reworded=scope.takes_reworded,
        measures_again=scope.measures_again,
        digest="",
        summary={**asdict(NOTHING), "seconds": scope.seconds},
        author_id=author.account_id,
        stage=RegradeStage.WAITING,
    )
    with writing(session):
        session.add(regrade)
    return regrade


def cancel_preview(session: Session, author: Account, slug: str, regrade_id: int) -> None:
    """Stop making a preview, or throw it away. Raises RegradeNotFound or RegradeNotOpen."""
    regrade = get_regrade(session, author, slug, regrade_id)
    if regrade.author_id != author.account_id or not _remove(session, Regrade.regrade_id == regrade_id):
        raise RegradeNotOpen


def has_waiting(session: Session) -> bool:
    return session.scalar(_waiting()) is not None


def preview_regrade(session: Session, author: Account, slug: str, scope: Scope = EVERYTHING) -> Regrade:
    """Make a preview here and now. Raises as `request_preview` does."""
    regrade = request_preview(session, author, slug, scope)
    if (leased := lease(session, regrade.regrade_id)) is not None:
        make_preview(session, leased)
    session.refresh(regrade)
    return regrade


def lease(session: Session, regrade_id: int | None = None) -> LeasedPreview | None:
    """A preview that nobody makes; of a given number, or the one that has waited longest."""
    query = _waiting() if regrade_id is None else _waiting().where(Regrade.regrade_id == regrade_id)
    session.rollback()
    if session.scalar(query) is None:
        session.rollback()
        return None
    with writing(session):
        regrade = session.scalar(
            query.with_for_update(skip_locked=True).execution_options(populate_existing=True)
        )
        if regrade is None:
            return None
        regrade.ticket, regrade.tries, regrade.moved_at = regrade.ticket + 1, regrade.tries + 1, now()
        regrade.stage = RegradeStage.PREVIEWING if regrade.tries <= MOST_TRIES else RegradeStage.FAILED
        return LeasedPreview(regrade.regrade_id, regrade.ticket)


def make_preview(session: Session, leased: LeasedPreview) -> None:
    """All that is left of a preview. An error fails it; if the process is asked to end, another one goes on."""
    try:
        _make(session, leased)
    except Exception as error:
        log.error("preview_failed", regrade=leased.regrade_id, exc_info=error)
        _let_go(session, leased, RegradeStage.FAILED)
    except BaseException:
        _let_go(session, leased, RegradeStage.WAITING)
        raise


def _waiting() -> Select[Regrade]:
    is_left = (Regrade.stage == RegradeStage.PREVIEWING) & (Regrade.moved_at < now() - LEASE)
    query = select(Regrade).where((Regrade.stage == RegradeStage.WAITING) | is_left)
    return query.order_by(Regrade.regrade_id).limit(1)


def _let_go(session: Session, leased: LeasedPreview, stage: RegradeStage) -> None:
    session.rollback()
    with writing(session):
        if (regrade := _held(session, leased)) is not None:
            regrade.stage, regrade.tries = stage, regrade.tries - (stage is RegradeStage.WAITING)


def _held(session: Session, leased: LeasedPreview) -> Regrade | None:
    query = select(Regrade).filter_by(
        regrade_id=leased.regrade_id, ticket=leased.ticket, stage=RegradeStage.PREVIEWING
    )
    return session.scalar(query.with_for_update().execution_options(populate_existing=True))


@dataclass
class _Step:
    """What was looked at since the last one was stored."""

    last: int = 0
    considered: int = 0
    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(self, regrading: Regrading, attempt: AttemptThen) -> None:
        self.last, self.considered = attempt.attempt_id, self.considered + 1
        row = {
            "attempt_id": attempt.attempt_id,
            "problem": None,
            "score_before": attempt.score,
            "score_after": None,
            "before": None,
            "after": None,
        }
        try:
            change = regrading.change_of(attempt)
        except CannotRegrade as cannot:
            self.rows.append({**row, "problem": cannot.reason})
            return
        if change.after:
            score = change.after.get("score", attempt.score)
            self.rows.append({**row, "score_after": score, "before": change.before, "after": change.after})


def _make(session: Session, leased: LeasedPreview) -> None:
    regrade = session.get_one(Regrade, leased.regrade_id, populate_existing=True)
    if regrade.stage != RegradeStage.PREVIEWING:
        return
    regrading = _regrading(session, regrade)
    items = {regrade.item_id} if regrade.item_id else _items(session, regrade.question_id)
    found = select(Attempt.attempt_id).where(
        Attempt.item_id.in_(items), Attempt.attempt_id > regrade.progress
    )
    left = list(session.scalars(found.order_by(Attempt.attempt_id)))
    if not _store(session, leased, _Step(regrade.progress), regrading, left=len(left)):
        return
    step, stored_at = _Step(), time.monotonic()
    for attempt in _attempts(session, left, items):
        step.add(regrading, attempt)
        if time.monotonic() - stored_at > SECONDS_BETWEEN_STEPS or step.considered == STORED_AT_ONCE:
            if not _store(session, leased, step, regrading):
                return
            step, stored_at = _Step(), time.monotonic()
    if step.considered and not _store(session, leased, step, regrading):
        return
    summary, digest = _summary(session, regrade), digest_of_all(session, regrade)
    session.rollback()
    with writing(session):
        if (held := _held(session, leased)) is not None:
            held.summary, held.digest = asdict(summary), digest
            held.stage, held.progress = None, 0


def _regrading(session: Session, regrade: Regrade) -> Regrading:
    query = select(QuestionVersion.question_version_id, as_text(QuestionVersion.body)).where(
        QuestionVersion.question_id == regrade.question_id
    )
    return Regrading(
        published_bank(session).scenarios,
        regrade.target_version_id,
        {version_id: read_document(Question, text) for version_id, text in session.execute(query)},
        regrade.takes_reworded,
        regrade.measures_again,
        regrade.summary["seconds"],
    )


def _store(
    session: Session, leased: LeasedPreview, step: _Step, regrading: Regrading, *, left: int | None = None
) -> bool:
    """False if somebody else makes the preview now, or nobody needs it any more.

    left: at the beginning, how many are to be looked at.
    """
    session.rollback()
    with writing(session):
        regrade = _held(session, leased)
        if regrade is None:
            return False
        considered = regrade.summary["considered"] + step.considered
        if rows := _of_present(session, step.rows):
            session.execute(insert(RegradeEntry), [{"regrade_id": regrade.regrade_id, **row} for row in rows])
        regrade.summary = {**regrade.summary, "considered": considered, "seconds": regrading.seconds}
        regrade.progress, regrade.moved_at = step.last, now()
        if left is None:
            regrade.tries = 0
        else:
            regrade.total = considered + left
    return True


def _of_present(session: Session, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without the attempts of a person who was deleted in the meantime. Nobody is until the transaction ends."""
    numbers = [row["attempt_id"] for row in rows]
    query = select(Attempt.attempt_id).where(Attempt.attempt_id.in_(numbers))
    present = set(session.scalars(query.with_for_update(read=True, key_share=True)))
    return [row for row in rows if row["attempt_id"] in present]


def _attempts(session: Session, numbers: list[int], items: set[str]) -> Iterator[AttemptThen]:
    """Read in parts, between which nobody has to wait for this reader."""
    for begin in range(0, len(numbers), AT_ONCE):
        some = numbers[begin : begin + AT_ONCE]
        query = _COLUMNS.where(Attempt.attempt_id.between(some[0], some[-1]), Attempt.item_id.in_(items))
        rows = session.execute(query).all()
        session.rollback()
        for values in rows:
            yield AttemptThen(*values)


_COLUMNS: Select[*tuple[Any, ...]] = select(  # the fields of `AttemptThen` in their order
    Attempt.attempt_id,
    Attempt.item_id,
    Attempt.question_version_id,
    Attempt.graded_version_id,
    as_text(Attempt.variant_parameters),
    as_text(Attempt.answer),
    Attempt.score,
    as_text(Attempt.grade),
    as_text(Attempt.contested_points),
    Attempt.is_second_try,
    as_text(Attempt.first_answer),
    Attempt.first_score,
    Attempt.open_hint,
).order_by(Attempt.attempt_id)


def _summary(session: Session, regrade: Regrade) -> Summary:
    mine = RegradeEntry.regrade_id == regrade.regrade_id
    has_moved = RegradeEntry.score_after != RegradeEntry.score_before
    is_up = RegradeEntry.score_after > RegradeEntry.score_before
    grouped = select(RegradeEntry.problem, is_up, has_moved, func.count()).where(mine)
    counts: Mapping[tuple[str | None, bool, bool], int] = {
        (problem, bool(up), bool(moved)): count
        for problem, up, moved, count in session.execute(
            grouped.group_by(RegradeEntry.problem, is_up, has_moved)
        )
    }
    moved = select(func.count(Attempt.learner_id.distinct())).join(
        RegradeEntry, RegradeEntry.attempt_id == Attempt.attempt_id
    )
    left_out = {reason: counts.get((reason, False, False), 0) for reason in REASONS}
    considered = regrade.summary["considered"]
    return Summary(
        considered=considered,
        unchanged=considered - sum(counts.values()),
        up=counts.get((None, True, True), 0),
        down=counts.get((None, False, True), 0),
        told=counts.get((None, False, False), 0),
        learners=session.scalar(moved.where(mine, has_moved)) or 0,
        left_out={str(reason): count for reason, count in left_out.items() if count},
    )


def _items(session: Session, question_id: int) -> set[str]:
    return set(session.scalars(select(ItemIdentity.item_id).filter_by(question_id=question_id)))


def _published_entry(session: Session, slug: str) -> QuestionEntry:
    entry = session.scalar(select(QuestionEntry).filter_by(slug=slug))
    if entry is None:
        raise missing_question(session, slug)
    if entry.latest_number == 0:
        raise QuestionNotFound(slug=slug)
    return entry


def _remove(session: Session, which: Any) -> int:
    """Delete previews that were never applied, also those that are being made, in short transactions. Returns their
    number.
    """
    is_open = Regrade.stage.is_(None) | Regrade.stage.in_((*UNFINISHED, RegradeStage.REMOVING))
    with writing(session):
        gone = list(
            session.scalars(
                update(Regrade)
                .where(Regrade.applied_at.is_(None), is_open, which)
                .values(stage=RegradeStage.REMOVING)
                .returning(Regrade.regrade_id)
            )
        )
    for regrade_id in gone:
        some = select(RegradeEntry.entry_id).filter_by(regrade_id=regrade_id).limit(AT_ONCE)
        is_left = True
        while is_left:
            with writing(session):
                removed = session.execute(delete(RegradeEntry).where(RegradeEntry.entry_id.in_(some)))
                if not (is_left := bool(removed.rowcount)):  # type: ignore[attr-defined]
                    session.execute(delete(Regrade).where(Regrade.regrade_id == regrade_id))
    return len(gone)

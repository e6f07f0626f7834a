"""Regrades: a preview of every score that would change, which is stored and can be read, applied, and undone.

A preview changes no attempt. What is applied is what the preview shows, or nothing.
"""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from quizapp.errors import RegradeNotFound
from quizapp.models import Account, Attempt, Learner, QuestionEntry, Regrade, RegradeEntry, RegradeStage
from quizapp.services.question_addresses import missing_question
from quizapp.services.roles import require_instructor

Which = Literal["up", "down", "told", "left_out"]
WHICH: tuple[Which, ...] = ("up", "down", "told", "left_out")
PER_PAGE = 100
AT_ONCE = 500
SECONDS_OF_NETWORKS = 3600.0
UNFINISHED = (RegradeStage.WAITING, RegradeStage.PREVIEWING, RegradeStage.FAILED)


@dataclass(frozen=True)
class Scope:
    """Which attempts to regrade, and how.

    target: the number of the version whose keys are used; None for the one that is published. item: None for all of
    the question. takes_reworded: also attempts at other words than those of the target. measures_again: run the
    networks behind measured keys again. seconds: for all networks at most; what they do not suffice for is left out.
    """

    target: int | None = None
    item: str | None = None
    takes_reworded: bool = False
    measures_again: bool = False
    seconds: float = SECONDS_OF_NETWORKS


EVERYTHING = Scope()


@dataclass(frozen=True)
class Summary:
    """How many attempts were looked at, and what would become of them; told: the score stays, but not the key.

    learners: who have a changed score.
    """

    considered: int
    unchanged: int
    up: int
    down: int
    told: int
    learners: int
    left_out: dict[str, int]

    @property
    def changes(self) -> int:
        return self.up + self.down + self.told

    @property
    def left_out_count(self) -> int:
        return sum(self.left_out.values())

    def count(self, which: Which) -> int:
        return self.left_out_count if which == "left_out" else int(getattr(self, which))


NOTHING = Summary(considered=0, unchanged=0, up=0, down=0, told=0, learners=0, left_out={})


@dataclass(frozen=True)
class EntryShown:
    """learner: the name of the account; None for a guest."""

    attempt_id: int
    item_id: str
    learner_id: UUID
    learner: str | None
    answer: Any
    score_before: float
    score_after: float | None
    problem: str | None


def get_regrade(session: Session, author: Account, slug: str, regrade_id: int) -> Regrade:
    """Raises RegradeNotFound, also for one of another question."""
    require_instructor(author)
    if session.scalar(select(QuestionEntry.question_id).filter_by(slug=slug)) is None:
        raise missing_question(session, slug)
    regrade = session.get(Regrade, regrade_id)
    if regrade is None or regrade.question.slug != slug or regrade.stage == RegradeStage.REMOVING:
        raise RegradeNotFound(regrade=regrade_id)
    return regrade


def list_regrades(session: Session, author: Account, slug: str) -> list[Regrade]:
    """Those that were or are being applied, and the author’s own previews, newest first."""
    require_instructor(author)
    query = (
        select(Regrade)
        .join(Regrade.question)
        .where(
            QuestionEntry.slug == slug,
            Regrade.stage.is_(None) | (Regrade.stage != RegradeStage.REMOVING),
            Regrade.applied_at.is_not(None)
            | Regrade.stage.in_((RegradeStage.CHECKING, RegradeStage.APPLYING))
            | (Regrade.author_id == author.account_id),
        )
    )
    return list(session.scalars(query.order_by(Regrade.regrade_id.desc())))


def summary_of(regrade: Regrade) -> Summary:
    names = Summary.__dataclass_fields__
    return Summary(**{name: value for name, value in regrade.summary.items() if name in names})


def list_entries(session: Session, regrade: Regrade, which: Which, page: int = 1) -> list[EntryShown]:
    """One page of the attempts that a regrade changes or leaves out, by learner."""
    query = (
        select(
            Attempt.attempt_id,
            Attempt.item_id,
            Attempt.learner_id,
            Account.display_name,
            Attempt.answer,
            RegradeEntry.score_before,
            RegradeEntry.score_after,
            RegradeEntry.problem,
        )
        .join(Attempt, Attempt.attempt_id == RegradeEntry.attempt_id)
        .join(Learner, Learner.learner_id == Attempt.learner_id)
        .outerjoin(Account, Account.account_id == Learner.account_id)
        .where(RegradeEntry.regrade_id == regrade.regrade_id, _CONDITIONS[which])
        .order_by(Account.display_name.is_(None), Account.display_name, Attempt.learner_id)
        .order_by(Attempt.attempt_id)
    )
    rows = session.execute(query.offset((page - 1) * PER_PAGE).limit(PER_PAGE))
    return [EntryShown(*row) for row in rows]


_CONDITIONS = {
    "up": RegradeEntry.score_after > RegradeEntry.score_before,
    "down": RegradeEntry.score_after < RegradeEntry.score_before,
    "told": RegradeEntry.score_after == RegradeEntry.score_before,
    "left_out": RegradeEntry.problem.is_not(None),
}


def digest_of_all(session: Session, regrade: Regrade) -> str:
    """Of all attempts that change, in the order of their numbers, with their values before: the same for the same
    ones. Read in parts, between which nobody has to wait for this reader.
    """
    digest, last, mine = sha256(), 0, _is_changed_by(regrade.regrade_id)
    query = select(RegradeEntry.attempt_id, RegradeEntry.before).where(mine)
    query = query.order_by(RegradeEntry.attempt_id).limit(AT_ONCE)
    while rows := session.execute(query.where(RegradeEntry.attempt_id > last)).all():
        session.rollback()
        for attempt_id, before in rows:
            digest.update(json.dumps([attempt_id, before], sort_keys=True).encode())
        last = rows[-1].attempt_id
    session.rollback()
    return digest.hexdigest()


def next_entries(session: Session, regrade: Regrade, count: int) -> list[RegradeEntry]:
    """The next attempts to change, in the order of their numbers."""
    query = select(RegradeEntry).where(_is_changed_by(regrade.regrade_id))
    query = query.where(RegradeEntry.attempt_id > regrade.progress)
    return _detached(session, query.order_by(RegradeEntry.attempt_id).limit(count))


def last_entries(session: Session, regrade: Regrade, count: int) -> list[RegradeEntry]:
    """The attempts that were changed last, from the last one on."""
    query = select(RegradeEntry).where(_is_changed_by(regrade.regrade_id))
    query = query.where(RegradeEntry.attempt_id <= regrade.progress)
    return _detached(session, query.order_by(RegradeEntry.attempt_id.desc()).limit(count))


def _is_changed_by(regrade_id: int) -> ColumnElement[bool]:
    return and_(RegradeEntry.regrade_id == regrade_id, RegradeEntry.problem.is_(None))


def _detached(session: Session, query: Select[RegradeEntry]) -> list[RegradeEntry]:
    """The entries, without keeping them in the session."""
    found = list(session.scalars(query))
    for entry in found:
        session.expunge(entry)
    return found


def count_entries(session: Session, regrade: Regrade, to: int | None = None) -> int:
    """How many attempts change; only up to the number `to`, if there is one."""
    query = select(func.count()).select_from(RegradeEntry).where(_is_changed_by(regrade.regrade_id))
    query = query.where(RegradeEntry.attempt_id <= to) if to is not None else query
    return session.scalar(query) or 0


def how_far(session: Session, regrade: Regrade) -> tuple[int, int]:
    """How many attempts have been looked at or are changed, and how many there are to do so with."""
    total = summary_of(regrade).changes
    if regrade.stage == RegradeStage.CHECKING:
        return 0, total
    if regrade.stage == RegradeStage.APPLYING:
        return count_entries(session, regrade, regrade.progress), total
    if regrade.stage == RegradeStage.UNDOING:
        return total - count_entries(session, regrade, regrade.progress), total
    return summary_of(regrade).considered, regrade.total


def count_applied(session: Session) -> int:
    """Another number after each regrade that is applied or undone."""
    query = select(func.count(Regrade.applied_at) + func.count(Regrade.undone_at))
    return session.scalar(query) or 0

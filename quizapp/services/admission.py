"""Admission of runs: the estimated cost, the length of the queue, and what would fit instead."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

import simulator
from quizapp.domain.experiments.costs import costs_of, estimate_within
from quizapp.domain.experiments.fitting import nearest_fit
from quizapp.errors import RunTooExpensive, RunTooLarge, TooManyOfYours, TooManyRuns
from quizapp.models import Learner, Run, RunDetail, RunStatus

UNDER_WAY = Run.status.in_((RunStatus.QUEUED, RunStatus.RUNNING))
MEBIBYTE = 1024**2
_IS_OF_A_GUEST = or_(
    Run.learner_id.is_(None),
    Run.learner_id.not_in(select(Learner.learner_id).where(Learner.account_id.is_not(None))),
)


@dataclass(frozen=True)
class RunLimits:
    """seconds, survey_seconds, memory_bytes: estimates for one run. queue: active runs in total, and the maximum per
    guest and per account.
    """

    seconds: float
    queue: int
    survey_seconds: float = 60.0
    memory_bytes: int = 2048 * MEBIBYTE
    guest_queue: int = 1_000_000
    account_queue: int = 1_000_000


def admit(
    session: Session,
    limits: RunLimits,
    experiments: Sequence[simulator.Experiment],
    detail: RunDetail,
    learner: Learner | None,
    requester: str | None,
) -> float:
    """The estimated seconds. Raises RunTooExpensive or RunTooLarge with the nearest setting that fits, TooManyRuns or
    TooManyOfYours.
    """
    limit = limits.seconds if detail is RunDetail.FRAMES else limits.survey_seconds
    seconds = _seconds_within(experiments, limit)
    if detail is not RunDetail.FRAMES:
        experiments = experiments[:1]  # computed in small chunks; streamed runs are in memory all at once
    size = _bytes(experiments)
    if size > limits.memory_bytes:
        fit = nearest_fit(experiments, _bytes, limits.memory_bytes)
        limit = limits.memory_bytes
        raise RunTooLarge(fit, size=f"{size / MEBIBYTE:.0f}", limit=f"{limit / MEBIBYTE:.0f}")
    waiting = session.scalar(select(func.count()).select_from(Run).where(UNDER_WAY)) or 0
    if waiting >= limits.queue:
        raise TooManyRuns(count=waiting, limit=limits.queue)
    _refuse_too_many_of_one(session, limits, learner, requester)
    return seconds


def _refuse_too_many_of_one(
    session: Session, limits: RunLimits, learner: Learner | None, requester: str | None
) -> None:
    owner = Run.learner_id == learner.learner_id if learner else Run.requester == requester
    has_account = learner is not None and learner.account_id is not None
    limit = limits.account_queue if has_account else limits.guest_queue
    own = _count(session, owner)
    if own >= limit:
        raise TooManyOfYours(count=own, limit=limit)
    if has_account or requester is None:
        return
    most = max(2 * limit, limits.queue // 2)
    of_address = _count(session, Run.requester == requester, _IS_OF_A_GUEST)
    if of_address >= most:  # a client that drops its cookies is a new guest each time
        raise TooManyOfYours(count=of_address, limit=most)


def _count(session: Session, *which: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Run).where(UNDER_WAY, *which)) or 0


def _seconds_within(experiments: Sequence[simulator.Experiment], limit: float) -> float:
    """The estimated seconds. Raises RunTooExpensive."""
    estimate = estimate_within(experiments, limit)
    if estimate.seconds <= limit:
        return estimate.seconds
    fit = None
    if (groups := estimate.groups) is not None:
        counts = list(groups.values())

        def seconds(smaller: Sequence[simulator.Experiment]) -> float:
            costs = costs_of(smaller)
            return sum(count * cost.seconds for count, cost in zip(counts, costs, strict=True))

        fit = nearest_fit([alike.experiment for alike in groups], seconds, limit)
    raise RunTooExpensive(fit, seconds=f"{estimate.seconds:.1f}", limit=f"{limit:g}")


def _bytes(experiments: Sequence[simulator.Experiment]) -> int:
    return sum(cost.bytes for cost in costs_of(experiments))

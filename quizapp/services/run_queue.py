"""Queue positions and estimated waits of runs."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import simulator
from quizapp.db.tables import now
from quizapp.domain.experiments.queueing import Place, RunUnderWay, WaitingRun, places
from quizapp.models import Run, RunStatus
from quizapp.services import workers
from quizapp.services.run_work import SERVED_RECENTLY


def places_in_queue(session: Session, *, has_own_workers: bool = True) -> dict[str, Place]:
    """The queue position of every waiting run, by its id.

    has_own_workers: whether this server computes runs itself. Otherwise, no wait is known while no worker is alive.
    """
    moment = now()
    columns = (Run.run_id, Run.learner_id, Run.requester, Run.estimated_seconds)
    waiting = [
        WaitingRun(run_id, _owner(learner_id, requester), asked_at, seconds)
        for run_id, learner_id, requester, seconds, asked_at in session.execute(
            select(*columns, Run.created_at).where(Run.status == RunStatus.QUEUED)
        )
    ]
    if not waiting:
        return {}
    under_way = [
        RunUnderWay(
            _owner(learner_id, requester),
            max(0.0, seconds - max(0.0, (moment - (started_at or moment)).total_seconds())),
        )
        for _, learner_id, requester, seconds, started_at in session.execute(
            select(*columns, Run.started_at).where(Run.status == RunStatus.RUNNING)
        )
    ]
    recently = (
        select(Run.learner_id, Run.requester, func.max(Run.started_at))
        .where(Run.started_at > moment - SERVED_RECENTLY)
        .group_by(Run.learner_id, Run.requester)
    )
    served_at: dict[str, datetime] = {}
    for learner_id, requester, started_at in session.execute(recently):
        if started_at is not None:
            owner = _owner(learner_id, requester)
            served_at[owner] = max(started_at, served_at.get(owner, started_at))
    found = places(waiting, under_way, served_at, moment)
    if has_own_workers or workers.has_worker_for(session, simulator.__version__):
        return found
    return {run_id: replace(place, seconds=None) for run_id, place in found.items()}


def find_place(session: Session, run: Run, *, has_own_workers: bool = True) -> Place | None:
    """The position of the run in the queue; None if it is not waiting."""
    if run.status is not RunStatus.QUEUED:
        return None
    return places_in_queue(session, has_own_workers=has_own_workers).get(run.run_id)


def _owner(learner_id: object, requester: str | None) -> str:
    return str(learner_id) if learner_id else requester or ""

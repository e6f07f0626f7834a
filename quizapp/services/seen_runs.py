"""Which runs a learner has seen. Runs are shared, so that the run itself knows only who asked first."""

from contextlib import suppress
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.errors import NotStored
from quizapp.models import Learner, Run, RunDetail, SeenRun


def note_seen(session: Session, learner: Learner | None, run: Run, scenario_slug: str | None = None) -> None:
    """The learner asked for this run, or opened it. scenario_slug: of which scenario; by default that of the run."""
    if learner is None or run.detail is not RunDetail.FRAMES:
        return
    key = (learner.learner_id, run.run_id)
    if session.get(SeenRun, key) is not None:
        return
    seen = SeenRun(
        learner_id=learner.learner_id, run_id=run.run_id, scenario_slug=scenario_slug or run.scenario_slug
    )
    with suppress(NotStored), writing(session), suppress(IntegrityError), session.begin_nested():
        session.add(seen)


def scenarios_seen_by(session: Session, learner: Learner | None) -> frozenset[str]:
    """The slugs of the scenarios of which the learner has seen a run, with whatever values of their controls."""
    if learner is None:
        return frozenset()
    query = select(SeenRun.scenario_slug).filter_by(learner_id=learner.learner_id).distinct()
    return frozenset(slug for slug in session.scalars(query) if slug is not None)


def adopt_seen_runs(session: Session, guest_id: UUID, learner_id: UUID) -> None:
    """Move those of a guest to the learner of an account."""
    known = select(SeenRun.run_id).where(SeenRun.learner_id == learner_id)
    session.execute(delete(SeenRun).where(SeenRun.learner_id == guest_id, SeenRun.run_id.in_(known)))
    session.execute(update(SeenRun).where(SeenRun.learner_id == guest_id).values(learner_id=learner_id))

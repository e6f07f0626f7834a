"""Execute one run: take it, compute it, and record what a page shows while it is computed."""

import time
from collections.abc import Iterator

from sqlalchemy.orm import Session

import simulator
from quizapp.domain.claims.seed_plans import SeedPlan
from quizapp.models import Run, RunDetail
from quizapp.runners.streaming import train_by_frames
from quizapp.runners.surveying import survey
from quizapp.runners.testing import run_plan
from quizapp.services.compaction import stored_json
from quizapp.services.run_work import finish_run, record_frames
from quizapp.services.runs import get_run

SECONDS_BETWEEN_COMMITS = 0.08  # as often as a page draws

Event = tuple[str, dict[str, object]]
Step = tuple[list[Event], dict[int, simulator.Trace]]  # the events, and the traces completed with them


def execute_run(session: Session, run_id: str, execution_number: int) -> None:
    """Compute a leased run; stops early if it is cancelled, or if another worker takes it."""
    steps = _steps_of(get_run(session, run_id))
    session.rollback()
    traces: dict[int, simulator.Trace] = {}
    sequence, waiting, last_commit = 1, list[tuple[str, str]](), 0.0
    for events, complete in _and_an_end(steps):
        waiting += [(name, stored_json(document)) for name, document in events]
        traces |= complete
        is_due = time.monotonic() - last_commit >= SECONDS_BETWEEN_COMMITS
        if waiting and (is_due or not events):
            here = simulator.current_provenance() if sequence == 1 else None
            if not record_frames(session, run_id, execution_number, sequence, waiting, here):
                return
            sequence += len(waiting)
            waiting, last_commit = [], time.monotonic()
    finish_run(session, run_id, execution_number, [traces[position] for position in sorted(traces)])


def _steps_of(run: Run) -> Iterator[Step]:
    if run.detail is RunDetail.TALLIES:
        return run_plan(SeedPlan.model_validate(run.tests))
    experiments = [simulator.Experiment.model_validate(body) for body in run.experiments]
    return survey(experiments) if run.detail is RunDetail.OUTCOMES else train_by_frames(experiments)


def _and_an_end(steps: Iterator[Step]) -> Iterator[Step]:
    """A final step without events, at which everything pending is recorded."""
    yield from steps
    yield [], {}

"""Surveys: requesting one, and reading its outcomes as far as known."""

import json
import math
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import simulator
from quizapp.db.tables import now
from quizapp.domain.experiments.surveys import seconds_left
from quizapp.models import Learner, Run, RunDetail, RunFrame, RunStatus
from quizapp.services.admission import RunLimits
from quizapp.services.runner import Runner
from quizapp.services.runs import request_run, run_id_of


def request_survey(
    session: Session,
    runner: Runner,
    limits: RunLimits,
    experiments: Sequence[simulator.Experiment],
    learner: Learner | None = None,
    requester: str | None = None,
) -> Run:
    """The run of these experiments that keeps only outcomes. Raises the errors of `request_run`."""
    return request_run(
        session, runner, limits, experiments, learner, detail=RunDetail.OUTCOMES, requester=requester
    ).run


def find_survey(session: Session, experiments: Sequence[simulator.Experiment]) -> Run | None:
    """The survey of these experiments, if it was ever requested."""
    return session.get(Run, run_id_of(experiments, RunDetail.OUTCOMES), populate_existing=True)


def seconds_left_of(session: Session, run: Run, known: int | None = None) -> float | None:
    """Estimated seconds until a run that is computed now is over; None for any other.

    known: the number of outcomes known of a survey, looked up if not given.
    """
    if run.status is not RunStatus.RUNNING or run.started_at is None:
        return None
    elapsed, share = max(0.0, (now() - run.started_at).total_seconds()), 0.0
    if run.detail is RunDetail.OUTCOMES:
        known = len(list_outcomes(session, run)) if known is None else known
        share = known / max(1, len(run.experiments))
    return seconds_left(run.estimated_seconds, elapsed, share)


def list_outcomes(session: Session, run: Run) -> dict[int, simulator.Outcome]:
    """The outcomes known so far, by the position of the experiment."""
    query = (
        select(RunFrame.body)
        .where(RunFrame.run_id == run.run_id, RunFrame.execution_number == run.execution_number)
        .where(RunFrame.event == "outcomes")
    )
    return {
        shown["experiment"]: _outcome(shown)
        for body in session.scalars(query)
        for shown in json.loads(body)["outcomes"]
    }


def _outcome(shown: dict[str, Any]) -> simulator.Outcome:
    level = shown["level"]
    return simulator.Outcome(
        shown["code"], math.inf if level is None else float(level), shown["first_nonfinite_step"]
    )

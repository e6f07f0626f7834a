"""Simulations on demand: asking for one, following it, stopping it. The database owns the state."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

import simulator
from quizapp.database import now, writing
from quizapp.domain.knobs import KnobRefused, turn_knobs
from quizapp.domain.problems import problems_of_experiment
from quizapp.errors import (
    Invalid,
    NotYourRun,
    Problem,
    RunFailed,
    RunNotFinished,
    RunNotFound,
    RunTooExpensive,
    TooManyRuns,
)
from quizapp.models import Account, Learner, Run, RunFrame, RunStatus, RunTrace
from quizapp.runners import Runner
from quizapp.services.question_bank import get_scenario


@dataclass(frozen=True)
class RunLimits:
    seconds: float
    queue: int


@dataclass(frozen=True)
class RequestedRun:
    """A run, and whether it was there already, finished or under way."""

    run: Run
    was_stored: bool


@dataclass(frozen=True)
class FrameBatch:
    """What a page has not seen yet of a run, and how the run stands after it."""

    attempt_number: int
    frames: tuple[RunFrame, ...]
    status: RunStatus
    error: str | None


def request_scenario_run(
    session: Session,
    runner: Runner,
    limits: RunLimits,
    slug: str,
    knobs: dict[str, Any],
    learner: Learner | None = None,
) -> RequestedRun:
    """Run a scenario's two experiments with its knobs so set. Raises Invalid naming the knob."""
    experiments = experiments_of(session, slug, knobs)
    return request_run(session, runner, limits, experiments, learner, scenario_slug=slug, knobs=knobs)


def experiments_of(session: Session, slug: str, knobs: dict[str, Any]) -> tuple[simulator.Experiment, ...]:
    scenario = get_scenario(session, slug)
    try:
        return turn_knobs(scenario, knobs)
    except KnobRefused as refused:
        raise Invalid([Problem(f"knobs.{refused.knob_id}", refused.message, refused.values)]) from None
    except simulator.InvalidExperiment as invalid:
        raise Invalid(problems_of_experiment(invalid, "knobs: ")) from None


def request_run(
    session: Session,
    runner: Runner,
    limits: RunLimits,
    experiments: Sequence[simulator.Experiment],
    learner: Learner | None = None,
    scenario_slug: str | None = None,
    knobs: dict[str, Any] | None = None,
) -> RequestedRun:
    """The run of these experiments: the stored one, or a new one in the queue.

    One that failed or was cancelled is started again. Raises RunTooExpensive or TooManyRuns.
    """
    run_id = run_id_of(experiments)
    run = session.get(Run, run_id, populate_existing=True)
    if run is not None and run.status not in (RunStatus.FAILED, RunStatus.CANCELLED):
        return RequestedRun(run, was_stored=True)
    seconds = _admit(session, limits, experiments)
    with writing(session):
        run = session.get(Run, run_id, populate_existing=True)
        if run is None:
            run = Run(
                run_id=run_id, experiments=[e.model_dump(mode="json") for e in experiments], attempt_number=0
            )
            session.add(run)
        elif run.status not in (RunStatus.FAILED, RunStatus.CANCELLED):
            return RequestedRun(run, was_stored=True)
        run.simulator_version = simulator.__version__
        run.scenario_slug = scenario_slug
        run.knobs = knobs or {}
        run.status = RunStatus.QUEUED
        run.attempt_number += 1
        run.error = run.started_at = run.finished_at = None
        run.estimated_seconds = seconds
        run.learner_id = learner.learner_id if learner else None
        run.created_at = now()
        session.flush()
        session.execute(delete(RunFrame).where(RunFrame.run_id == run_id))
    runner.start(run_id, run.attempt_number)
    return RequestedRun(run, was_stored=False)


def run_id_of(experiments: Sequence[simulator.Experiment]) -> str:
    """The hash of what is computed: these experiments, by this version of the simulator."""
    document = [simulator.__version__, *(experiment.model_dump(mode="json") for experiment in experiments)]
    text = json.dumps(document, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def get_run(session: Session, run_id: str) -> Run:
    run = session.get(Run, run_id, populate_existing=True)
    if run is None:
        raise RunNotFound(run=run_id[:40])
    return run


def cancel_run(
    session: Session,
    runner: Runner,
    run_id: str,
    learner: Learner | None = None,
    account: Account | None = None,
) -> Run:
    """Stop a run that is not over. One that is over stays as it is.

    Others may be watching, so only who asked for it may, or an instructor; one that nobody in
    particular asked for may be stopped by anyone.
    """
    run = get_run(session, run_id)
    is_own = run.learner_id is None or (learner is not None and learner.learner_id == run.learner_id)
    if not is_own and not (account is not None and account.is_instructor):
        raise NotYourRun
    _end(session, run_id, run.attempt_number, RunStatus.CANCELLED, None)
    runner.cancel(run_id)
    return get_run(session, run_id)


def frames_after(session: Session, run_id: str, attempt_number: int, sequence: int) -> FrameBatch:
    """The frames after that one; from the first on if the run has been started anew since."""
    run = get_run(session, run_id)
    after = sequence if attempt_number == run.attempt_number else 0
    query = (
        select(RunFrame)
        .where(
            RunFrame.run_id == run_id,
            RunFrame.attempt_number == run.attempt_number,
            RunFrame.sequence > after,
        )
        .order_by(RunFrame.sequence)
    )
    return FrameBatch(run.attempt_number, tuple(session.scalars(query)), run.status, run.error)


def get_traces(session: Session, run_id: str) -> list[simulator.Trace]:
    """What each experiment of a finished run recorded. Raises RunNotFinished or RunFailed."""
    run = get_run(session, run_id)
    if run.status is RunStatus.FAILED:
        raise RunFailed(reason=run.error or "")
    if run.status is not RunStatus.FINISHED:
        raise RunNotFinished(status=run.status.value)
    query = select(RunTrace.body).filter_by(run_id=run_id).order_by(RunTrace.position)
    return [simulator.Trace.from_npz(body) for body in session.scalars(query)]


def get_unrolled(session: Session, run_id: str) -> list[tuple[simulator.Unrolled, simulator.Unrolled]]:
    """Each recurrent experiment over one sequence: at initialisation, and with the weights the run ended with."""
    recurrent = [trace for trace in get_traces(session, run_id) if trace.experiment.network.kind != "mlp"]
    return [
        (simulator.unroll(trace.experiment), simulator.unroll(trace.experiment, trace.final_parameters))
        for trace in recurrent
    ]


# What a worker says of the run it works on. All are void once the run was started anew or is over.


def begin_run(session: Session, run_id: str, attempt_number: int) -> list[simulator.Experiment] | None:
    """Take a queued run; None if it is no longer to be done."""
    with writing(session):
        run = session.get(Run, run_id, populate_existing=True)
        if run is None or run.attempt_number != attempt_number or run.status is not RunStatus.QUEUED:
            return None
        run.status = RunStatus.RUNNING
        run.started_at = now()
    return [simulator.Experiment.model_validate(body) for body in run.experiments]


def record_frames(
    session: Session, run_id: str, attempt_number: int, first_sequence: int, frames: Sequence[tuple[str, str]]
) -> bool:
    """Keep events (name and JSON) of a running run; False if it is to be stopped."""
    with writing(session):
        run = session.get(Run, run_id, populate_existing=True)
        if run is None or run.attempt_number != attempt_number or run.status is not RunStatus.RUNNING:
            return False
        session.add_all(
            RunFrame(run_id=run_id, attempt_number=attempt_number, sequence=sequence, event=event, body=body)
            for sequence, (event, body) in enumerate(frames, start=first_sequence)
        )
    return True


def finish_run(session: Session, run_id: str, attempt_number: int, traces: Sequence[simulator.Trace]) -> None:
    with writing(session):
        run = session.get(Run, run_id, populate_existing=True)
        if run is None or run.attempt_number != attempt_number or run.status is not RunStatus.RUNNING:
            return
        session.execute(delete(RunTrace).where(RunTrace.run_id == run_id))
        session.add_all(
            RunTrace(run_id=run_id, position=position, body=trace.to_npz())
            for position, trace in enumerate(traces)
        )
        run.status = RunStatus.FINISHED
        run.finished_at = now()


def fail_run(session: Session, run_id: str, attempt_number: int, reason: str) -> None:
    _end(session, run_id, attempt_number, RunStatus.FAILED, reason)


def fail_abandoned_runs(session: Session, reason: str) -> int:
    """At the start of a server whose workers died with it: end what was queued or running."""
    with writing(session):
        runs = session.scalars(select(Run).where(Run.status.in_((RunStatus.QUEUED, RunStatus.RUNNING)))).all()
        for run in runs:
            run.status, run.error, run.finished_at = RunStatus.FAILED, reason, now()
    return len(runs)


def _end(session: Session, run_id: str, attempt_number: int, status: RunStatus, reason: str | None) -> None:
    with writing(session):
        run = session.get(Run, run_id, populate_existing=True)
        if run is not None and run.attempt_number == attempt_number and not run.status.is_over:
            run.status, run.error, run.finished_at = status, reason, now()


def _admit(session: Session, limits: RunLimits, experiments: Sequence[simulator.Experiment]) -> float:
    seconds = sum(simulator.estimate_cost(experiment).seconds for experiment in experiments)
    if seconds > limits.seconds:
        steps = max(experiment.steps for experiment in experiments)
        fitting = max(1, int(steps * limits.seconds / seconds * 0.9))
        raise RunTooExpensive(seconds=f"{seconds:.1f}", limit=f"{limits.seconds:g}", steps=fitting)
    waiting = session.scalar(
        select(func.count()).select_from(Run).where(Run.status.in_((RunStatus.QUEUED, RunStatus.RUNNING)))
    )
    if (waiting or 0) >= limits.queue:
        raise TooManyRuns(count=waiting, limit=limits.queue)
    return seconds

"""Simulations on demand: requesting one, and stopping it. The database owns the state."""

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

import simulator
from quizapp.db.sessions import locked_one, writing
from quizapp.db.tables import now
from quizapp.domain.experiments.knobs import KnobRefused, turn_knobs
from quizapp.domain.experiments.problems import problems_of_experiment
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.errors import (
    N_,
    Invalid,
    NotStored,
    NotYourRun,
    Problem,
    RunNotFound,
)
from quizapp.models import Account, Learner, Run, RunDetail, RunFrame, RunStatus
from quizapp.services import question_bank
from quizapp.services.admission import RunLimits, admit
from quizapp.services.run_work import cancel
from quizapp.services.runner import Runner
from quizapp.services.seen_runs import note_seen
from simulator.paths import Document

USED_AT_RESOLUTION = timedelta(hours=6)

Entry = TypeVar("Entry")


@dataclass(frozen=True)
class RequestedRun:
    """A run, and whether it already existed, finished or active."""

    run: Run
    was_stored: bool


def request_scenario_run(
    session: Session,
    runner: Runner,
    limits: RunLimits,
    slug: str,
    knobs: dict[str, Any],
    learner: Learner | None = None,
    requester: str | None = None,
) -> RequestedRun:
    """Run the two experiments of a scenario with these values of its knobs. Raises Invalid naming the knob."""
    experiments = experiments_of(session, slug, knobs)
    return request_run(
        session, runner, limits, experiments, learner, scenario_slug=slug, knobs=knobs, requester=requester
    )


def experiments_of(session: Session, slug: str, knobs: dict[str, Any]) -> tuple[simulator.Experiment, ...]:
    scenario = question_bank.get_scenario(session, slug)
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
    detail: RunDetail = RunDetail.FRAMES,
    requester: str | None = None,
    tests: Document | None = None,
) -> RequestedRun:
    """The run of these experiments: the stored one, or a new one in the queue. The learner has then seen it.

    tests: the plan of a run that only keeps tallies. A run that failed or was cancelled is restarted. Raises
    RunTooExpensive or TooManyRuns.
    """
    requested = _requested(
        session, runner, limits, experiments, learner, scenario_slug, knobs, detail, requester, tests
    )
    note_seen(session, learner, requested.run, scenario_slug)
    return requested


def _requested(
    session: Session,
    runner: Runner,
    limits: RunLimits,
    experiments: Sequence[simulator.Experiment],
    learner: Learner | None,
    scenario_slug: str | None,
    knobs: dict[str, Any] | None,
    detail: RunDetail,
    requester: str | None,
    tests: Document | None,
) -> RequestedRun:
    run_id = run_id_of(experiments, detail, tests)
    run = session.get(Run, run_id, populate_existing=True)
    if run is not None and run.status not in (RunStatus.FAILED, RunStatus.CANCELLED):
        return RequestedRun(run, was_stored=True)
    seconds = admit(session, limits, experiments, detail, learner, requester)
    with writing(session):
        run, is_new = _row_of(session, run_id, experiments, detail, tests)
        if not is_new and run.status not in (RunStatus.FAILED, RunStatus.CANCELLED):
            return RequestedRun(run, was_stored=True)
        run.scenario_slug = scenario_slug
        run.knobs = knobs or {}
        run.status = RunStatus.QUEUED
        run.failed_executions = 0
        run.error = run.started_at = run.finished_at = run.computed_by = None
        run.estimated_seconds = seconds
        run.learner_id = learner.learner_id if learner else None
        run.requester = requester
        run.created_at = now()
        run.stored_bytes = run.used_at = None
        session.flush()
        session.execute(delete(RunFrame).where(RunFrame.run_id == run_id))
    runner.notify()
    return RequestedRun(run, was_stored=False)


def _row_of(
    session: Session,
    run_id: str,
    experiments: Sequence[simulator.Experiment],
    detail: RunDetail,
    tests: Document | None,
) -> tuple[Run, bool]:
    """The locked row of the run, and whether it is new. Deduplicates concurrent requests."""
    new = Run(
        run_id=run_id,
        experiments=[experiment.model_dump(mode="json") for experiment in experiments],
        detail=detail,
        tests=tests,
        simulator_version=simulator.__version__,
        execution_number=0,
    )
    if session.get(Run, run_id, populate_existing=True) is None:
        try:
            with session.begin_nested():
                session.add(new)
            return new, True
        except IntegrityError:
            pass
    return locked_one(session, Run, run_id), False


def run_id_of(
    experiments: Sequence[simulator.Experiment],
    detail: RunDetail = RunDetail.FRAMES,
    tests: Document | None = None,
) -> str:
    """The hash of the inputs: these experiments, this version of the simulator, this detail, and these tests.

    The first computer to take the run computes it; `Run.computed_by` says which one.
    """
    head = [simulator.__version__] + ([detail.value] if detail is not RunDetail.FRAMES else [])
    head_of_tests = [tests] if tests else []
    document = [*head, *head_of_tests, *(experiment.model_dump(mode="json") for experiment in experiments)]
    text = json.dumps(document, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def get_run(session: Session, run_id: str) -> Run:
    run = session.get(Run, run_id, populate_existing=True)
    if run is None:
        raise RunNotFound(run=run_id[:40])
    return run


def note_use(session: Session, run: Run, learner: Learner | None, requester: str | None) -> None:
    """Its page was opened: it is kept from now on, and longer if it was somebody else who opened it."""
    note_seen(session, learner, run)
    is_linked = run.is_linked or not is_owner(run, learner, requester)
    is_fresh = run.used_at is not None and now() - run.used_at < USED_AT_RESOLUTION
    if run.status.is_over and not (is_fresh and is_linked == run.is_linked):
        with suppress(NotStored), writing(session):
            run.used_at, run.is_linked = now(), is_linked


def find_run(session: Session, run_id: str) -> Run | None:
    return session.get(Run, run_id, populate_existing=True)


def find_scenario_of(session: Session, run: Run) -> Scenario | None:
    """The scenario that the run came from, as it is now."""
    return question_bank.find_scenario(session, run.scenario_slug) if run.scenario_slug else None


def experiments_of_run(session: Session, run_id: str) -> list[simulator.Experiment]:
    return [simulator.Experiment.model_validate(body) for body in get_run(session, run_id).experiments]


def entry_at(entries: Sequence[Entry], position: int) -> Entry:
    """The entry of one experiment of a run. Raises Invalid if there is no such number."""
    if position >= len(entries):
        values = {"count": len(entries), "last": len(entries) - 1}
        raise Invalid(
            [Problem("experiment", N_("The run has %(count)s experiments, numbered 0 to %(last)s."), values)]
        )
    return entries[position]


def is_owner(run: Run, learner: Learner | None, requester: str | None) -> bool:
    """Whether the run was requested by this learner, or from this address if it was requested without one."""
    if run.learner_id is not None:
        return learner is not None and learner.learner_id == run.learner_id
    return run.requester is None or run.requester == requester


def may_cancel(run: Run, learner: Learner | None, account: Account | None, requester: str | None) -> bool:
    """Whether this person may stop the run: its owner, or an instructor."""
    return is_owner(run, learner, requester) or (account is not None and account.is_instructor)


def cancel_run(
    session: Session,
    runner: Runner,
    run_id: str,
    learner: Learner | None = None,
    account: Account | None = None,
    requester: str | None = None,
) -> Run:
    """Stop a run that is not over; one that is over stays as it is.

    Others may follow it, so only the person who requested it, or an instructor, may stop it. A run without a learner
    is that of its address.
    """
    if not may_cancel(get_run(session, run_id), learner, account, requester):
        raise NotYourRun
    cancel(session, run_id)
    runner.cancel(run_id)
    return get_run(session, run_id)

"""Run the tests of an authored entry over seeds, in the background, and keep their records.

Each block of seeds is a run in the queue. A record is put together as soon as all its runs have finished and somebody
looks; until then the check says how many seeds are known.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.db.sessions import writing
from quizapp.domain.claims.claim import RECORDING_SEEDS, Record
from quizapp.domain.claims.pair_test import PairTest
from quizapp.domain.claims.seed_plans import SeedPlan, SeedResults, plans_of, recorded_run
from quizapp.models import Account, Learner, Run, RunDetail, RunFrame, RunStatus, SeedCheck
from quizapp.services.admission import RunLimits
from quizapp.services.runner import Runner
from quizapp.services.runs import request_run


@dataclass(frozen=True)
class Checked:
    """A test of an entry with what is known of it. known: the number of seeds; record: if all are known; results: of
    the seeds known so far; asked_by: a name. failure: why a run ended without a result.
    """

    check_id: int
    first_seed: int
    seed_count: int
    run_ids: tuple[str, ...]
    results: SeedResults | None
    record: Record | None
    failure: str | None = None
    is_stopped: bool = False

    @property
    def known(self) -> int:
        return len(self.results.marks) if self.results else 0

    @property
    def is_running(self) -> bool:
        return self.record is None and not self.is_stopped


def request_checks(
    session: Session,
    runner: Runner,
    limits: RunLimits,
    author: Account,
    entry_id: int,
    tests: Sequence[PairTest],
    count: int,
    learner: Learner | None,
) -> None:
    """Run those of the tests over `count` seeds that have no record and are not being run. Nothing was tuned on the
    seeds: none of them was used for this entry before. Raises the errors of `request_run`.
    """
    checks = checks_of(session, entry_id, tests)
    missing = {test.fingerprint: test for test in tests if _must_run(checks.get(test.fingerprint))}
    if not missing:
        return
    first = _first_fresh_seed(session, entry_id)
    plans = plans_of(list(missing.values()), range(first, first + count))
    runs = [_request(session, runner, limits, plan, learner) for plan in plans]
    with writing(session):
        for fingerprint in missing:
            session.add(
                SeedCheck(
                    entry_id=entry_id,
                    fingerprint=fingerprint,
                    first_seed=first,
                    seed_count=count,
                    run_ids=[run.run_id for run in runs],
                    asked_by_id=author.account_id,
                )
            )


def checks_of(session: Session, entry_id: int, tests: Sequence[PairTest]) -> dict[str, Checked]:
    """By fingerprint, the latest check of each test that was ever run; records that are complete now are stored."""
    by_fingerprint = {test.fingerprint: test for test in tests}
    query = select(SeedCheck).filter_by(entry_id=entry_id).order_by(SeedCheck.check_id)
    rows = {row.fingerprint: row for row in session.scalars(query) if row.fingerprint in by_fingerprint}
    return {
        fingerprint: _checked(session, row, by_fingerprint[fingerprint]) for fingerprint, row in rows.items()
    }


def records_of(checks: Mapping[str, Checked]) -> dict[str, Record]:
    return {fingerprint: check.record for fingerprint, check in checks.items() if check.record}


def _must_run(check: Checked | None) -> bool:
    return check is None or check.is_stopped


def _first_fresh_seed(session: Session, entry_id: int) -> int:
    used = session.scalar(
        select(func.max(SeedCheck.first_seed + SeedCheck.seed_count)).filter_by(entry_id=entry_id)
    )
    return max(RECORDING_SEEDS[0], used or 0)


def _request(
    session: Session, runner: Runner, limits: RunLimits, plan: SeedPlan, learner: Learner | None
) -> Run:
    tests = plan.model_dump(mode="json")
    requested = request_run(
        session, runner, limits, plan.experiments, learner, detail=RunDetail.TALLIES, tests=tests
    )
    return requested.run


def _checked(session: Session, row: SeedCheck, test: PairTest) -> Checked:
    ids = tuple(row.run_ids)
    known = row.check_id, row.first_seed, row.seed_count, ids
    if row.record is not None:
        record = Record.model_validate(row.record)
        return Checked(*known, SeedResults(marks=record.by_seed, measured=row.measured or ()), record)
    runs = [session.get(Run, run_id, populate_existing=True) for run_id in ids]
    results = results_of(session, [run for run in runs if run], test)
    if all(run is not None and run.status is RunStatus.FINISHED for run in runs):
        record = _record(row, test, results, [run for run in runs if run])
        with writing(session):
            row.record = record.to_document()
            row.measured = results.model_dump(mode="json")["measured"]
        return Checked(*known, results, record)
    stopped = [run for run in runs if run is None or run.status in (RunStatus.FAILED, RunStatus.CANCELLED)]
    failure = next((run.error for run in stopped if run and run.error), None)
    return Checked(*known, results, None, failure, bool(stopped))


def _record(row: SeedCheck, test: PairTest, results: SeedResults, runs: Sequence[Run]) -> Record:
    computed_by = {run.provenance for run in runs}
    common = computed_by.pop() if len(computed_by) == 1 else None
    day = max(run.finished_at or run.created_at for run in runs).date()
    version = runs[0].simulator_version
    return Record.of([recorded_run(test, results, row.first_seed, version, day, common)])


def results_of(session: Session, runs: Sequence[Run], test: PairTest) -> SeedResults:
    """What the runs have found so far for one of their tests, in the order of the seeds."""
    return SeedResults.joined(part for run in runs for part in _parts(session, run, test))


def _parts(session: Session, run: Run, test: PairTest) -> list[SeedResults]:
    plan = SeedPlan.model_validate(run.tests)
    at = [each.fingerprint for each in plan.tests].index(test.fingerprint)
    query = (
        select(RunFrame.body)
        .filter_by(run_id=run.run_id, execution_number=run.execution_number, event="tallies")
        .order_by(RunFrame.sequence)
    )
    return [SeedResults.model_validate(json.loads(body)["tests"][at]) for body in session.scalars(query)]

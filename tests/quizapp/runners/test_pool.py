"""What happens to runs when the processes that compute them do not behave."""

import random
import time
from collections.abc import Iterator

import numpy as np
import psutil
import pytest
from sqlalchemy.orm import Session

import simulator
from quizapp.config import Settings
from quizapp.errors import TooManyRuns
from quizapp.models import Run, RunStatus
from quizapp.runners.pool import TOOK_TOO_LONG, TOOK_TOO_MUCH, PoolRunner, ProcessLimits
from quizapp.services import run_results, run_work, runs
from quizapp.services.admission import RunLimits
from quizapp.services.run_work import WORKER_DIED

LIMITS = RunLimits(seconds=600, queue=100)
SMALL_LIMITS = ProcessLimits(seconds=4, memory_bytes=400 * 1024**2, lease_seconds=2)


def experiment(steps: int, seed: int = 0, **network: int) -> simulator.Experiment:
    return simulator.Experiment.model_validate(
        {
            "network": {"kind": "mlp", "depth": 10, **network},
            "task": {"kind": "regression"},
            "steps": steps,
            "seed": seed,
        }
    )


@pytest.fixture
def runner(settings: Settings, session: Session) -> Iterator[PoolRunner]:
    runner = PoolRunner(settings.database_url, processes=1, limits=SMALL_LIMITS)
    yield runner
    session.rollback()  # an open reader would hold up what the runner writes at its end
    runner.close()


def wait_for(session: Session, run_id: str, *statuses: RunStatus, seconds: float = 40) -> Run:
    deadline = time.monotonic() + seconds
    while True:
        run = runs.get_run(session, run_id)
        session.commit()
        if run.status in statuses:
            return run
        assert time.monotonic() < deadline, run.status
        time.sleep(0.02)


def processes() -> list[psutil.Process]:
    return [p for p in psutil.Process().children(recursive=True) if "spawn_main" in " ".join(p.cmdline())]


def kill_all() -> None:
    for process in processes():
        process.kill()


def wait_for_frames(session: Session, run_id: str, attempt_number: int) -> None:
    """Until that attempt is really being computed."""
    deadline = time.monotonic() + 40
    while True:
        batch = run_results.frames_after(session, run_id, attempt_number, 0)
        session.commit()
        if batch.attempt_number == attempt_number and batch.frames:
            return
        assert time.monotonic() < deadline, batch
        time.sleep(0.02)


def test_a_run_whose_process_is_killed_is_tried_again_and_comes_out_the_same(
    session: Session, runner: PoolRunner
) -> None:
    doomed = experiment(800)
    run = runs.request_run(session, runner, LIMITS, [doomed]).run
    wait_for_frames(session, run.run_id, 1)
    kill_all()
    finished = wait_for(session, run.run_id, RunStatus.FINISHED)
    assert (finished.attempt_number, finished.failed_attempts) == (2, 1)
    [trace] = run_results.get_traces(session, run.run_id)
    assert np.array_equal(trace.loss, simulator.run(doomed).loss)


def test_after_three_deaths_a_run_fails_with_the_reason_and_the_next_one_works(
    session: Session, runner: PoolRunner
) -> None:
    doomed = runs.request_run(session, runner, LIMITS, [experiment(20_000)]).run
    for attempt in (1, 2, 3):
        wait_for_frames(session, doomed.run_id, attempt)
        kill_all()
    assert wait_for(session, doomed.run_id, RunStatus.FAILED).error == WORKER_DIED
    following = runs.request_run(session, runner, LIMITS, [experiment(20)]).run
    wait_for(session, following.run_id, RunStatus.FINISHED)


def test_killing_at_random_points_of_many_runs_changes_no_result(
    session: Session, runner: PoolRunner
) -> None:
    experiments = [experiment(60, seed, depth=3) for seed in range(25)]
    requested = [runs.request_run(session, runner, LIMITS, [each]).run.run_id for each in experiments]
    chance = random.Random(0)
    for _ in range(6):
        time.sleep(chance.uniform(0.05, 0.4))
        kill_all()
    for run_id, each in zip(requested, experiments, strict=True):
        run = wait_for(session, run_id, RunStatus.FINISHED, RunStatus.FAILED)
        assert run.status is RunStatus.FINISHED, run.error
        [trace] = run_results.get_traces(session, run_id)
        assert np.array_equal(trace.loss, simulator.run(each).loss)


def test_a_run_beyond_the_time_limit_is_stopped(session: Session, runner: PoolRunner) -> None:
    endless = runs.request_run(session, runner, LIMITS, [experiment(20_000, seed) for seed in range(4)]).run
    assert wait_for(session, endless.run_id, RunStatus.FAILED).error == TOOK_TOO_LONG


def test_a_run_beyond_the_memory_limit_is_stopped_and_not_tried_again(
    session: Session, runner: PoolRunner
) -> None:
    large = experiment(50, width=2048, depth=40)
    run = runs.request_run(session, runner, RunLimits(1e9, 10, memory_bytes=10**15), [large]).run
    failed = wait_for(session, run.run_id, RunStatus.FAILED)
    assert (failed.error, failed.attempt_number) == (TOOK_TOO_MUCH, 1)


def test_what_was_under_way_when_the_server_stopped_is_computed_by_the_next_one(
    settings: Settings, session: Session
) -> None:
    first = PoolRunner(settings.database_url, processes=1, limits=SMALL_LIMITS)
    left = runs.request_run(session, first, LIMITS, [experiment(1500)]).run
    wait_for(session, left.run_id, RunStatus.RUNNING)
    first.close()
    assert runs.get_run(session, left.run_id).status is RunStatus.QUEUED
    session.commit()
    second = PoolRunner(settings.database_url, processes=1, limits=SMALL_LIMITS)
    second.warm_up()  # nobody rings for it again
    assert wait_for(session, left.run_id, RunStatus.FINISHED).failed_attempts == 0
    second.close()


def test_a_run_cancelled_by_another_server_is_stopped_here_and_can_be_asked_for_again(
    session: Session, runner: PoolRunner
) -> None:
    run = runs.request_run(session, runner, LIMITS, [experiment(20_000)]).run
    wait_for(session, run.run_id, RunStatus.RUNNING)
    run_work.cancel(session, run.run_id)
    assert not run_work.record_frames(session, run.run_id, 1, 1000, [("frame", "{}")])
    assert run_results.frames_after(session, run.run_id, 1, 999).frames == ()
    session.commit()
    following = runs.request_run(session, runner, LIMITS, [experiment(20)]).run
    wait_for(session, following.run_id, RunStatus.FINISHED, seconds=4)
    runs.request_run(session, runner, LIMITS, [experiment(20_000)])
    assert wait_for(session, run.run_id, RunStatus.RUNNING).attempt_number == 2


def test_too_many_waiting_runs_are_refused(session: Session, runner: PoolRunner) -> None:
    limits = RunLimits(seconds=600, queue=1)
    runs.request_run(session, runner, limits, [experiment(20_000)])
    with pytest.raises(TooManyRuns):
        runs.request_run(session, runner, limits, [experiment(20)])


def test_two_runners_on_one_database_never_compute_the_same_run(settings: Settings, session: Session) -> None:
    pair = [PoolRunner(settings.database_url, processes=2, limits=SMALL_LIMITS) for _ in range(2)]
    requested = [
        runs.request_run(session, pair[seed % 2], LIMITS, [experiment(30, seed, depth=2)]).run.run_id
        for seed in range(20)
    ]
    for run_id in requested:
        assert wait_for(session, run_id, RunStatus.FINISHED).attempt_number == 1
    for runner in pair:
        runner.close()

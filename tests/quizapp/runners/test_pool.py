"""What happens to runs when the processes that compute them do not behave."""

import time
from collections.abc import Iterator

import psutil
import pytest
from sqlalchemy.orm import Session

import simulator
from quizapp.config import Settings
from quizapp.models import Run, RunStatus
from quizapp.runners.pool import TOOK_TOO_LONG, WORKER_DIED, PoolRunner
from quizapp.services import run_results, run_work, runs

LIMITS = runs.RunLimits(seconds=600, queue=10)


def experiment(steps: int, seed: int = 0) -> simulator.Experiment:
    return simulator.Experiment.model_validate(
        {
            "network": {"kind": "mlp", "depth": 10},
            "task": {"kind": "regression"},
            "steps": steps,
            "seed": seed,
        }
    )


@pytest.fixture
def runner(settings: Settings, session: Session) -> Iterator[PoolRunner]:
    runner = PoolRunner(settings.database_url, processes=1, seconds_limit=4)
    yield runner
    session.rollback()  # an open reader would hold up what the runner writes at its end
    runner.close()


def wait_for(session: Session, run_id: str, *statuses: RunStatus, seconds: float = 20) -> Run:
    deadline = time.monotonic() + seconds
    while True:
        run = runs.get_run(session, run_id)
        session.commit()
        if run.status in statuses:
            return run
        assert time.monotonic() < deadline, run.status
        time.sleep(0.02)


def test_a_killed_worker_fails_its_run_with_a_clear_word_and_the_next_one_works(
    session: Session, runner: PoolRunner
) -> None:
    doomed = runs.request_run(session, runner, LIMITS, [experiment(20_000)]).run
    wait_for(session, doomed.run_id, RunStatus.RUNNING)
    workers = [p for p in psutil.Process().children(recursive=True) if "spawn_main" in " ".join(p.cmdline())]
    for worker in workers:
        worker.kill()
    assert wait_for(session, doomed.run_id, RunStatus.FAILED).error == WORKER_DIED
    following = runs.request_run(session, runner, LIMITS, [experiment(20)]).run
    wait_for(session, following.run_id, RunStatus.FINISHED)


def test_a_run_beyond_the_limit_is_stopped(session: Session, runner: PoolRunner) -> None:
    endless = runs.request_run(session, runner, LIMITS, [experiment(20_000, seed) for seed in range(4)]).run
    assert wait_for(session, endless.run_id, RunStatus.FAILED).error == TOOK_TOO_LONG


def test_runs_left_over_from_a_stopped_server_are_ended(session: Session, runner: PoolRunner) -> None:
    left = runs.request_run(session, runner, LIMITS, [experiment(20_000)]).run
    wait_for(session, left.run_id, RunStatus.RUNNING)
    assert run_work.fail_abandoned_runs(session, "restarted") == 1
    assert runs.get_run(session, left.run_id).error == "restarted"


def test_a_worker_that_was_given_up_can_write_no_more(session: Session, runner: PoolRunner) -> None:
    run = runs.request_run(session, runner, LIMITS, [experiment(20_000)]).run
    wait_for(session, run.run_id, RunStatus.RUNNING)
    runs.cancel_run(session, runner, run.run_id)
    assert not run_work.record_frames(session, run.run_id, 1, 1000, [("frame", "{}")])
    assert run_results.frames_after(session, run.run_id, 1, 999).frames == ()


def test_too_many_waiting_runs_are_refused(session: Session, runner: PoolRunner) -> None:
    limits = runs.RunLimits(seconds=600, queue=1)
    runs.request_run(session, runner, limits, [experiment(20_000)])
    with pytest.raises(runs.TooManyRuns):
        runs.request_run(session, runner, limits, [experiment(20)])

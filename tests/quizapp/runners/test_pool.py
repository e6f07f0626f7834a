"""What happens to runs of an embedded pool when its processes, or the server it is in, do not behave."""

import random
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import simulator
from quizapp.errors import TooManyRuns
from quizapp.models import RunStatus
from quizapp.services import run_work
from quizapp.services.admission import RunLimits
from tests.quizapp.runners.sites import Site, experiment, pool_site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with pool_site(tmp_path) as site:
        yield site


def test_killing_at_random_points_of_many_runs_changes_no_result(site: Site) -> None:
    wanted = {site.request(each): each for each in (experiment(60, seed, depth=3) for seed in range(25))}
    chance = random.Random(0)
    for _ in range(6):
        time.sleep(chance.uniform(0.05, 0.4))
        site.kill_processes()
    for run_id, each in wanted.items():
        run = site.wait_for(run_id, RunStatus.FINISHED, RunStatus.FAILED)
        assert run.status is RunStatus.FINISHED, run.error
        assert np.array_equal(site.trace(run_id).loss, simulator.run(each).loss)


def test_what_was_under_way_when_the_server_stopped_is_computed_by_the_next_one(tmp_path: Path) -> None:
    with pool_site(tmp_path) as first:
        left = first.request(experiment(1500))
        first.wait_for(left, RunStatus.RUNNING)
    with pool_site(tmp_path) as second:
        assert second.wait_for(left, RunStatus.QUEUED).execution_number == 1
        second.runner.warm_up()  # nobody rings for it again
        assert second.wait_for(left, RunStatus.FINISHED).failed_executions == 0


def test_too_many_waiting_runs_are_refused(site: Site) -> None:
    limits = RunLimits(seconds=600, queue=1)
    site.request(experiment(20_000), limits=limits)
    with pytest.raises(TooManyRuns):
        site.request(experiment(20), limits=limits)


def test_two_runners_on_one_database_never_compute_the_same_run(tmp_path: Path) -> None:
    with pool_site(tmp_path) as one, pool_site(tmp_path) as other:
        requested = [(one, other)[seed % 2].request(experiment(30, seed, depth=2)) for seed in range(20)]
        for run_id in requested:
            assert one.wait_for(run_id, RunStatus.FINISHED).execution_number == 1


def test_a_cancelled_run_leaves_its_process_to_the_next_one(site: Site) -> None:
    unwanted = site.request(experiment(3_000, depth=2, width=8))
    site.wait_for_frames(unwanted, execution_number=1)
    before = {process.pid for process in site.processes()}
    run_work.cancel(site.session, unwanted)
    site.runner.cancel(unwanted)
    site.wait_for(site.request(experiment(20)), RunStatus.FINISHED)
    assert {process.pid for process in site.processes()} == before


def test_a_process_that_does_not_see_that_its_run_was_cancelled_is_ended(site: Site) -> None:
    """It looks when it has something to record; one frame of this run takes many seconds."""
    unwanted = site.request(experiment(2_000, depth=30, width=1024))
    site.wait_for(unwanted, RunStatus.RUNNING)
    before = {process.pid for process in site.processes()}
    run_work.cancel(site.session, unwanted)
    site.runner.cancel(unwanted)
    site.wait_for(site.request(experiment(20)), RunStatus.FINISHED)
    assert before - {process.pid for process in site.processes()}

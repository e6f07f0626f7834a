"""Runs of an embedded pool when its processes, or its server, fail."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from quizapp.db.sessions import writing
from quizapp.errors import TooManyRuns
from quizapp.models import RunStatus
from quizapp.runners.supervision import NOT_STORED
from quizapp.services import run_work
from quizapp.services.admission import RunLimits
from tests.quizapp.runners.sites import PROCESS_LIMITS, Site, endless, experiment, pool_site


@pytest.fixture
def own_site(tmp_path: Path) -> Iterator[Site]:
    with pool_site(tmp_path) as site:
        yield site


def test_what_was_under_way_when_the_server_stopped_is_computed_by_the_next_one(tmp_path: Path) -> None:
    with pool_site(tmp_path) as first:
        left = first.request(*endless())
        first.wait_for(left, RunStatus.RUNNING)
    with pool_site(tmp_path) as second:
        waiting = second.run(left)
        assert (waiting.status, waiting.execution_number) == (RunStatus.QUEUED, 1)
        second.runner.warm_up()  # nobody rings for it again
        second.wait_for_frames(left, 2)
        assert second.run(left).failed_executions == 0


def test_too_many_waiting_runs_are_refused(own_site: Site) -> None:
    limits = RunLimits(seconds=1e6, queue=1)
    own_site.request(*endless(), limits=limits)
    with pytest.raises(TooManyRuns):
        own_site.request(experiment(20), limits=limits)


def test_two_runners_on_one_database_never_compute_the_same_run(tmp_path: Path) -> None:
    with pool_site(tmp_path) as one, pool_site(tmp_path) as other:
        requested = [(one, other)[seed % 2].request(experiment(30, seed, depth=2)) for seed in range(20)]
        for run_id in requested:
            assert one.wait_for(run_id, RunStatus.FINISHED).execution_number == 1


def test_a_cancelled_run_leaves_its_process_to_the_next_one(tmp_path: Path) -> None:
    with pool_site(tmp_path, replace(PROCESS_LIMITS, seconds_to_stop=3600)) as site:
        unwanted = in_its_midst(site)
        before = set(site.processes())
        cancel(site, unwanted)
        site.wait_for(site.request(experiment(20)), RunStatus.FINISHED)
        assert set(site.processes()) == before


def test_a_process_that_does_not_see_that_its_run_was_cancelled_is_ended(tmp_path: Path) -> None:
    with pool_site(tmp_path, replace(PROCESS_LIMITS, seconds_to_stop=0)) as site:
        unwanted = in_its_midst(site)
        with suspended(site) as before:
            cancel(site, unwanted)
            site.wait_for(site.request(experiment(20)), RunStatus.FINISHED)
            assert before - set(site.processes())


def in_its_midst(site: Site) -> str:
    """A run that is being computed."""
    run_id = site.request(*endless())
    site.wait_for_frames(run_id, 1)
    return run_id


def cancel(site: Site, run_id: str) -> None:
    run_work.cancel(site.session, run_id)
    site.runner.cancel(run_id)


@contextmanager
def suspended(site: Site) -> Iterator[set[psutil.Process]]:
    """The processes that compute, which see nothing while this lasts, and hold no lock of the database."""
    processes = site.processes()
    with writing(site.session):
        for process in processes:
            process.suspend()
    yield set(processes)
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.resume()


def test_a_run_that_cannot_be_stored_does_not_blame_the_simulator(tmp_path: Path) -> None:
    with pool_site(tmp_path) as site:
        site.wait_for(site.request(experiment(20)), RunStatus.FINISHED)
        [file] = tmp_path.rglob("*.sqlite")
        for process in site.processes():  # as on a full disk, for the processes that compute
            process.rlimit(psutil.RLIMIT_FSIZE, (file.stat().st_size, file.stat().st_size))
        run = site.wait_for(site.request(experiment(3000)), RunStatus.FAILED, RunStatus.FINISHED)
        assert (run.status, run.error) == (RunStatus.FAILED, NOT_STORED)

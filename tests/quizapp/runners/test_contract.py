"""What every runner promises: the pool, and workers behind RabbitMQ or Redis with PostgreSQL."""

from collections.abc import Iterator

import numpy as np
import pytest
from sqlalchemy import delete

import simulator
from quizapp.db.sessions import writing
from quizapp.models import Run, RunStatus
from quizapp.runners.supervision import TOOK_TOO_LONG, TOOK_TOO_MUCH
from quizapp.services import run_work
from quizapp.services.admission import RunLimits
from quizapp.services.run_work import WORKER_DIED
from tests.quizapp.runners.sites import Site, cluster_site, experiment, pool_site
from tests.simulator.equality import assert_same


@pytest.fixture(scope="module", params=["pool", "rabbitmq", "redis"])
def shared_site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    if request.param == "pool":
        with pool_site(folder) as site:
            yield site
    else:
        broker, database = (request.getfixturevalue(name) for name in (request.param, "postgresql"))
        with cluster_site(folder, database, broker) as site:
            site.start_worker()
            yield site


@pytest.fixture
def site(shared_site: Site) -> Iterator[Site]:
    yield shared_site
    shared_site.session.rollback()
    with writing(shared_site.session):
        shared_site.session.execute(delete(Run))


def test_the_result_is_the_simulators_bit_for_bit_and_computed_once(site: Site) -> None:
    wanted = experiment(60)
    run_id = site.request(wanted)
    assert site.request(wanted) == run_id
    assert site.wait_for(run_id, RunStatus.FINISHED).execution_number == 1
    assert site.request(wanted) == run_id
    assert site.wait_for(run_id, RunStatus.FINISHED).execution_number == 1
    assert_same(site.trace(run_id), simulator.run(wanted))


def test_a_run_cancelled_by_the_web_server_stops_and_can_be_asked_for_again(site: Site) -> None:
    endless = experiment(20_000)
    run_id = site.request(endless)
    site.wait_for_frames(run_id, 1)
    run_work.cancel(site.session, run_id)
    site.runner.cancel(run_id)
    assert not run_work.record_frames(site.session, run_id, 1, 1000, [("frame", "{}")])
    site.wait_for(site.request(experiment(20)), RunStatus.FINISHED, seconds=30)
    assert site.request(endless) == run_id
    assert site.wait_for(run_id, RunStatus.RUNNING).execution_number == 2
    run_work.cancel(site.session, run_id)


def test_a_run_whose_process_is_killed_is_tried_again_and_comes_out_the_same(site: Site) -> None:
    doomed = experiment(800)
    run_id = site.request(doomed)
    site.wait_for_frames(run_id, 1)
    site.kill_processes()
    finished = site.wait_for(run_id, RunStatus.FINISHED)
    assert (finished.execution_number, finished.failed_executions) == (2, 1)
    assert np.array_equal(site.trace(run_id).loss, simulator.run(doomed).loss)


def test_after_three_deaths_a_run_fails_with_the_reason_and_the_next_one_works(site: Site) -> None:
    run_id = site.request(experiment(20_000))
    for attempt in (1, 2, 3):
        site.wait_for_frames(run_id, attempt)
        site.kill_processes()
    assert site.wait_for(run_id, RunStatus.FAILED).error == WORKER_DIED
    site.wait_for(site.request(experiment(20)), RunStatus.FINISHED)


def test_a_run_beyond_the_time_limit_is_stopped(site: Site) -> None:
    endless = site.request(*(experiment(20_000, seed) for seed in range(4)))
    assert site.wait_for(endless, RunStatus.FAILED).error == TOOK_TOO_LONG


def test_a_run_beyond_the_memory_limit_is_stopped_and_not_tried_again(site: Site) -> None:
    large = experiment(50, width=2048, depth=40)
    run_id = site.request(large, limits=RunLimits(1e9, 10, memory_bytes=10**15))
    failed = site.wait_for(run_id, RunStatus.FAILED)
    assert (failed.error, failed.execution_number) == (TOOK_TOO_MUCH, 1)


def test_what_an_earlier_attempt_says_counts_for_nothing(site: Site) -> None:
    wanted = experiment(400)
    run_id = site.request(wanted)
    site.wait_for_frames(run_id, 1)
    site.kill_processes()
    site.wait_for_frames(run_id, 2)
    assert not run_work.record_frames(site.session, run_id, 1, 1000, [("frame", "{}")])
    run_work.fail_run(site.session, run_id, 1, "too late")
    run_work.finish_run(site.session, run_id, 1, [])
    assert site.wait_for(run_id, RunStatus.FINISHED).execution_number == 2
    assert np.array_equal(site.trace(run_id).loss, simulator.run(wanted).loss)

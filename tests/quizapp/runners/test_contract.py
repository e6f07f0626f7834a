"""What every runner promises: the pool, and workers behind RabbitMQ or Redis with PostgreSQL."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import simulator
from quizapp.db.sessions import writing
from quizapp.db.tables import now
from quizapp.models import RunStatus
from quizapp.runners.supervision import TOOK_TOO_LONG, TOOK_TOO_MUCH
from quizapp.services import run_work
from quizapp.services.admission import RunLimits
from quizapp.services.run_work import WORKER_DIED
from tests.quizapp.runners.sites import PLACES, PROCESS_LIMITS, Site, endless, experiment, pool_site
from tests.samples import WHOLE
from tests.simulator.equality import assert_same
from tests.waiting import wait_until

each_place = pytest.mark.parametrize("site", PLACES, indirect=True)
# What a process does with its run does not depend on which broker brought it.
BESIDE_AND_AWAY = PLACES if WHOLE else PLACES[:2]
beside_and_away = pytest.mark.parametrize("site", BESIDE_AND_AWAY, indirect=True)
SHORTEST_TIME_LIMIT = 1


@each_place
def test_the_result_is_the_simulators_bit_for_bit_and_computed_once(site: Site) -> None:
    wanted = experiment(60)
    run_id = site.request(wanted)
    assert site.request(wanted) == run_id
    assert site.wait_for(run_id, RunStatus.FINISHED).execution_number == 1
    assert site.request(wanted) == run_id
    assert site.wait_for(run_id, RunStatus.FINISHED).execution_number == 1
    assert_same(site.trace(run_id), simulator.run(wanted))


@each_place
def test_a_run_cancelled_by_the_web_server_stops_and_can_be_asked_for_again(site: Site) -> None:
    run_id = site.request(*endless())
    site.wait_for_frames(run_id, 1)
    run_work.cancel(site.session, run_id)
    site.runner.cancel(run_id)
    assert not run_work.record_frames(site.session, run_id, 1, 1000, [("frame", "{}")])
    site.wait_for(site.request(experiment(20)), RunStatus.FINISHED)
    assert site.request(*endless()) == run_id
    assert site.wait_for(run_id, RunStatus.RUNNING).execution_number == 2
    run_work.cancel(site.session, run_id)


@each_place
def test_a_run_whose_process_is_killed_is_tried_again_and_comes_out_the_same(site: Site) -> None:
    run_id, doomed = site.kill_while_computing(site.kill_processes)
    finished = site.wait_for(run_id, RunStatus.FINISHED)
    assert (finished.execution_number, finished.failed_executions) == (2, 1)
    assert np.array_equal(site.trace(run_id).loss, simulator.run(doomed).loss)


@beside_and_away
def test_after_three_deaths_a_run_fails_with_the_reason_and_the_next_one_works(site: Site) -> None:
    run_id = site.request(*endless())
    for execution in (1, 2, 3):
        site.wait_for_frames(run_id, execution)
        site.kill_processes()
    assert site.wait_for(run_id, RunStatus.FAILED).error == WORKER_DIED
    site.wait_for(site.request(experiment(20)), RunStatus.FINISHED)


@pytest.fixture
def hasty_site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """The same places, where no run may take longer than a second."""
    if request.param == "pool":
        with pool_site(tmp_path, replace(PROCESS_LIMITS, seconds=SHORTEST_TIME_LIMIT)) as site:
            yield site
    else:
        site = request.getfixturevalue(request.param)
        site.kill_workers()
        limits = ("QUIZAPP_RUN_SECONDS_LIMIT", "QUIZAPP_SURVEY_SECONDS_LIMIT")
        site.start_worker(**dict.fromkeys(limits, str(SHORTEST_TIME_LIMIT)))
        yield site
        site.kill_workers()
        site.forget_runs()


@pytest.mark.parametrize("hasty_site", BESIDE_AND_AWAY, indirect=True)
def test_a_run_beyond_the_time_limit_is_stopped(hasty_site: Site) -> None:
    run_id = hasty_site.request(*endless())
    assert hasty_site.wait_for(run_id, RunStatus.FAILED).error == TOOK_TOO_LONG


@beside_and_away
def test_a_run_beyond_the_memory_limit_is_stopped_and_not_tried_again(site: Site) -> None:
    large = experiment(50, width=2048, depth=40)
    run_id = site.request(large, limits=RunLimits(1e9, 10, memory_bytes=10**15))
    failed = site.wait_for(run_id, RunStatus.FAILED)
    assert (failed.error, failed.execution_number) == (TOOK_TOO_MUCH, 1)


@beside_and_away
def test_what_an_earlier_execution_says_counts_for_nothing(site: Site) -> None:
    run_id, wanted = site.kill_while_computing(site.kill_processes)
    wait_until(lambda: site.run(run_id).execution_number == 2)
    assert not run_work.record_frames(site.session, run_id, 1, 1000, [("frame", "{}")])
    run_work.fail_run(site.session, run_id, 1, "too late")
    run_work.finish_run(site.session, run_id, 1, [])
    assert site.wait_for(run_id, RunStatus.FINISHED).execution_number == 2
    assert np.array_equal(site.trace(run_id).loss, simulator.run(wanted).loss)


@beside_and_away
def test_a_worker_renews_the_lease_of_what_it_computes(site: Site) -> None:
    run_id = site.request(*endless())
    site.wait_for_frames(run_id, 1)
    given = site.run(run_id).leased_until
    assert given is not None
    with writing(site.session):
        site.run(run_id).leased_until = now() + (given - now()) / 3
    wait_until(lambda: (site.run(run_id).leased_until or given) - now() > (given - now()) / 2)
    assert site.run(run_id).execution_number == 1
    run_work.cancel(site.session, run_id)

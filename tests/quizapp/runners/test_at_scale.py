"""Workers and brokers that die."""

import random
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import requests
from amqp.exceptions import NotFound, PreconditionFailed
from kombu import Connection
from redis import Redis
from sqlalchemy import delete

from quizapp.db.sessions import writing
from quizapp.models import Run, RunStatus
from quizapp.runners.broker import QUEUE
from tests.brokers import redis_url
from tests.quizapp.runners.killing import kill_both_workers
from tests.quizapp.runners.sites import Site, cluster_site, experiment
from tests.serving import start_server


@pytest.fixture(params=["rabbitmq", "redis"])
def site(request: pytest.FixtureRequest, postgresql: str, tmp_path: Path) -> Iterator[Site]:
    with cluster_site(tmp_path, postgresql, request.getfixturevalue(request.param)) as site:
        yield site
        _forget_runs(site)


def test_killing_both_workers_at_a_random_point_of_fifty_runs_changes_no_result(site: Site) -> None:
    kill_both_workers(site, random.Random())


def test_what_the_web_server_is_asked_for_is_computed_by_a_worker_and_watched_from_the_server(
    rabbitmq: str, postgresql: str, tmp_path: Path
) -> None:
    with cluster_site(tmp_path, postgresql, rabbitmq) as site:
        site.start_worker()
        server = start_server(tmp_path, **site.environment)
        try:
            body = {"experiments": [experiment(30).model_dump(mode="json")]}
            asked = requests.post(f"{server.address}/api/v1/runs", json=body, timeout=10).json()
            address = f"{server.address}/api/v1/runs/{asked['id']}"
            events = requests.get(f"{address}/events", timeout=60).text
            assert "event: frame" in events
            assert "event: end" in events
            document = requests.get(address, timeout=10).json()
            assert document["status"] == "finished"
            assert not psutil.Process(server.process.pid).children(recursive=True)[
                1:
            ]  # gunicorn's one, no pool
        finally:
            server.stop()
        _forget_runs(site)


def test_a_worker_that_is_asked_to_stop_gives_its_run_back_at_once(site: Site) -> None:
    site.start_worker()
    run_id = site.request(experiment(20_000))
    site.wait_for_frames(run_id, 1)
    site.stop_workers()
    run = site.wait_for(run_id, RunStatus.QUEUED, seconds=1)
    assert run.failed_executions == 0


def test_a_run_is_done_though_the_broker_lost_every_message(
    redis: str, postgresql: str, tmp_path: Path
) -> None:
    with cluster_site(tmp_path, postgresql, redis) as site:
        requested = [site.request(experiment(40, seed, depth=3)) for seed in range(10)]
        site.start_worker()
        site.wait_for(requested[0], RunStatus.RUNNING, RunStatus.FINISHED)
        with Redis.from_url(redis) as client:
            client.flushall()
        for run_id in requested:
            site.wait_for(run_id, RunStatus.FINISHED)
        _forget_runs(site)


def test_runs_are_asked_for_and_done_while_the_broker_is_away(postgresql: str, tmp_path: Path) -> None:
    with redis_url() as passing:
        broker = passing
        with cluster_site(tmp_path, postgresql, broker) as site:
            site.start_worker()
            site.wait_for(site.request(experiment(20)), RunStatus.FINISHED)
    with cluster_site(tmp_path, postgresql, broker) as site:
        run_id = site.request(experiment(30))
        assert site.wait_for(run_id, RunStatus.QUEUED).execution_number == 0
        site.start_worker()
        site.wait_for(run_id, RunStatus.FINISHED)
        _forget_runs(site)


def test_the_doorbell_of_rabbitmq_is_a_quorum_queue_with_one_message_a_run(
    rabbitmq: str, postgresql: str, tmp_path: Path
) -> None:
    if _messages(rabbitmq):  # of runs that are done
        with Connection(rabbitmq) as connection, connection.channel() as channel:
            channel.queue_purge(QUEUE)
    with cluster_site(tmp_path, postgresql, rabbitmq) as site:
        for seed in range(3):
            site.request(experiment(20, seed))
        deadline = time.monotonic() + 30
        while _messages(rabbitmq) < 3:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        _forget_runs(site)
    assert _messages(rabbitmq, {"x-queue-type": "quorum"}) == 3
    with pytest.raises(PreconditionFailed):
        _messages(rabbitmq, {"x-queue-type": "classic"})


def _messages(url: str, arguments: dict[str, str] | None = None) -> int:
    """How many there are; given arguments, they must be the queue's own."""
    with Connection(url) as connection, connection.channel() as channel:
        try:
            asked = {"passive": True} if arguments is None else {"auto_delete": False, "arguments": arguments}
            return int(channel.queue_declare(QUEUE, durable=True, **asked).message_count)
        except NotFound:  # not made yet
            return 0


def _forget_runs(site: Site) -> None:
    site.session.rollback()
    with writing(site.session):
        site.session.execute(delete(Run))

"""Workers and brokers that die, or are asked to stop. `make torture` kills them at random, again and again."""

import json
import urllib.request
from pathlib import Path

import numpy as np
import psutil
import pytest
from amqp.exceptions import NotFound, PreconditionFailed
from kombu import Connection
from redis import Redis

import simulator
from quizapp.models import RunStatus
from quizapp.runners.broker import QUEUE
from tests.brokers import place_on, redis_server
from tests.quizapp.runners.sites import CLUSTERS, Site, cluster_site, endless, experiment
from tests.serving import start_server
from tests.waiting import wait_until

each_cluster = pytest.mark.parametrize("site", CLUSTERS, indirect=True)
on_rabbitmq = pytest.mark.parametrize("site", CLUSTERS[:1], indirect=True)
on_redis = pytest.mark.parametrize("site", CLUSTERS[1:], indirect=True)


@each_cluster
def test_killing_a_worker_in_the_midst_of_its_runs_changes_no_result(site: Site) -> None:
    waiting = {site.request(each): each for each in (experiment(40, seed, depth=3) for seed in range(5))}
    killed, wanted = site.kill_while_computing(site.replace_workers)
    for run_id, each in {**waiting, killed: wanted}.items():
        run = site.wait_for(run_id, RunStatus.FINISHED, RunStatus.FAILED)
        assert run.status is RunStatus.FINISHED, run.error
        assert np.array_equal(site.trace(run_id).loss, simulator.run(each).loss)


@on_rabbitmq
def test_what_the_web_server_is_asked_for_is_computed_by_a_worker_and_watched_from_the_server(
    site: Site, tmp_path: Path
) -> None:
    server = start_server(tmp_path, **site.environment | {"QUIZAPP_INSTANCE": str(tmp_path)})
    try:
        body = json.dumps({"experiments": [experiment(30).model_dump(mode="json")]}).encode()
        asked = urllib.request.Request(
            f"{server.address}/api/v1/runs", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(asked) as answer:
            address = f"{server.address}/api/v1/runs/{json.load(answer)['id']}"
        with urllib.request.urlopen(f"{address}/events") as answer:
            events = answer.read().decode()
        assert "event: frame" in events
        assert "event: end" in events
        with urllib.request.urlopen(address) as answer:
            assert json.load(answer)["status"] == "finished"
        children = psutil.Process(server.process.pid).children(recursive=True)
        assert len(children) == 1  # gunicorn's one, no pool
    finally:
        server.stop()


@each_cluster
def test_a_worker_that_is_asked_to_stop_gives_its_run_back_at_once(site: Site) -> None:
    run_id = site.request(*endless())
    site.wait_for_frames(run_id, 1)
    site.stop_workers()
    run = site.run(run_id)
    assert (run.status, run.failed_executions) == (RunStatus.QUEUED, 0)


@on_redis
def test_a_run_is_done_though_the_broker_lost_every_message(site: Site, redis: str) -> None:
    site.kill_workers()
    with Redis.from_url(redis) as client:
        client.flushdb()
        requested = [site.request(experiment(40, seed, depth=3)) for seed in range(5)]
        wait_until(lambda: client.llen(QUEUE) == len(requested))
        client.flushdb()
    site.start_worker()
    for run_id in requested:
        site.wait_for(run_id, RunStatus.FINISHED)


@pytest.mark.xdist_group("redis")
def test_runs_are_asked_for_and_done_while_the_broker_is_away(postgresql: str, tmp_path: Path) -> None:
    with redis_server() as passing:
        broker = place_on(passing, "master")
        with cluster_site(tmp_path, postgresql, broker) as site:
            site.start_worker()
            site.wait_for(site.request(experiment(20)), RunStatus.FINISHED)
    with cluster_site(tmp_path, postgresql, broker) as site:
        run_id = site.request(experiment(30))
        assert site.run(run_id).status is RunStatus.QUEUED
        site.start_worker()
        site.wait_for(run_id, RunStatus.FINISHED)


@on_rabbitmq
def test_the_doorbell_of_rabbitmq_is_a_quorum_queue_with_one_message_a_run(site: Site, rabbitmq: str) -> None:
    site.kill_workers()
    with Connection(rabbitmq) as connection, connection.channel() as channel:
        channel.queue_purge(QUEUE)  # of runs that are done
    for seed in range(3):
        site.request(experiment(20, seed))
    wait_until(lambda: _messages(rabbitmq) >= 3)
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

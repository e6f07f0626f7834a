"""Following a run: as a stream, and by asking again and again where there is no stream to spare."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from quizapp import create_app
from quizapp.config import Settings
from quizapp.runners.pool import PoolRunner, ProcessLimits
from tests.quizapp.api.test_runs import SICK, events_of, wait_for


@pytest.fixture
def crowded(settings: Settings) -> Iterator[Flask]:
    """An application that holds no streams at all."""
    runner = PoolRunner(settings.database_url, processes=1, limits=ProcessLimits(seconds=60))
    yield create_app(replace(settings, streams_limit=0), runner)
    runner.close()


@pytest.fixture
def running(settings: Settings) -> Iterator[Flask]:
    runner = PoolRunner(settings.database_url, processes=1, limits=ProcessLimits(seconds=60))
    yield create_app(replace(settings, runs_per_minute=1000), runner)
    runner.close()


def test_over_the_limit_a_stream_is_refused_and_the_events_can_be_asked_for(crowded: Flask) -> None:
    client = crowded.test_client()
    run = client.post("/api/v1/runs", json={"scenario": SICK}).get_json()["id"]
    wait_for(client, run, "finished")
    assert client.get(f"/api/v1/runs/{run}/events").status_code == 503
    so_far = client.get(f"/api/v1/runs/{run}/events/so-far").get_json()
    assert so_far["status"] == "finished"
    names = [event["event"] for event in so_far["events"]]
    assert names.count("result") == 2
    last = so_far["events"][-1]["id"]
    assert client.get(f"/api/v1/runs/{run}/events/so-far?after={last}").get_json()["events"] == []


def test_both_ways_give_the_same_events_and_a_stream_that_ended_is_free_again(running: Flask) -> None:
    client = running.test_client()
    run = client.post("/api/v1/runs", json={"scenario": SICK}).get_json()["id"]
    for _ in range(running.extensions["quizapp.settings"].streams_limit + 5):
        streamed = events_of(client.get(f"/api/v1/runs/{run}/events").text)
    asked = client.get(f"/api/v1/runs/{run}/events/so-far").get_json()["events"]
    assert [(event["id"], event["event"], json.loads(event["data"])) for event in asked] == streamed[:-1]


def test_a_hundred_who_press_at_once_share_one_computation_and_all_see_it(running: Flask) -> None:
    seen: list[list[str]] = []

    def press() -> None:
        client = running.test_client(use_cookies=False)
        run = client.post("/api/v1/runs", json={"scenario": SICK}).get_json()["id"]
        while True:
            so_far = client.get(f"/api/v1/runs/{run}/events/so-far").get_json()
            if so_far["status"] == "finished":
                seen.append([run, *(event["id"] for event in so_far["events"])])
                return
            time.sleep(1)

    pressing = [threading.Thread(target=press) for _ in range(100)]
    for thread in pressing:
        thread.start()
    for thread in pressing:
        thread.join()
    assert len(seen) == 100
    assert len({tuple(each) for each in seen}) == 1
    assert all(event.startswith("1.") for event in seen[0][1:])

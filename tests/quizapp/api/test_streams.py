"""Follow a run as a stream, or by polling if there are too many streams."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from quizapp import create_app
from quizapp.config import Settings
from quizapp.http.extensions import db
from quizapp.services.run_work import finish_run, give_back, lease_next, record_frames
from tests.quizapp.api.test_runs import LONG, SICK, SMALL, events_of, wait_for_status
from tests.quizapp.services.test_run_work import LEASE, Bell
from tests.waiting import wait_until


def queued(client: FlaskClient, count: int) -> list[str]:
    """Runs that nobody computes."""
    asked = [{"experiments": [SMALL | {"seed": 1000 + number}]} for number in range(count)]
    return [client.post("/api/v1/runs", json=body).get_json()["id"] for body in asked]


@pytest.fixture
def crowded(settings: Settings) -> Iterator[Flask]:
    """An application that holds no streams at all."""
    app = create_app(replace(settings, streams_limit=0))
    yield app
    app.extensions["quizapp.runner"].close()


@pytest.fixture
def unattended(settings: Settings) -> Flask:
    """An application whose runs wait, until the test itself takes them."""
    many = {"run_queue_limit": 100, "guest_queue_limit": 100}
    return create_app(replace(settings, **many), Bell())


def test_over_the_limit_a_stream_is_refused_and_the_events_can_be_asked_for(crowded: Flask) -> None:
    client = crowded.test_client()
    run = client.post("/api/v1/runs", json={"experiments": [LONG]}).get_json()["id"]
    assert client.get(f"/api/v1/runs/{run}/events").status_code == 503
    client.delete(f"/api/v1/runs/{run}")
    run = client.post("/api/v1/runs", json={"scenario": SICK}).get_json()["id"]
    wait_for_status(client, run, "finished")
    so_far = client.get(f"/api/v1/runs/{run}/events/so-far").get_json()
    assert so_far["status"] == "finished"
    names = [event["event"] for event in so_far["events"]]
    assert names.count("result") == 2
    last = so_far["events"][-1]["id"]
    assert client.get(f"/api/v1/runs/{run}/events/so-far?after={last}").get_json()["events"] == []


def test_both_ways_give_the_same_events_live_and_afterwards(running_client: FlaskClient) -> None:
    client = running_client
    run = client.post("/api/v1/runs", json={"scenario": SICK}).get_json()["id"]
    live = events_of(client.get(f"/api/v1/runs/{run}/events").text)
    assert events_of(client.get(f"/api/v1/runs/{run}/events").text) == live
    asked = client.get(f"/api/v1/runs/{run}/events/so-far").get_json()["events"]
    assert [(event["id"], event["event"], json.loads(event["data"])) for event in asked] == live[:-1]


def test_a_stream_that_was_left_is_free_again(settings: Settings) -> None:
    client = create_app(replace(settings, streams_limit=2), Bell()).test_client()
    path = f"/api/v1/runs/{queued(client, 1)[0]}/events"
    first, second = client.get(path), client.get(path)
    assert (first.status_code, second.status_code, client.get(path).status_code) == (200, 200, 503)
    first.close()
    assert client.get(path).status_code == 200


def test_streams_hold_no_connection_and_one_look_serves_them_all(unattended: Flask) -> None:
    client = unattended.test_client()
    asked = queued(client, 40)
    with unattended.app_context():
        engine = db.engine
    looks: list[int] = []
    event.listen(engine, "begin", lambda connection: looks.append(0))
    streams = [client.get(f"/api/v1/runs/{run}/events") for run in asked]
    waiting = [iter(stream.response) for stream in streams]
    assert all(next(each).startswith(b'event: standing\ndata: {"status":"queued"') for each in waiting)
    event.listen(engine, "after_cursor_execute", lambda *_: looks.append(looks.pop() + 1) if looks else None)
    looks.clear()
    wait_until(lambda: len(looks) > 4)
    assert max(looks) <= 6  # its BEGIN, how the runs stand, their frames; now and then the queue
    assert engine.pool.checkedout() <= 1  # type: ignore[attr-defined]  # the watcher's, while it looks
    for stream in streams:
        stream.close()
    wait_until(lambda: "run watcher" not in {thread.name for thread in threading.enumerate()})


def test_all_who_follow_a_run_see_it_whole_whenever_they_came(unattended: Flask, session: Session) -> None:
    client = unattended.test_client()
    (run,) = queued(client, 1)
    work = lease_next(session, "worker", LEASE)
    assert work is not None
    seen: list[list[str | None]] = []

    def follow() -> None:
        text = unattended.test_client().get(f"/api/v1/runs/{run}/events").text
        seen.append([event_id for event_id, *_ in events_of(text)])

    followers: list[threading.Thread] = []
    for sequence in range(1, 6):
        followers += [threading.Thread(target=follow) for _ in range(6)]
        for follower in followers[-6:]:
            follower.start()
        record_frames(session, run, work.execution_number, sequence, [("frame", "{}")])
    finish_run(session, run, work.execution_number, [])
    for follower in followers:
        follower.join()
    assert len(seen) == 30
    assert {tuple(each) for each in seen} == {("1.1", "1.2", "1.3", "1.4", "1.5", None)}


def test_who_waits_is_told_how_many_are_before_and_when_that_changes(
    unattended: Flask, session: Session
) -> None:
    client = unattended.test_client()
    _, second, third = queued(client, 3)
    shown = client.get(f"/api/v1/runs/{third}").get_json()
    assert shown["queued_before"] == 2
    assert shown["expected_wait_seconds"] == pytest.approx(2 * shown["cost"]["seconds"], abs=0.06)
    assert client.get(f"/api/v1/runs/{third}/events/so-far").get_json()["queued_before"] == 2
    stream = iter(client.get(f"/api/v1/runs/{third}/events").response)
    told: list[tuple[str, int | None]] = []

    def follow_until(standing: tuple[str, int | None]) -> None:
        while not told or told[-1] != standing:
            data = json.loads(next(stream).decode().partition("data: ")[2])
            told.append((data["status"], data["queued_before"]))

    follow_until(("queued", 2))
    assert lease_next(session, "worker", LEASE) is not None
    follow_until(("queued", 1))
    client.delete(f"/api/v1/runs/{second}")
    follow_until(("queued", 0))
    assert lease_next(session, "worker", LEASE) is not None
    follow_until(("running", None))
    running = client.get(f"/api/v1/runs/{third}").get_json()
    assert (running["queued_before"], running["expected_wait_seconds"]) == (None, None)


def test_who_follows_is_carried_over_to_the_next_attempt(unattended: Flask, session: Session) -> None:
    client = unattended.test_client()
    (run,) = queued(client, 1)
    first = lease_next(session, "worker", LEASE)
    assert first is not None
    record_frames(session, run, first.execution_number, 1, [("frame", "{}")] * 2)
    stream = iter(client.get(f"/api/v1/runs/{run}/events").response)
    text: list[str] = []
    while "id: 1.2" not in "".join(text):
        text.append(next(stream).decode())
    give_back(session, run, first.execution_number, has_failed=True)
    second = lease_next(session, "worker", LEASE)
    assert second is not None
    record_frames(session, run, second.execution_number, 1, [("frame", "{}")])
    finish_run(session, run, second.execution_number, [])
    text += [part.decode() for part in stream]
    assert [event_id for event_id, *_ in events_of("".join(text))] == ["1.1", "1.2", "2.1", None]


def test_a_hundred_who_press_at_once_share_one_computation_and_all_see_it(
    running_client: FlaskClient, running_app: Flask
) -> None:
    seen: list[list[str]] = []

    def press() -> None:
        client = running_app.test_client(use_cookies=False)
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

"""A run that is followed goes on being followed: after a reload, in another tab, without the server for a while."""

import json
import os
import re
import signal
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from quizapp.domain.text import Language
from tests.browser.conftest import NewVisitor, Visitor, with_patience
from tests.serving import Server, start_server
from tests.waiting import wait_until

SCENARIO = "/lab/mlp-nan-loss"
STEPS = 2000  # of a run that begins while its page is open
WHOLE_TEST = 20_000  # of a run that goes on, with a wide network, for longer than any test
LONG = {"task": {"kind": "temporal_order", "length": 60}}
COUNT_REQUESTS = """
    window.sources = [];
    const Source = window.EventSource;
    window.EventSource = class extends Source { constructor(url) { super(url); window.sources.push(this); } };
"""


def start_with_one_process(folder: Path, **environment: str) -> Server:
    return start_server(
        folder,
        QUIZAPP_RUNNER_PROCESSES="1",
        QUIZAPP_GUEST_QUEUE_LIMIT="64",
        QUIZAPP_RUN_SECONDS_LIMIT="3600",
        **environment,
    )


@pytest.fixture
def slow_server(tmp_path: Path) -> Iterator[Server]:
    server = start_with_one_process(tmp_path)
    yield server
    server.stop()


def occupy(server: Server) -> str:
    """Have its only process compute until that run is stopped, however slow the browser is."""
    run = ask(server, 1, steps=WHOLE_TEST, width=256)
    wait_until(lambda: status_of(server, run) == "running")  # before that, a shorter run may be taken first
    return run


def stop_run(server: Server, run: str) -> None:
    request = urllib.request.Request(f"{server.address}/api/v1/runs/{run}", method="DELETE")
    urllib.request.urlopen(request).close()


def ask(server: Server, seed: int, steps: int = 2000, width: int = 64) -> str:
    network = {"kind": "rnn", "width": width}
    body = json.dumps({"experiments": [LONG | {"network": network, "seed": seed, "steps": steps}]}).encode()
    request = urllib.request.Request(
        f"{server.address}/api/v1/runs", body, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as answer:
        run: str = json.load(answer)["id"]
    return run


def status_of(server: Server, run: str) -> str:
    with urllib.request.urlopen(f"{server.address}/api/v1/runs/{run}") as answer:
        status: str = json.load(answer)["status"]
    return status


def state(page: Page, name: str) -> None:
    expect(page.locator(f".run-state[data-state={name}]")).to_be_visible()


def has_begun(page: Page) -> None:
    """Some of its frames have come."""
    expect(page.locator(".run-state[data-state=running]")).to_contain_text(re.compile(r"[1-9]\d* of"))


def kill_all_of(server: Server) -> None:
    """As a machine that loses its power: nothing of the server has time to say goodbye."""
    worker = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
    for process in (server.process.pid, *map(int, worker)):
        os.kill(process, signal.SIGKILL)
    server.wait()


def run_in(page: Page) -> str:
    expect(page).to_have_url(re.compile("run=[0-9a-f]{32}"))
    return re.findall("run=([0-9a-f]{32})", page.url)[0]


def test_a_reload_and_another_tab_go_on_with_the_same_run_and_settings(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open(f"{SCENARIO}?gain=0.8")
    page.locator("[data-run]").click()
    state(page, "finished")
    run = run_in(page)
    page.reload()
    state(page, "finished")
    assert run_in(page) == run
    expect(page.locator("[name=gain]").first).to_have_value("0.8")
    expect(page.locator("[data-chart=loss] svg")).to_be_visible()
    other = page.context.new_page()
    other.goto(page.url)
    state(other, "finished")
    assert run_in(other) == run


def test_a_reload_does_not_start_again_what_was_cancelled(
    slow_server: Server, new_visitor: NewVisitor
) -> None:
    occupy(slow_server)
    visitor = new_visitor("en", slow_server.address)
    page = visitor.page
    visitor.open(SCENARIO)
    page.locator("[data-run]").click()
    state(page, "queued")
    page.locator("[data-cancel]").click()
    state(page, "cancelled")
    page.reload()
    state(page, "cancelled")
    page.locator("[data-run]").click()
    state(page, "queued")


def test_who_waits_reads_how_many_are_before(
    slow_server: Server, new_visitor: NewVisitor, language: Language
) -> None:
    many, one = {
        "en": ("2 runs before yours", "1 run before yours"),
        "zh": ("前面还有 2 次运行", "前面还有 1 次运行"),
    }[language]
    occupy(slow_server)
    asked = [ask(slow_server, seed) for seed in (2, 3, 4)]
    visitor = new_visitor(language, slow_server.address)
    visitor.open(f"/lab/runs/{asked[2]}")
    expect(visitor.page.locator(".run-state")).to_contain_text(many)
    stop_run(slow_server, asked[0])
    expect(visitor.page.locator(".run-state")).to_contain_text(one)


def test_a_restart_of_the_server_is_sat_out(tmp_path: Path, browser: Browser) -> None:
    server = start_with_one_process(tmp_path)
    port = str(urlsplit(server.address).port)
    before = occupy(server)
    run = ask(server, 1, steps=STEPS)
    page = with_patience(browser.new_page())  # its console may complain that the server is gone
    page.goto(f"{server.address}/lab/runs/{run}")
    state(page, "queued")
    stop_run(server, before)
    has_begun(page)
    kill_all_of(server)
    state(page, "offline")
    again = start_with_one_process(tmp_path, PORT=port)
    try:
        state(page, "running")
        state(page, "finished")
        with urllib.request.urlopen(f"{again.address}/api/v1/runs/{run}/trace") as answer:
            (trace,) = json.load(answer)["traces"]
        assert len(trace["loss"]) == STEPS
        expect(page.locator("[data-cursor]")).to_have_attribute("max", str(STEPS - 1))
    finally:
        page.close()
        again.stop()


def test_a_stream_that_went_silent_is_opened_anew_after_the_last_event(
    slow_server: Server, new_visitor: NewVisitor
) -> None:
    before = occupy(slow_server)
    run = ask(slow_server, 1, steps=STEPS)
    visitor = new_visitor("en", slow_server.address)
    page = visitor.page
    page.add_init_script(COUNT_REQUESTS)
    visitor.open(f"/lab/runs/{run}")
    state(page, "queued")
    stop_run(slow_server, before)
    has_begun(page)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_function("() => window.sources.length === 2")
    assert page.evaluate("window.sources[0].readyState") == 2
    assert re.search(r"after=1\.\d+", page.evaluate("window.sources[1].url"))
    state(page, "finished")
    expect(page.locator("[data-cursor]")).to_have_attribute("max", str(STEPS - 1))

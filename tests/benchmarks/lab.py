"""The speed of the lab as a reader experiences it: measured in the page, in real Chromium, on the real service."""

import json
import os
import statistics
import tempfile
import time
import urllib.request
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from quizapp.formats.content_files import read_bank
from tests.benchmarks.environment import ROOT
from tests.chromium import launch_options
from tests.serving import Server, start_server

SCRIPT = Path(__file__).with_name("lab_page.js").read_text()
LONG = {"network": {"kind": "mlp", "depth": 10}, "task": {"kind": "regression"}, "steps": 8000}
TIMEOUT_MILLISECONDS = 60_000


@dataclass
class LabTimes:
    """Milliseconds of each measure, over scenarios and rounds."""

    measures: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    finished: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))


TARGETS = {  # None: for comparison
    "click to first drawn frame": 300,
    "click to finished and drawn": 1500,
    "  and what is out of sight, too": None,
    "pressed again: stored result drawn": 150,
    "  and what is out of sight, too ": None,
    "its link opened: stored result drawn": 150,
    "cancel pressed to page says so": 1000,
    "cancel pressed to worker stopped": 1000,
}
FIRST, ALL, ALL_BELOW, AGAIN, AGAIN_BELOW, LINK, CANCEL, STOPPED = TARGETS


def measure_lab(rounds: int, say: Callable[[str], None], every: int = 1) -> LabTimes:
    """`every`: of the scenarios, only each so-manieth."""
    times = LabTimes()
    slugs = [scenario.slug for scenario in read_bank(ROOT / "content").scenarios]
    slugs = slugs[every // 4 :: every]  # of every fourth, those whose median is near that of all
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        for number in range(1, rounds + 1):
            with tempfile.TemporaryDirectory() as folder:  # a fresh database: nothing is computed before
                server = start_server(Path(folder))
                try:
                    page = browser.new_context(locale="en-GB").new_page()
                    page.add_init_script(SCRIPT)
                    for slug in slugs:
                        _measure_scenario(page, server, slug, times)
                    _measure_cancelling(page, server, number, times)
                    page.context.close()
                finally:
                    server.stop()
            say(
                f"round {number} of {rounds}: median to finished {statistics.median(times.measures[ALL]):.0f} ms"
            )
        browser.close()
    return times


def _measure_scenario(page: Page, server: Server, slug: str, times: LabTimes) -> None:
    _open(page, f"{server.address}/lab/{slug}")
    page.evaluate("press('[data-run]')")
    pressed = _settled(page)
    times.measures[FIRST].append(pressed["first"])
    times.measures[ALL].append(pressed["inSight"])
    times.measures[ALL_BELOW].append(pressed["drawn"])
    times.finished[slug].append(pressed["inSight"])
    link = page.locator("[data-run-link]").get_attribute("href")
    _open(page, f"{server.address}/lab/{slug}")
    page.evaluate("press('[data-run]')")
    again = _settled(page)
    times.measures[AGAIN].append(again["inSight"])
    times.measures[AGAIN_BELOW].append(again["drawn"])
    page.goto(f"{server.address}{link}?watch")
    times.measures[LINK].append(_settled(page)["inSight"])


def _measure_cancelling(page: Page, server: Server, number: int, times: LabTimes) -> None:
    for seed in range(5):
        run = _ask(server, LONG | {"seed": 100 * number + seed})
        page.goto(f"{server.address}/lab/runs/{run}")
        page.wait_for_selector(".run-state[data-state=running]")
        computing = _computing(server.process.pid)
        began = time.monotonic()
        page.evaluate("press('[data-cancel]')")
        times.measures[STOPPED].append(1000 * (_stopped_at(computing) - began))
        times.measures[CANCEL].append(_settled(page)["state"])


def _open(page: Page, address: str) -> None:
    """And let it come to rest, as somebody does who reads before pressing."""
    page.goto(address, wait_until="networkidle")


def _settled(page: Page) -> dict[str, float]:
    page.wait_for_function("() => window.labTimes?.drawn != null", timeout=TIMEOUT_MILLISECONDS)
    found: dict[str, float] = page.evaluate("window.labTimes")
    return found


def _computing(server: int) -> int:
    """The process of the pool that computes: of the web server's children, the one that has worked most lately."""
    (web,) = _children(server)
    before = {child: _ticks(child) or 0 for child in _children(web)}
    time.sleep(0.3)
    return max(before, key=lambda child: (_ticks(child) or 0) - before[child])


def _stopped_at(process: int) -> float:
    """When the process was gone, or used no processor time any more for a while."""
    ticks, changed = _ticks(process), time.monotonic()
    while ticks is not None and time.monotonic() - changed < 0.2:
        time.sleep(0.01)
        if (now := _ticks(process)) != ticks:
            ticks, changed = now, time.monotonic()
    return changed


def _children(process: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def _ticks(process: int) -> int | None:
    """Processor time used, in ticks; None once it is gone."""
    try:
        state, *fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if state == "Z" else int(fields[10]) + int(fields[11])


def _ask(server: Server, experiment: dict[str, object]) -> str:
    body = json.dumps({"experiments": [experiment]}).encode()
    request = urllib.request.Request(
        f"{server.address}/api/v1/runs", body, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as answer:
        run: str = json.load(answer)["id"]
    return run


def lab_lines(times: LabTimes) -> str:
    head = f"{'the lab in Chromium, ms':38} {'n':>5} {'median':>8} {'min':>8} {'max':>8} {'target':>8}"
    lines = [head]
    for name, target in TARGETS.items():
        found = times.measures[name]
        median = statistics.median(found)
        numbers = f"{len(found):5} {median:8.0f} {min(found):8.0f} {max(found):8.0f} {target or '':>8}"
        lines.append(f"{name:38} {numbers}{'  missed' if target and median > target else ''}")
    slowest = sorted(times.finished, key=lambda slug: -statistics.median(times.finished[slug]))[:6]
    shown = ", ".join(f"{slug} {statistics.median(times.finished[slug]):.0f}" for slug in slowest)
    return "\n".join(
        [*lines, f"slowest: {shown}", f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end"]
    )

"""`python -m tests.load`: what pages cost, their speed while many streams are open, and the cost of the streams.

Nothing is asserted: the table says what is met and what is missed.
"""

import argparse
import os
import statistics
import sys
import tempfile
import threading
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from tests.load.pages import HEAD, costs
from tests.load.streams import HeldStreams, ask_for_runs
from tests.serving import Server, start_server

PAGE = "/questions/exploding-gradient-diagnosis"
LEARNERS = 4
SECONDS_OF_READING = 0.2
TARGET_MILLISECONDS = 300


@dataclass(frozen=True)
class Measured:
    title: str
    milliseconds: list[float]
    resident_mib: float
    threads: int
    cpu_share: float

    def line(self) -> str:
        median, p95 = statistics.median(self.milliseconds), statistics.quantiles(self.milliseconds, n=20)[-1]
        return (
            f"{self.title:34} {len(self.milliseconds):5} {median:8.0f} {p95:8.0f} {max(self.milliseconds):8.0f} "
            f"{self.resident_mib:9.0f} {self.threads:8} {self.cpu_share:7.0%}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("--streams", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=15, help="of fetching pages, with and without")
    options = parser.parse_args()
    limits = dict.fromkeys(("RUN_QUEUE", "GUEST_QUEUE", "STREAMS"), str(2 * options.streams or 1))
    environment = {f"QUIZAPP_{name}_LIMIT": value for name, value in limits.items()}
    with tempfile.TemporaryDirectory() as folder:
        server = start_server(Path(folder), **environment)
        try:
            _measure(server, options.streams, options.seconds)
        finally:
            server.stop()


def _measure(server: Server, count: int, seconds: float) -> None:
    worker = _worker_of(server.process.pid)
    _fetch_for(server.address, 2)  # templates, caches
    sys.stdout.write(HEAD + "\n")
    for cost in costs(server.address, lambda: _cpu_seconds(worker), seconds / 5):
        sys.stdout.write(cost.line() + "\n")
    if not count:
        return
    _print_head()
    _print(_fetch_pages("nothing else", server, worker, seconds))
    _say(f"asking for {count} runs …")
    runs = ask_for_runs(server.address, count)
    _print(_fetch_pages("a run computed, others queued", server, worker, seconds))
    with HeldStreams(server.address, runs) as held:
        _print(_fetch_pages(f"the same with {count} streams", server, worker, seconds))
        _say(f"{held.lost} of the streams ended meanwhile, their runs being over; {held.received} bytes came")
    _print(_fetch_pages("after the streams", server, worker, seconds / 3))
    _say(f"target: p95 of at most {TARGET_MILLISECONDS} ms with the streams")


def _fetch_pages(title: str, server: Server, worker: int, seconds: float) -> Measured:
    used, began = _cpu_seconds(worker), time.monotonic()
    milliseconds = _fetch_for(server.address, seconds)
    share = (_cpu_seconds(worker) - used) / (time.monotonic() - began)
    return Measured(title, milliseconds, *_size_of(worker), share)


def _fetch_for(address: str, seconds: float) -> list[float]:
    """So many learners open a page, read a little, and open it again."""
    found: list[float] = []
    deadline = time.monotonic() + seconds

    def learn() -> None:
        while time.monotonic() < deadline:
            started = time.perf_counter()
            with urllib.request.urlopen(address + PAGE) as answer:
                answer.read()
            found.append(1000 * (time.perf_counter() - started))
            time.sleep(SECONDS_OF_READING)

    learners = [threading.Thread(target=learn) for _ in range(LEARNERS)]
    for learner in learners:
        learner.start()
    for learner in learners:
        learner.join()
    return found


def _worker_of(parent: int) -> int:
    """The process of the web server's threads, which is made after the address was said."""
    while not (children := Path(f"/proc/{parent}/task/{parent}/children").read_text().split()):
        time.sleep(0.1)
    return int(children[0])


def _size_of(process: int) -> tuple[float, int]:
    fields = dict(line.split(":", 1) for line in Path(f"/proc/{process}/status").read_text().splitlines())
    return int(fields["VmRSS"].split()[0]) / 1024, int(fields["Threads"])


def _cpu_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _print_head() -> None:
    load = os.getloadavg()[0]
    sys.stdout.write(
        f"{LEARNERS} learners on {PAGE}; {os.cpu_count()} cores, load {load:.1f} before\n"
        f"{'':34} {'pages':>5} {'p50 ms':>8} {'p95 ms':>8} {'max ms':>8} {'MiB':>9} {'threads':>8} {'cpu':>7}\n"
    )


def _print(measured: Measured) -> None:
    sys.stdout.write(measured.line() + "\n")
    sys.stdout.flush()


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    main()

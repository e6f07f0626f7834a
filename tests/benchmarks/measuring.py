"""Measure one workload: one process per library, interleaved, so that other load affects all of them equally."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.benchmarks.environment import PYTHON, process_environment
from tests.benchmarks.workloads import COLD_UPDATES, WORKLOADS

COMPARED_UPDATES = 20
FLOAT_ERROR = 1e-4  # relative; float32 rounds at 6e-8 and 20 updates of a deep network magnify it
LIBRARIES = ("pytorch", "jax")
COMPARED = (*LIBRARIES, "script")
SIDES = ("ours", *COMPARED, "products")
# Shares are counts: a derivative or a class within rounding of its limit falls on either side.
COUNTED = ("activation_saturation", "activation_dead", "metric")


@dataclass(frozen=True)
class Measured:
    """Of one workload: seconds per update by side and round, seconds from process start to the end of
    COLD_UPDATES by side and round, and the largest relative difference of losses and of probes by library.
    """

    seconds: dict[str, list[float]]
    cold_seconds: dict[str, list[float]]
    loss_differences: dict[str, float]
    probe_differences: dict[str, tuple[float, str]]


def measure(workload: str, peer_file: Path, rounds: int, cold_rounds: int) -> Measured:
    """Everything about one workload; the first round of each process only warms it up."""
    updates = WORKLOADS[workload].updates
    with _processes(workload, peer_file) as processes:
        columns = {side: _ask(processes[side], COMPARED_UPDATES)["columns"] for side in SIDES}
        seconds: dict[str, list[float]] = {side: [] for side in SIDES}
        for number in range(rounds + 1):
            for side in SIDES:
                taken = _ask(processes[side], updates)["seconds"] / updates
                if number > 0:
                    seconds[side].append(taken)
    cold: dict[str, list[float]] = {side: [] for side in ("ours", *LIBRARIES)}
    for _ in range(cold_rounds):
        for side, taken in cold.items():
            taken.append(_cold_seconds(side, workload, peer_file))
    ours = columns["ours"]
    losses = {library: _difference(ours["loss"], columns[library]["loss"]) for library in COMPARED}
    probes = {library: _largest_difference(ours, columns[library]) for library in LIBRARIES}
    return Measured(seconds, cold, losses, probes)


def measure_growth() -> dict[str, dict[str, float]]:
    """What `growth` prints, from a process of its own."""
    command = [str(PYTHON), "-m", "tests.benchmarks.growth"]
    answer = subprocess.run(command, env=process_environment(), check=True, capture_output=True, text=True)
    return json.loads(answer.stdout)


def measure_agreement() -> list[dict]:
    """The rows that `agreement` prints, from a process of its own."""
    command = [str(PYTHON), "-m", "tests.benchmarks.agreement"]
    answer = subprocess.run(command, env=process_environment(), check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(answer.stdout)


def measure_cost() -> dict[str, dict]:
    """What `cost` prints, from a process of its own."""
    return _printed_by("cost")


def measure_plans() -> dict[str, float]:
    """What `plans` prints, likewise."""
    return _printed_by("plans")


def _printed_by(module: str) -> dict:
    command = [sys.executable, "-m", f"tests.benchmarks.{module}"]
    answer = subprocess.run(command, env=process_environment(), check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(answer.stdout)


def _command(side: str, workload: str, peer_file: Path, *options: str) -> list[str]:
    return [str(PYTHON), "-m", "tests.benchmarks.worker", side, workload, str(peer_file), *options]


@contextmanager
def _processes(workload: str, peer_file: Path) -> Iterator[dict[str, subprocess.Popen]]:
    pipe = subprocess.PIPE
    started = {
        side: subprocess.Popen(
            _command(side, workload, peer_file), env=process_environment(), stdin=pipe, stdout=pipe, text=True
        )
        for side in SIDES
    }
    try:
        yield started
    finally:
        for process in started.values():
            process.stdin.close()
            process.wait()
            process.stdout.close()


def _ask(process: subprocess.Popen, updates: int) -> dict:
    process.stdin.write(f"{updates}\n")
    process.stdin.flush()
    answer = process.stdout.readline()
    if not answer:
        raise RuntimeError(f"the process ended: {' '.join(map(str, process.args))}")
    return json.loads(answer)


def _cold_seconds(side: str, workload: str, peer_file: Path) -> float:
    command = _command(side, workload, peer_file, "--cold", str(COLD_UPDATES))
    started = time.perf_counter()
    subprocess.run(command, env=process_environment(), check=True)
    return time.perf_counter() - started


def _difference(ours: list, other: list) -> float:
    """Largest difference relative to the largest number of the row."""
    expected, found = np.array(ours), np.array(other)
    if expected.shape != found.shape:
        return float("inf")
    scale = np.abs(expected).max(axis=-1, keepdims=True)
    return float((np.abs(expected - found) / np.where(scale > 0, scale, 1.0)).max())


def _largest_difference(ours: dict[str, list], other: dict[str, list]) -> tuple[float, str]:
    """The probe that differs most, and by how much; of those that the other side records."""
    names = [name for name in other if name not in COUNTED]
    return max((_difference(ours[name], other[name]), name) for name in names)

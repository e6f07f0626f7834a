"""A sweep: one experiment over a grid of settings, written row by row, so that it can be stopped and resumed."""

import csv
import hashlib
import io
import itertools
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import simulator as sim
from simulator.command.documents import Assignment, UnreadableFile, documents_in, validated
from simulator.command.outputs import reason
from simulator.paths import leaves, put, rest_below

ROWS_AT_ONCE = 16
RESULTS = ("updates", "loss", "metric", "largest_gradient", "symptoms")


MOST_RUNS = 10_000


class Sweep:
    """All points of a grid; those already in the results file are done.

    Raises InvalidExperiment for an experiment, or for axes that cannot be combined, and UnreadableFile if the file
    contains anything but rows of this sweep.
    """

    def __init__(
        self,
        source: Mapping[str, Any],
        settings: Sequence[Assignment],
        axes: Sequence[tuple[str, Sequence[Any]]],
        path: str,
    ) -> None:
        self.axes = axes
        self.path = Path(path)
        self.names = [name for name, _ in self.axes]
        _check_axes(self.names, [name for name, _ in settings])
        arms = documents_in(source, settings)
        runs = len(arms) * math.prod(len(values) for _, values in axes)
        if runs > MOST_RUNS:
            message = f"{runs} runs are too many for one sweep; the maximum is {MOST_RUNS}"
            raise sim.InvalidExperiment([sim.Problem(self.names[0], "sweep_too_large", message)])
        self.identity = _identity(arms, self.names)
        self.points: list[tuple[str, list[Any], sim.Experiment]] = []
        for values in itertools.product(*(values for _, values in self.axes)):
            for arm, document in documents_in(source, settings).items():
                for name, value in zip(self.names, values, strict=True):
                    put(document, name, value)
                experiment = validated(document, arm)
                self.points.append((_key(experiment), [arm, *values] if arm else [*values], experiment))
        self.header = ["key", *(["arm"] if self._has_arms() else []), *self.names, *RESULTS, "sweep"]
        self.done = self._keys_done()

    def _has_arms(self) -> bool:
        return any(len(values) > len(self.names) for _, values, _ in self.points)

    def _keys_done(self) -> set[str]:
        """The keys in the file; removes a last line that was cut off by an interruption."""
        if not self.path.exists():
            return set()
        if not self.path.is_file():
            raise UnreadableFile(f"{self.path}: not a regular file, which a sweep needs to resume")
        try:
            text = self.path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UnreadableFile(f"{self.path}: {error}") from None
        whole = text[: text.rfind("\n") + 1]
        rows = list(csv.reader(io.StringIO(whole)))
        is_own = all(row and row[-1] == self.identity for row in rows[1:])
        if not is_own or (rows[0] != self.header if rows else not self._header_line().startswith(text)):
            raise UnreadableFile(
                f"{self.path}: not rows of this sweep: the experiment, its settings, the axes, or the version of the"
                " simulator differ; choose another file or delete it"
            )
        if whole != text:
            self.path.write_text(whole, encoding="utf-8")
        return {row[0] for row in rows[1:]}

    def _header_line(self) -> str:
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(self.header)
        return line.getvalue()

    def remaining(self) -> list[tuple[str, list[Any], sim.Experiment]]:
        return [point for point in self.points if point[0] not in self.done]

    def run(self) -> Iterator[int]:
        """Train the rest, a few at a time; yields the number done after each group."""
        waiting = self.remaining()
        try:
            with self.path.open("a", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                if file.tell() == 0:
                    file.write(self._header_line())
                    file.flush()
                for piece in _pieces(waiting):
                    traces = sim.run_many([experiment for _, _, experiment in piece])
                    for (key, values, _), trace in zip(piece, traces, strict=True):
                        writer.writerow([key, *values, *_results(trace), self.identity])
                        self.done.add(key)
                    file.flush()
                    yield len(self.done)
        except OSError as error:
            raise UnreadableFile(f"{self.path}: {reason(error)}") from None


def _check_axes(axes: Sequence[str], settings: Sequence[str]) -> None:
    """Raises InvalidExperiment if a field is swept twice, or swept and set: one value would silently win."""
    for index, axis in enumerate(axes):
        for other in (*axes[:index], *settings):
            if axis == other or rest_below(axis, other) or rest_below(other, axis):
                how = "set" if other in settings else "swept twice"
                message = f"{other} is {how} and {axis} is an axis; give all values in one --over"
                raise sim.InvalidExperiment([sim.Problem(axis, "not_an_axis", message)])


def _identity(arms: Mapping[str, Mapping[str, Any]], axes: Sequence[str]) -> str:
    """What all rows of a sweep share: the documents apart from the axes, and the version of the simulator."""
    shared = {
        arm: {path: value for path, value in leaves(one) if path not in axes} for arm, one in arms.items()
    }
    return _digest([sim.__version__, shared, sorted(axes)])


def _pieces(points: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(points), ROWS_AT_ONCE):
        yield points[start : start + ROWS_AT_ONCE]


def _key(experiment: sim.Experiment) -> str:
    """The key of a row: the experiment and the version of the simulator."""
    return _digest([sim.__version__, experiment.model_dump(mode="json")])


def _digest(document: object) -> str:
    return hashlib.sha256(json.dumps(document, sort_keys=True, default=str).encode()).hexdigest()[:16]


def _results(trace: sim.Trace) -> list[object]:
    found = " ".join(f"{symptom.code}@{symptom.first_step}" for symptom in sim.diagnose(trace))
    largest = float(np.fmax.reduce(trace.gradient_norm))
    return [trace.steps_done, float(trace.loss[-1]), float(trace.metric[-1]), largest, found]

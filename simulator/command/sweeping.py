"""A sweep: one experiment over a grid of settings, written row by row, so that it can be stopped and resumed."""

import csv
import hashlib
import io
import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import simulator as sim
from simulator.command.documents import Assignment, UnreadableFile, documents_in, validated
from simulator.paths import put

ROWS_AT_ONCE = 16
RESULTS = ("updates", "loss", "metric", "largest_gradient", "symptoms")


class Sweep:
    """All points of a grid; those already in the results file are done."""

    def __init__(
        self,
        source: Mapping[str, Any],
        settings: Sequence[Assignment],
        axes: Sequence[tuple[str, list[Any]]],
        path: str,
    ) -> None:
        self.axes = axes
        self.path = Path(path)
        self.names = [name for name, _ in self.axes]
        self.points: list[tuple[str, list[Any], sim.Experiment]] = []
        for values in itertools.product(*(values for _, values in self.axes)):
            for arm, document in documents_in(source, settings).items():
                for name, value in zip(self.names, values, strict=True):
                    put(document, name, value)
                experiment = validated(document, arm)
                self.points.append((_key(experiment), [arm, *values] if arm else [*values], experiment))
        self.header = ["key", *(["arm"] if self._has_arms() else []), *self.names, *RESULTS]
        self.done = self._keys_done()

    def _has_arms(self) -> bool:
        return any(len(values) > len(self.names) for _, values, _ in self.points)

    def _keys_done(self) -> set[str]:
        """The keys in the file; removes a last line that was cut off by an interruption."""
        if not self.path.exists():
            return set()
        try:
            text = self.path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UnreadableFile(f"{self.path}: {error}") from None
        whole = text[: text.rfind("\n") + 1]
        rows = list(csv.reader(io.StringIO(whole)))
        if rows and rows[0] != self.header:
            raise UnreadableFile(f"{self.path}: contains another sweep; choose another file or delete it")
        if whole != text:
            self.path.write_text(whole, encoding="utf-8")
        return {row[0] for row in rows[1:]}

    def remaining(self) -> list[tuple[str, list[Any], sim.Experiment]]:
        return [point for point in self.points if point[0] not in self.done]

    def run(self) -> Iterator[int]:
        """Train the rest, a few at a time; yields the number done after each group."""
        waiting = self.remaining()
        try:
            with self.path.open("a", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                if file.tell() == 0:
                    writer.writerow(self.header)
                for piece in _pieces(waiting):
                    traces = sim.run_many([experiment for _, _, experiment in piece])
                    for (key, values, _), trace in zip(piece, traces, strict=True):
                        writer.writerow([key, *values, *_results(trace)])
                        self.done.add(key)
                    file.flush()
                    yield len(self.done)
        except OSError as error:
            raise UnreadableFile(f"{self.path}: {error}") from None


def _pieces(points: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(points), ROWS_AT_ONCE):
        yield points[start : start + ROWS_AT_ONCE]


def _key(experiment: sim.Experiment) -> str:
    """The key of a row: the experiment and the version of the simulator."""
    document = [sim.__version__, experiment.model_dump(mode="json")]
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()[:16]


def _results(trace: sim.Trace) -> list[object]:
    found = " ".join(f"{symptom.code}@{symptom.first_step}" for symptom in sim.diagnose(trace))
    largest = float(np.max(trace.gradient_norm))
    return [trace.steps_done, float(trace.loss[-1]), float(trace.metric[-1]), largest, found]

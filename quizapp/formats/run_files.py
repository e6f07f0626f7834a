"""The files of a run, each with its computing environment."""

import csv
import io
import json
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import simulator

LINES_AT_ONCE = 256


def csv_of(trace: simulator.Trace) -> Iterator[str]:
    """The table of the trace, in parts, with the computing environment as the last column on every line, so that
    files can be joined.
    """
    computed_by = str(trace.computed_by) if trace.computed_by else "not recorded"
    rows = trace.csv_rows()
    yield from _written([[*next(rows), "computed_by"]])
    while some := list(islice(rows, LINES_AT_ONCE)):
        yield from _written([*row, computed_by] for row in some)


def _written(rows: Iterable[list[str]]) -> Iterator[str]:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    yield text.getvalue()


def json_of(run_id: str, stored: Sequence[bytes]) -> Iterator[str]:
    """The traces of a run, given as npz, as one JSON document in parts: one trace at a time is in memory."""
    yield f'{{"run": {json.dumps(run_id)}, "traces": ['
    for position, content in enumerate(stored):
        yield ", " if position else ""
        yield from simulator.Trace.from_npz(content).to_json_text()
    yield "]}"


def commented(script: str, *paragraphs: str) -> str:
    """A Python script with paragraphs above it as comments."""
    lines = [line for paragraph in paragraphs for line in textwrap.wrap(paragraph, width=98)]
    return "".join(f"# {line}\n" for line in lines) + script

"""The files of a run, each with its computing environment."""

import csv
import io
import textwrap

import simulator


def csv_of(trace: simulator.Trace) -> str:
    """The table of the trace with the computing environment as the last column on every line, so that files can be
    joined.
    """
    computed_by = str(trace.computed_by) if trace.computed_by else "not recorded"
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    header, *rows = csv.reader(io.StringIO(trace.to_csv()))
    writer.writerow([*header, "computed_by"])
    writer.writerows([*row, computed_by] for row in rows)
    return text.getvalue()


def commented(script: str, *paragraphs: str) -> str:
    """A Python script with paragraphs above it as comments."""
    lines = [line for paragraph in paragraphs for line in textwrap.wrap(paragraph, width=98)]
    return "".join(f"# {line}\n" for line in lines) + script

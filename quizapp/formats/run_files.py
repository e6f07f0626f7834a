"""What is taken along from a run as a file, each with what computed it."""

import csv
import io
import textwrap

import simulator


def csv_of(trace: simulator.Trace) -> str:
    """The trace's table with a last column that says what computed it, on every line: files can be joined."""
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

"""Lines of CSV that a spreadsheet opens as they are: in UTF-8 with a mark, and without running what a cell says."""

import csv
import io
from collections.abc import Iterable

BOM = "\ufeff"  # a spreadsheet takes the file for UTF-8 because of it
STARTS_OF_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def csv_line(cells: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(_cell(each) for each in cells)
    return line.getvalue()


def _cell(value: object) -> str:
    """A text that a spreadsheet would compute gets an apostrophe, which it shows as text; numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    text = str(value)
    return f"'{text}" if text.startswith(STARTS_OF_FORMULAS) else text

"""Notes as lines of text: what Anki exports as “Notes in Plain Text”, and what it imports."""

import csv
import io

from quizapp.errors import N_
from quizapp.formats.exchange.anki_notes import Model, read_note
from quizapp.formats.exchange.bounds import UNKNOWN, FileRefused
from quizapp.formats.exchange.found import Found, titled

FIELDS = N_("The line has %(count)s fields and not %(expected)s; it is left out.")
NO_FRONT = N_("The line has no front: “%(text)s”. It is left out.")
NO_BACK = N_("The line has no back; it is left out.")
COLUMN = N_("The column %(name)s of the file is dropped.")

_SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "space": " ", "pipe": "|", "colon": ":"}
_COLUMNS = ("notetype", "deck", "tags", "guid")


def is_anki_text(text: str) -> bool:
    """Whether the lines have a header of Anki, or a tab."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    if first.lower().startswith(("#separator:", "#html:", "#notetype", "#deck", "#columns:", "#tags")):
        return True
    lines = [line for line in text.split("\n") if line.strip() and not line.startswith("#")]
    return bool(lines) and sum("\t" in line for line in lines) >= len(lines) / 2


def read_anki_text(text: str) -> Found:
    found = Found()
    header, body = _split_header(text)
    separator = header.get("separator", "tab").lower()
    sign = _SEPARATORS.get(separator, separator[:1] or "\t")
    rows = _rows(body, sign)
    columns = {
        name: int(header[f"{name} column"]) - 1
        for name in _COLUMNS
        if header.get(f"{name} column", "").isdecimal()
    }
    if not rows:
        raise FileRefused(UNKNOWN)
    width = len(rows[0])
    names = [name.strip() for name in header.get("columns", "").split(sign)] if "columns" in header else []
    lowered = [name.lower() for name in names]
    if "tags" in lowered:
        columns.setdefault("tags", lowered.index("tags"))
    if not columns and width == 3 and "columns" not in header:
        columns["tags"] = 2
    for name, message in (("guid", COLUMN), ("notetype", COLUMN)):
        if name in columns:
            found.lose("–", message, name=name)
    for row in rows:
        _read(row, width, columns, names, header, found)
    return found


def _split_header(text: str) -> tuple[dict[str, str], str]:
    header, lines = {}, []
    for line in text.split("\n"):
        if line.startswith("#"):
            name, colon, value = line[1:].partition(":")
            if colon and not line.startswith("# "):
                header[name.strip().lower()] = value.strip()
            continue
        lines.append(line)
    return header, "\n".join(lines)


def _rows(body: str, sign: str) -> list[list[str]]:
    """The rows of the text; a quoted field may have several lines."""
    csv.field_size_limit(1_000_000)
    try:
        rows = list(csv.reader(io.StringIO(body), delimiter=sign))
    except csv.Error:
        rows = [line.split(sign) for line in body.split("\n")]
    return [row for row in rows if any(cell.strip() for cell in row)]


def _read(
    row: list[str],
    width: int,
    columns: dict[str, int],
    names: list[str],
    header: dict[str, str],
    found: Found,
) -> None:
    where = titled("", " ".join(row))
    if len(row) != width:
        found.fail(where, FIELDS, count=len(row), expected=width)
        return
    special = {name: row[place] for name, place in columns.items() if place < len(row)}
    places = [place for place in range(len(row)) if place not in columns.values()]
    values = [row[place] for place in places]
    if not values or not values[0].strip():
        found.fail(where, NO_FRONT, text=where)
        return
    if len(values) < 2 or not any(value.strip() for value in values[1:]):
        found.fail(where, NO_BACK)
        return
    fields = tuple(
        names[place] if place < len(names) and names[place] else f"{number}"
        for number, place in enumerate(places, start=1)
    )
    tags = [*special.get("tags", "").split(), *header.get("tags", "").split()]
    deck = special.get("deck", header.get("deck", ""))
    read_note(found, Model(fields), values, tags, deck, is_html=header.get("html", "true").lower() != "false")

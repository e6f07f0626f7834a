"""Parts of a document that a form shows as one text field: groups in YAML, and lists with one line for each entry."""

import json
import re
from typing import Any

from quizapp.formats.yaml_files import dump, load_group
from quizapp.web.forms.schemas import Schema

BETWEEN_ALTERNATIVES = " | "
BETWEEN_GROUPS = " + "  # of alternatives, each of which has to occur
_BETWEEN = re.compile("[|｜]")
_WIDE_COLON = re.compile(r"^([^\S\n]*[\w.-]+)：[^\S\n]*", re.MULTILINE)


def read_prose(schema: Schema, text: str) -> Any:
    """The value of the text; the text itself, or the line, if it has none; None for an empty text."""
    if not text.strip():
        return None
    if schema.form == "yaml":
        return _group(text)
    return [_entry(schema, line.strip()) for line in text.split("\n") if line.strip()]


def as_prose(schema: Schema, part: Any) -> str | None:
    """The text of the field for this part; None if it does not have the needed form."""
    if schema.form == "yaml":
        return dump(part) if isinstance(part, dict) else None
    return "\n".join(map(_line, part)) if isinstance(part, list) else None


def _entry(schema: Schema, line: str) -> Any:
    form = schema.entry.form if schema.entry else "text"
    if form == "yaml":
        return _group(line)
    if form == "lines" and schema.entry and schema.entry.entry and schema.entry.entry.form != "text":
        return [_alternatives(group) for group in line.split(BETWEEN_GROUPS)]
    return line if form == "text" else _alternatives(line)


def _alternatives(text: str) -> list[str]:
    return [part.strip() for part in _BETWEEN.split(text) if part.strip()]


def _line(entry: Any) -> str:
    if isinstance(entry, list) and entry and all(isinstance(group, list) for group in entry):
        return BETWEEN_GROUPS.join(map(_line, entry))
    if isinstance(entry, list):
        return BETWEEN_ALTERNATIVES.join(map(str, entry))
    if not isinstance(entry, dict):
        return str(entry)
    shown = ", ".join(
        f"{name}: {value if isinstance(value, str) else json.dumps(value)}"
        for name, value in entry.items()
        if value is not None
    )
    return f"{{{shown}}}"


def _group(text: str) -> Any:
    try:
        return load_group(_WIDE_COLON.sub(r"\1: ", text))
    except ValueError:
        return text

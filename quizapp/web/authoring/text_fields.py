"""Parts of a document that the form shows as the text of one field: lines, groups of phrases, conditions, YAML.

Each is recognised by its type in the model when a form is read, and by its name when a document is shown.
"""

import json
from typing import Annotated, Any, get_args, get_origin

from quizapp.bank.interviews import Interview
from quizapp.domain.claims.predicates import Condition
from quizapp.domain.items import MeasuredNumber
from quizapp.domain.items.free_text import Alternatives
from quizapp.domain.items.short_text import Wording
from quizapp.formats.yaml_files import dump, load_group

BETWEEN_ALTERNATIVES = " | "
_YAML_GROUPS = ("simulate", "interview", "set", "changes", "number", "key")
_CONDITIONS = ("when", "healed")
_LINES = ("zh", "en", "given")


def is_text_field(wanted: Any) -> bool:
    """Does the form show what is wanted here as one text?"""
    if wanted in (MeasuredNumber, Interview) or wanted == dict[str, Any]:
        return True
    if get_origin(wanted) is dict:
        return get_origin(get_args(wanted)[0]) is Annotated
    return get_origin(wanted) is tuple and get_args(wanted)[0] in (Wording, Alternatives, Condition)


def read_text_field(wanted: Any, given: Any) -> Any:
    """What the text spells; the text itself, or the line, where it spells nothing; None for no text."""
    text = given.replace("\r\n", "\n").replace("\r", "\n") if isinstance(given, str) else ""
    if not text.strip():
        return None
    if get_origin(wanted) is not tuple:
        return _group(text)
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    entry = get_args(wanted)[0]
    if entry is Condition:
        return [_group(line) for line in lines]
    if entry == Alternatives:
        return [[word.strip() for word in line.split("|") if word.strip()] for line in lines]
    return lines


def as_text_field(name: str, part: Any) -> str | None:
    """The text of the field that shows this part; None if it is shown in fields of its own."""
    if name in _YAML_GROUPS and isinstance(part, dict):
        return dump(part)
    if name in _CONDITIONS and isinstance(part, list):
        return "\n".join(_in_one_line(entry) for entry in part)
    if name in _LINES and isinstance(part, list):
        return "\n".join(
            BETWEEN_ALTERNATIVES.join(map(str, entry)) if isinstance(entry, list) else str(entry)
            for entry in part
        )
    return None


def _group(text: str) -> Any:
    try:
        return load_group(text)
    except ValueError:
        return text


def _in_one_line(condition: Any) -> str:
    if not isinstance(condition, dict):
        return str(condition)
    shown = ", ".join(
        f"{name}: {value if isinstance(value, str) else json.dumps(value)}"
        for name, value in condition.items()
        if value is not None
    )
    return f"{{{shown}}}"

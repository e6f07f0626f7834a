"""Parts of a document that the form shows as one text field: lines, groups of phrases, conditions, YAML.

Each is identified by its type in the model.
"""

import json
from typing import Annotated, Any, get_args, get_origin

from quizapp.bank.interviews import Interview
from quizapp.domain.claims.predicates import Condition
from quizapp.domain.claims.readings import Reading
from quizapp.formats.yaml_files import dump, load_group
from quizapp.kinds.points import Alternatives
from quizapp.kinds.words import Wording

BETWEEN_ALTERNATIVES = " | "


def is_text_field(wanted: Any) -> bool:
    """Whether the form shows this type as one text."""
    if isinstance(wanted, type) and issubclass(wanted, Reading | Interview):
        return True
    if get_origin(wanted) is dict:
        return wanted == dict[str, Any] or get_origin(get_args(wanted)[0]) is Annotated
    return get_origin(wanted) is tuple and get_args(wanted)[0] in (Wording, Alternatives, Condition)


def read_text_field(wanted: Any, given: Any) -> Any:
    """The value of the text; the text itself, or the line, if it has none; None for an empty text."""
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


def as_text_field(wanted: Any, part: Any) -> str | None:
    """The text of the field for this part; None if it does not have the needed form."""
    if get_origin(wanted) is not tuple:
        return dump(part) if isinstance(part, dict) else None
    if not isinstance(part, list):
        return None
    if get_args(wanted)[0] is Condition:
        return "\n".join(_in_one_line(entry) for entry in part)
    return "\n".join(
        BETWEEN_ALTERNATIVES.join(map(str, entry)) if isinstance(entry, list) else str(entry)
        for entry in part
    )


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

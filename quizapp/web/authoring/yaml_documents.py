"""A question typed as YAML: its document, and where in the text each problem is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import yaml

from quizapp.errors import N_, Invalid, Problem
from quizapp.formats.yaml_files import NOT_YAML, load_documents, reason_of, why_no_group
from quizapp.formats.yaml_lines import line_of, lines_of
from quizapp.kinds import ITEM_KINDS
from quizapp.presentation.language import say
from simulator.paths import Document, join

ONE_GROUP = N_("Write one question as fields, such as “title:” and “prompt:”.")
NO_LIST = N_("Write the exercises as a list: each one begins with “- ”.")
NO_ITEM = N_("Write an exercise as fields, one of them “kind”.")
NO_KIND = N_("The field “kind” must be one of these: %(kinds)s.")


@dataclass(frozen=True)
class Fault:
    """A problem with its line and its path in the text."""

    line: int
    path: str
    sentence: str


def document_in(text: str) -> Document:
    """The document of a text, far enough a question that the editor can show it. Raises Invalid."""
    try:
        documents = load_documents(text)
    except yaml.YAMLError as error:
        raise Invalid([Problem("", NOT_YAML, {"reason": reason_of(error)})]) from None
    except (ValueError, RecursionError):
        raise Invalid([why_no_group(text)]) from None
    if len(documents) != 1 or not isinstance(documents[0], dict):
        raise Invalid([Problem("", ONE_GROUP)])
    document: Document = documents[0]
    if problems := list(_problems_of_shape(document)):
        raise Invalid(problems)
    return {**document, "items": document.get("items") or []}


def _problems_of_shape(document: Document) -> Iterable[Problem]:
    items = document.get("items") or []
    if not isinstance(items, list):
        yield Problem("items", NO_LIST)
        return
    for position, item in enumerate(items):
        place = join("items", position)
        if not isinstance(item, dict):
            yield Problem(place, NO_ITEM)
        elif item.get("kind") not in ITEM_KINDS:
            yield Problem(join(place, "kind"), NO_KIND, {"kinds": ", ".join(ITEM_KINDS)})


def faults_in(text: str, problems: Iterable[Problem]) -> list[Fault]:
    """In the order of the lines."""
    try:
        lines = lines_of(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        return [Fault(line, "", say(problem)) for problem in problems]
    found = []
    for problem in problems:
        _written, line = line_of(lines, problem.field)
        found.append(Fault(line, problem.field, say(Problem("", problem.message, problem.values))))
    return sorted(dict.fromkeys(found), key=lambda fault: fault.line)


def without_blanks(part: Any) -> Any:
    """The document without its empty fields and lists at any depth."""
    if isinstance(part, dict):
        inside = {name: without_blanks(value) for name, value in part.items()}
        return {name: value for name, value in inside.items() if value not in (None, {}, [])}
    return [without_blanks(each) for each in part] if isinstance(part, list) else part

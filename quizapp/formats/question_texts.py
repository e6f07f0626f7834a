"""A question as one YAML text, whether it is complete or not: what the editor, the API, and the command exchange."""

from collections.abc import Iterable
from typing import Any

import yaml
from pydantic import ValidationError

from quizapp.bank.questions import Question
from quizapp.errors import N_, Invalid, Problem
from quizapp.formats.content_files import write_question
from quizapp.formats.yaml_files import NOT_YAML, dump, load_documents, reason_of, why_no_group
from quizapp.kinds import ITEM_KINDS
from simulator.paths import Document, join

ONE_GROUP = N_("Write one question as fields, such as “title:” and “prompt:”.")
NO_LIST = N_("Write the exercises as a list: each one begins with “- ”.")
NO_ITEM = N_("Write an exercise as fields, one of them “kind”.")
NO_KIND = N_("The field “kind” must be one of these: %(kinds)s.")


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
    return shaped(documents[0])


def shaped(document: Document) -> Document:
    """The document with its list of exercises. Raises Invalid if the editor could not show it."""
    if problems := list(_problems_of_shape(document)):
        raise Invalid(problems)
    return {**document, "items": document.get("items") or []}


def text_of(document: Document) -> str:
    """The YAML of a document, as in the files of the content if it is a complete question."""
    try:
        return write_question(Question.from_publication(document))
    except ValidationError:
        return dump(without_blanks(document))


def without_blanks(part: Any) -> Any:
    """The document without its empty fields and lists at any depth."""
    if isinstance(part, dict):
        inside = {name: without_blanks(value) for name, value in part.items()}
        return {name: value for name, value in inside.items() if value not in (None, {}, [])}
    return [without_blanks(each) for each in part] if isinstance(part, list) else part


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

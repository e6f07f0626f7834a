"""What is wrong with one part of a question that is being written, fast enough for every pause in typing.

The model checks the whole document, which takes milliseconds. What depends on the rest of the bank, and what reads the
formulas, is checked for one part and kept for as long as neither the part nor the bank changes.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from threading import Lock
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.orm import Session

from quizapp.bank.checking.giveaways import warnings_of_item
from quizapp.bank.checking.question_problems import problems_of_question
from quizapp.bank.checking.validation import problems_in
from quizapp.bank.formulas import problems_of_formulas
from quizapp.bank.images import problems_of_images
from quizapp.bank.parametric.item import AuthoredItem
from quizapp.bank.questions import Question
from quizapp.bank.unreadable_formulas import problems_of_unreadable
from quizapp.domain.one_language import filled, is_of, only_language, other_than
from quizapp.domain.text import Label, Text
from quizapp.errors import Problem
from quizapp.services.images.uses import missing_images
from quizapp.services.published_bank import PublishedBank, edition_of, published_bank
from quizapp.services.question_parts import (
    GROUPS,
    alone,
    is_item,
    part_of_field,
    parts_of,
    place_in,
    revision_of,
)
from simulator.paths import Document, join, split

MOST_KEPT = 4000
ALL = "*"
_UNWRITTEN: Mapping[str, Any] = {
    "number": None,
    "only_in": None,
    "interview": None,
    "claims": (),
    "references": (),
    "tags": (),
    "items": (),
    "title": Label(zh="…", en="…"),
    "prompt": Text(zh="…", en="…"),
    "answer": Text(zh="…", en="…"),
}
_FIELDS = {
    name: TypeAdapter[Any](field.rebuild_annotation())
    for name, field in Question.model_fields.items()
    if name != "items"
}
_ITEM: TypeAdapter[AuthoredItem] = TypeAdapter(AuthoredItem)

Problems = tuple[Problem, ...]
_kept: OrderedDict[tuple[str, ...], Problems] = OrderedDict()
_lock = Lock()


def problems_by_part(
    session: Session, document: Document, thorough: str | None = None
) -> dict[str, Problems]:
    """The problems of each part, named as in the document of the part alone.

    thorough: the part that is checked in every respect, or ALL; of the others, what was found when they were checked
    last.
    """
    parts = parts_of(document)
    found: dict[str, list[Problem]] = {key: [] for key in parts.content}
    for problem in _problems_of_model(document):
        key, field = part_of_field(document, problem.field)
        found[key].append(Problem(field, problem.message, problem.values))
    edition = edition_of(session) or ""
    for key, problems in found.items():
        if problems or parts.content[key] in ({}, None):
            continue
        name = (edition, str(document.get("slug")), key, revision_of(parts.content[key]))
        with _lock:
            further = _kept.get(name)
        if further is None and thorough in (key, ALL):
            further = _each_once(
                [
                    *_problems_among_others(published_bank(session), document, key),
                    *missing_images(session, alone(document, key)),
                ]
            )
            _keep(name, further)
        problems += further or ()
    return {key: tuple(problems) for key, problems in found.items()}


def warnings_of_part(document: Document, key: str) -> list[Problem]:
    """What in an exercise may give its key away, named as in the document of the part alone."""
    position = place_in(document, key)
    item = read_item(document["items"][position], document) if position is not None else None
    if item is None:
        return []
    found = (
        Problem(join("items", 0, each.field), each.message, each.values) for each in warnings_of_item(item)
    )
    return in_its_language(found, document)


def read_item(item: Any, document: Document) -> AuthoredItem | None:
    """An exercise of a document; None if it has a problem of its own."""
    language = only_language(document)
    try:
        return _ITEM.validate_python(item if language is None else filled(item, language))
    except ValidationError:
        return None


def _each_once(problems: Iterable[Problem]) -> Problems:
    found: list[Problem] = []
    for problem in problems:
        if problem not in found:
            found.append(problem)
    return tuple(found)


def _keep(name: tuple[str, ...], problems: Problems) -> None:
    with _lock:
        _kept[name] = problems
        if len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)


def _problems_of_model(document: Document) -> list[Problem]:
    return problems_of_model(document)[1]


def problems_of_model(document: Document) -> tuple[Question | None, list[Problem]]:
    """The question in a document, and what its model says if there is none."""
    try:
        return Question.model_validate(document), []
    except ValidationError as error:
        language = only_language(document)
        written = document if language is None else filled(document, language)
        return None, in_its_language(
            [*problems_in(error, written), *problems_of_formulas(document), *problems_of_images(document)],
            document,
        )


def in_its_language(problems: Iterable[Problem], document: Document) -> list[Problem]:
    """Without those of the other language if the document is written in one only: there are no texts in it."""
    language = only_language(document)
    return [each for each in problems if language is None or not is_of(each.field, other_than(language))]


def _problems_among_others(bank: PublishedBank, document: Document, key: str) -> Iterator[Problem]:
    """What the model cannot know of a part that it accepts."""
    language = only_language(document)
    lone = alone(document, key) if language is None else filled(alone(document, key), language)
    own = ("items",) if is_item(key) else GROUPS[key]
    question = Question.model_construct(
        **{
            **_UNWRITTEN,
            "slug": str(document.get("slug")),
            "topic": next(iter(bank.all_topics), ""),
            **{name: _FIELDS[name].validate_python(value) for name, value in lone.items() if name != "items"},
            "items": tuple(_ITEM.validate_python(item) for item in lone["items"]),
        }
    )
    numbers = {slug: each.question.number for slug, each in bank.questions.items()}
    items = {item.get("id") for item in document.get("items", []) if isinstance(item, dict)}
    found = problems_of_question(question, bank.all_topics, bank.scenarios, bank.claims, numbers)
    for problem in in_its_language(found, document):
        is_known_item = problem.values.get("item") in items and split(problem.field)[:1] == ["interview"]
        if split(problem.field)[0] in own and not is_known_item:
            yield problem
    yield from in_its_language(problems_of_unreadable(lone), document)

"""The question bank as a folder of YAML files, as `content/README.md` describes it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from quizapp.domain.bank import Bank, problems_of_question, repeated
from quizapp.domain.problems import problems_in
from quizapp.domain.questions import Question, Topic
from quizapp.domain.scenarios import Scenario
from quizapp.errors import N_, Invalid, Problem

TOPICS_FILE = "topics.yaml"

Model = TypeVar("Model", bound=BaseModel)


class _Loader(yaml.CSafeLoader):
    """YAML that refuses a key written twice, which plain YAML would silently drop."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        if twice := sorted(repeated(keys)):
            raise yaml.constructor.ConstructorError(
                None, None, f"the field “{twice[0]}” is written twice", node.start_mark
            )
        return super().construct_mapping(node, deep)


_Loader.add_implicit_resolver(  # YAML 1.1 would read 1e-4 as a text
    "tag:yaml.org,2002:float", re.compile(r"^[-+]?\d+(\.\d*)?[eE][-+]?\d+$"), list("-+0123456789")
)


class _Dumper(yaml.SafeDumper):
    """YAML that reads like the hand-written files: long texts as blocks, fields in their order."""


def _as_block(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _as_block)


@dataclass(frozen=True)
class _File:
    name: str
    document: Any
    place: tuple[str, ...] = ()  # of the document in its file


def read_bank(folder: Path) -> Bank:
    """Read and check a content folder. Raises Invalid with every mistake in it, each naming file and field."""
    problems: list[Problem] = []
    topics = _read_topics(folder, problems)
    scenarios = _read_all(folder, "scenarios", Scenario, problems)
    questions = _read_all(folder, "questions", Question, problems)
    problems += _cross_check(topics, scenarios, questions)
    if problems:
        raise Invalid(problems)
    in_order = sorted(questions.values(), key=lambda question: (question.number or "~", question.slug))
    return Bank(tuple(topics), tuple(scenarios.values()), tuple(in_order))


def read_question(path: Path) -> Question:
    """Read one question's file. Raises Invalid with every mistake in it."""
    problems: list[Problem] = []
    file = _parse(path, path.name, problems)
    question = _validate(Question, file, problems) if file else None
    if question is None:
        raise Invalid(problems)
    return question


def write_question(question: Question) -> str:
    """The YAML of a question: reading it back gives the same question."""
    document = question.model_dump(mode="json", exclude_defaults=True)
    for item, written in zip(question.items, document["items"], strict=True):
        written["kind"] = item.kind
    ordered = {name: document[name] for name in Question.model_fields if name in document}
    return yaml.dump(ordered, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)


def question_path(question: Question) -> Path:
    return Path("questions") / question.topic / f"{question.slug}.yaml"


def _read_topics(folder: Path, problems: list[Problem]) -> list[Topic]:
    file = _parse(folder / TOPICS_FILE, TOPICS_FILE, problems)
    if file is None:
        return []
    if not isinstance(file.document, list):
        problems.append(Problem(TOPICS_FILE, N_("A list is needed here.")))
        return []
    topics = []
    for position, entry in enumerate(file.document):
        topic = _validate(Topic, _File(TOPICS_FILE, entry, (str(position),)), problems)
        if topic:
            topics.append(topic)
    return topics


def _read_all(folder: Path, room: str, model: type[Model], problems: list[Problem]) -> dict[str, Model]:
    found = {}
    for path in sorted((folder / room).rglob("*.yaml")):
        name = path.relative_to(folder).as_posix()
        file = _parse(path, name, problems)
        entry = _validate(model, file, problems) if file else None
        if entry is None:
            continue
        slug = entry.slug  # type: ignore[attr-defined]
        if slug != path.stem:
            problems.append(
                Problem(
                    f"{name}: slug",
                    N_("The file is named “%(file)s”; the slug must be the same."),
                    {"file": path.stem},
                )
            )
        found[name] = entry
    return found


def _parse(path: Path, name: str, problems: list[Problem]) -> _File | None:
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except OSError as error:
        problems.append(
            Problem(name, N_("This file cannot be read: %(reason)s."), {"reason": error.strerror})
        )
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        problems.append(Problem(name, N_("This is not valid YAML: %(reason)s."), {"reason": reason}))
    else:
        return _File(name, document)
    return None


def _validate(model: type[Model], file: _File, problems: list[Problem]) -> Model | None:
    try:
        return model.model_validate(file.document)
    except ValidationError as error:
        problems += [
            Problem(f"{file.name}: {found.field}" if found.field else file.name, found.message, found.values)
            for found in problems_in(error, file.document, file.place)
        ]
        return None


def _cross_check(
    topics: list[Topic], scenarios: dict[str, Scenario], questions: dict[str, Question]
) -> Iterator[Problem]:
    topic_slugs = {topic.slug for topic in topics}
    scenario_by_slug = {scenario.slug: scenario for scenario in scenarios.values()}
    for name, question in questions.items():
        for problem in problems_of_question(question, topic_slugs, scenario_by_slug):
            yield Problem(f"{name}: {problem.field}", problem.message, problem.values)
    yield from _repeats(N_("The slug “%(id)s” is used more than once."), (q.slug for q in questions.values()))
    yield from _repeats(
        N_("The item id “%(id)s” is used more than once."),
        (item.id for question in questions.values() for item in question.items),
    )


def _repeats(message: str, names: Iterable[str]) -> Iterator[Problem]:
    for name in sorted(repeated(names)):
        yield Problem("", message, {"id": name})

"""The OpenAPI document as a page can show it: operations by group, with curl lines, and the documents they exchange."""

import json
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import yaml
from flask_babel import gettext

from quizapp.domain.text import Language
from quizapp.presentation.language import speaking
from quizapp.presentation.setting_words import SETTINGS

Json = dict[str, Any]
SCHEMAS = "#/components/schemas/"
JSON, PROBLEM, FILES = "application/json", "application/problem+json", "multipart/form-data"
TOKEN = "quiz_…"
CHINESE = Path(__file__).parent / "descriptions.zh.yaml"
EXAMPLES: dict[str, Any] = {  # of path parameters and bodies; a test sends them
    "item": "most-direct-sign",
    "slug": {
        "Questions": "exploding-gradient-diagnosis",
        "Scenarios": "mlp-nan-loss",
        "Claims": "clip-before-the-update",
        "Versions and regrades": "exploding-gradient-diagnosis",
        "Questions of authors": "exploding-gradient-diagnosis",
        "Statistics": "exploding-gradient-diagnosis",
        "Images of questions": "exploding-gradient-diagnosis",
    },
    "format": "gift",
    "before": 1,
    "after": 1,
    "If-Match": "*",
    "NewQuestionBody": {"document": {"slug": "my-question", "topic": "rnn", "title": {"en": "My question"}}},
    "ChangesBody": {"changes": {"tags": ["warm-up"]}},
    "StateBody": {"action": "ask"},
    "PublishBody": {"note": "A better hint"},
    "AttemptRequest": {"answer": "loss-flat"},
    "ExamBody": {"title": "Mock exam", "minutes": 30},
    "RunRequest": {"scenario": "mlp-nan-loss"},
    "InsideRequest": {"scenario": "mlp-nan-loss"},
    "ImportForm": {"file": "@questions.gift"},
    "NewImageForm": {"file": "@curve.png", "description.en": "A loss curve", "description.zh": "损失曲线"},
    "DescriptionsForm": {"description.en": "A loss curve", "description.zh": "损失曲线"},
}

# Groups of operations that need the token of an instructor.
OF_AUTHORS = {
    "Questions of authors", "Imports", "Exports", "Statistics", "Versions and regrades", "Images of questions",
}  # fmt: skip


@dataclass(frozen=True)
class TypeWord:
    """A word of a type; with the name of a schema if it is one."""

    text: str
    schema: str | None = None


@dataclass(frozen=True)
class Field:
    """A parameter, or a field of a document."""

    name: str
    types: tuple[TypeWord, ...]
    is_required: bool
    description: str
    place: str = ""  # of a parameter: path, query, or header


@dataclass(frozen=True)
class Answer:
    status: str
    phrase: str
    media_type: str
    types: tuple[TypeWord, ...]


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    anchor: str
    summary: str
    parameters: tuple[Field, ...]
    body: tuple[TypeWord, ...]
    answers: tuple[Answer, ...]
    problems: tuple[str, ...]
    curl: str


@dataclass(frozen=True)
class Group:
    name: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True)
class SchemaShown:
    name: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Reference:
    description: str
    groups: tuple[Group, ...]
    schemas: tuple[SchemaShown, ...]


def reference(document: Json, language: Language, address: str) -> Reference:
    """address: of this server, for the curl lines."""
    say = _said_in(language)
    operations = [
        (operation.get("tags", [""])[0], _operation(path, method, operation, say, address))
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    return Reference(
        description=say.text(document["info"]["description"]),
        groups=tuple(
            Group(say.text(tag["name"]), tuple(each for name, each in operations if name == tag["name"]))
            for tag in document["tags"]
        ),
        schemas=tuple(
            SchemaShown(name, tuple(_fields_of(schema, say)))
            for name, schema in sorted(document["components"]["schemas"].items())
            if "properties" in schema
        ),
    )


def descriptions(document: Json) -> Iterator[str]:
    """Every English text of the reference that has a translation."""
    yield document["info"]["description"]
    yield from (tag["name"] for tag in document["tags"])
    for methods in document["paths"].values():
        for operation in methods.values():
            yield _summary(operation)
            yield from (
                each["description"] for each in operation.get("parameters", ()) if "description" in each
            )
    of_settings = {words.help for words in SETTINGS.values()}  # whose Chinese is in the catalog
    for schema in document["components"]["schemas"].values():
        said = (each.get("description", "") for each in schema.get("properties", {}).values())
        yield from (text for text in said if text and text not in of_settings)


class _Words:
    def __init__(self, translations: dict[str, str]) -> None:
        self._translations = translations

    def text(self, english: str) -> str:
        return self._translations.get(english, english)


@lru_cache
def _said_in(language: Language) -> _Words:
    if language == "en":
        return _Words({})
    with speaking(language):
        of_settings = {words.help: gettext(words.help) for words in SETTINGS.values() if words.help}
    return _Words(of_settings | yaml.safe_load(CHINESE.read_text(encoding="utf-8")))


def _summary(operation: Json) -> str:
    more = operation.get("description", "").replace("<br/>", " ").strip()
    return " ".join(part for part in (operation["summary"], more) if part)


def _operation(path: str, method: str, operation: Json, say: _Words, address: str) -> Operation:
    parameters = operation.get("parameters", [])
    body = operation.get("requestBody", {}).get("content", {}).get(JSON, {}).get("schema", {})
    answers, problems = [], []
    for status, response in operation["responses"].items():
        for media_type, content in response.get("content", {}).items():
            if media_type == PROBLEM:
                problems.append(status)
            else:
                phrase = HTTPStatus(int(status)).phrase
                answers.append(Answer(status, phrase, media_type, tuple(types_of(content.get("schema", {})))))
    return Operation(
        method=method.upper(),
        path=path,
        anchor=operation["operationId"].removeprefix("api_").replace("__", "-").replace("_", "-"),
        summary=say.text(_summary(operation)),
        parameters=tuple(
            Field(
                name=each["name"],
                types=tuple(types_of(each["schema"])),
                is_required=bool(each.get("required")),
                description=say.text(each.get("description", "")),
                place=each["in"],
            )
            for each in sorted(parameters, key=lambda each: ("path", "query", "header").index(each["in"]))
        ),
        body=tuple(types_of(body)),
        answers=tuple(answers),
        problems=tuple(problems),
        curl=_curl(path, method, operation, body, address),
    )


def _curl(path: str, method: str, operation: Json, body: Json, address: str) -> str:
    tag = operation.get("tags", [""])[0]
    words, query = ["curl"], {}
    if method not in ("get", "post") or (method == "post" and not body):
        words += ["-X", method.upper()]
    if tag in OF_AUTHORS:
        words += ["-H", f"Authorization: Bearer {TOKEN}"]
    for each in operation.get("parameters", ()):
        name = each["name"]
        example = EXAMPLES.get(name, f"{{{name}}}")
        value = str(example.get(tag, "") if isinstance(example, dict) else example)
        if each["in"] == "path":
            path = path.replace(f"{{{name}}}", value)
        elif each["in"] == "query" and each.get("required"):
            query[name] = value
        elif each["in"] == "header" and name in EXAMPLES:
            words += ["-H", f"{name}: {value}"]
    if body:
        example = EXAMPLES.get(body.get("$ref", "").removeprefix(SCHEMAS), {})
        words += ["-H", f"Content-Type: {JSON}", "-d", json.dumps(example)]
    elif form := operation.get("requestBody", {}).get("content", {}).get(FILES):
        fields = EXAMPLES.get(form["schema"].get("$ref", "").removeprefix(SCHEMAS), {})
        words += [word for name, value in fields.items() for word in ("-F", f"{name}={value}")]
    return shlex.join([*words, address.rstrip("/") + path + (f"?{urlencode(query)}" if query else "")])


def _fields_of(schema: Json, say: _Words) -> Iterator[Field]:
    required = schema.get("required", [])
    for name, each in schema["properties"].items():
        types = tuple(types_of(each))
        yield Field(name, types, name in required, say.text(each.get("description", "")))


def types_of(schema: Json) -> Iterator[TypeWord]:
    """The type in words, such as `list of RunShown or null`."""
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            yield from _joined(schema[choice], " or ")
            return
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(SCHEMAS)
        yield TypeWord(name, name)
    elif "const" in schema or "enum" in schema:
        values = schema["enum"] if "enum" in schema else [schema["const"]]
        yield TypeWord(" | ".join(json.dumps(value, ensure_ascii=False) for value in values))
    elif schema.get("type") == "array":
        yield TypeWord("list of ")
        inner = list(types_of(schema.get("items", {})))
        yield from inner or [TypeWord("any")]
    elif "type" in schema:
        limits = ", ".join(
            f"{sign} {schema[name]:g}"
            for name, sign in (
                ("minimum", "≥"), ("exclusiveMinimum", ">"), ("maximum", "≤"), ("exclusiveMaximum", "<"),
            )
            if name in schema
        )  # fmt: skip
        yield TypeWord(f"{schema['type']} {limits}".strip())


def _joined(choices: Iterable[Json], between: str) -> Iterator[TypeWord]:
    for position, choice in enumerate(choices):
        if position:
            yield TypeWord(between)
        yield from types_of(choice)

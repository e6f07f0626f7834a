"""YAML files of content, and models read from them with every problem named by file and field."""

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from quizapp.bank.checking.validation import problems_in
from quizapp.errors import N_, Problem

Model = TypeVar("Model", bound=BaseModel)
NOT_YAML = N_("This is not valid YAML: %(reason)s.")
NOT_FIELDS = N_(
    "These are not fields. Write each field as “name: value”, with a half-width colon and a space after it."
)
MOST_FIELDS = 1000  # of a group, with those that are merged into it


class _Loader(yaml.CSafeLoader):
    """YAML that refuses a repeated key, which plain YAML would silently drop."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                said = f"the field “{key.value}” is written twice"
                raise yaml.constructor.ConstructorError(None, None, said, key.start_mark)
            seen.add(key.value if isinstance(key, yaml.ScalarNode) else id(key))
        return super().construct_mapping(node, deep)

    def construct_yaml_int(self, node: yaml.ScalarNode) -> int:
        """Refuses 010, which YAML 1.1 reads as 8, and 1:30, which it reads as 90."""
        if re.fullmatch(r"[-+]?0[0-9_]+|.*:.*", node.value):
            said = (
                f"the number {node.value} can be read in two ways; write it without leading zeros or colons"
            )
            raise yaml.constructor.ConstructorError(None, None, said, node.start_mark)
        return super().construct_yaml_int(node)

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Refuses merges of merges before they have multiplied."""
        super().flatten_mapping(node)
        if len(node.value) > MOST_FIELDS:
            raise yaml.constructor.ConstructorError(
                None, None, f"a group has more than {MOST_FIELDS} fields", node.start_mark
            )


_Loader.add_constructor("tag:yaml.org,2002:int", _Loader.construct_yaml_int)
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
class File:
    name: str
    document: Any
    place: tuple[str, ...] = ()  # of the document in its file


def parse(path: Path, name: str, problems: list[Problem]) -> File | None:
    """The one document of a file; None, and a problem, if it cannot be read."""
    text = _read(path, name, problems)
    try:
        return None if text is None else File(name, yaml.load(text, Loader=_Loader))
    except yaml.YAMLError as error:
        problems.append(_not_yaml(name, error))
        return None


def parse_all(path: Path, name: str, problems: list[Problem]) -> list[File]:
    """Every document of a file; those of a file that cannot be read are none, and a problem."""
    text = _read(path, name, problems)
    try:
        documents = [] if text is None else list(yaml.load_all(text, Loader=_Loader))
    except yaml.YAMLError as error:
        problems.append(_not_yaml(name, error))
        return []
    if len(documents) == 1:
        return [File(name, documents[0])]
    return [File(f"{name} ({number})", document) for number, document in enumerate(documents, start=1)]


def _read(path: Path, name: str, problems: list[Problem]) -> str | None:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        problems.append(Problem(name, N_("The file cannot be read: %(reason)s."), {"reason": error.strerror}))
    except UnicodeDecodeError:
        problems.append(Problem(name, N_("The file is not in UTF-8. Save it in this encoding.")))
    return None


def _not_yaml(name: str, error: yaml.YAMLError) -> Problem:
    return Problem(name, NOT_YAML, {"reason": reason_of(error)})


def reason_of(error: yaml.YAMLError) -> str:
    """Why a text is no YAML, with the line and the column."""
    mark = getattr(error, "problem_mark", None)
    said = getattr(error, "problem", None) or " ".join(str(error).split())
    return f"{said} (line {mark.line + 1}, column {mark.column + 1})" if mark else said


def validate(model: type[Model], file: File, problems: list[Problem]) -> Model | None:
    try:
        return model.model_validate(file.document)
    except ValidationError as error:
        problems += [
            Problem(f"{file.name}: {found.field}" if found.field else file.name, found.message, found.values)
            for found in problems_in(error, file.document, file.place)
        ]
        return None


def problems_of_name(file: str, stem: str, slug: str) -> Iterator[Problem]:
    """The name of the file must be its slug."""
    if slug != stem:
        message = N_("The file is named “%(file)s”; the slug must be the same.")
        yield Problem(f"{file}: slug", message, {"file": stem})


def load_group(text: str) -> dict[str, Any]:
    """A typed group of plain fields. Raises ValueError for anything else, including references."""
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.CSafeLoader)):
            raise ValueError("references are not read")
        document = json.loads(json.dumps(yaml.load(text, Loader=_Loader), allow_nan=False))
    except (yaml.YAMLError, TypeError, RecursionError) as error:
        raise ValueError(str(error)) from None
    if not isinstance(document, dict):
        raise ValueError("not a group of fields")
    return document


def load_documents(text: str) -> list[Any]:
    """The documents of a text, as plain JSON. Raises yaml.YAMLError, or ValueError for references and dates."""
    if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.CSafeLoader)):
        raise ValueError("references are not read")
    try:
        documents: list[Any] = json.loads(
            json.dumps(list(yaml.load_all(text, Loader=_Loader)), allow_nan=False)
        )
    except TypeError as error:
        raise ValueError(str(error)) from None
    return documents


def why_no_group(text: str) -> Problem:
    """Why `load_group` refuses this text, as a problem without a field."""
    try:
        yaml.load(text, Loader=_Loader)
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.CSafeLoader)):
            return Problem("", N_("References (&name, *name) are not allowed here."))
    except yaml.YAMLError as error:
        return Problem("", NOT_YAML, {"reason": reason_of(error)})
    return Problem("", NOT_FIELDS)


def dump(document: Any) -> str:
    return str(yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100))


def dump_lines(document: dict[str, dict[str, Any]]) -> str:
    """A table: one line per entry, or one per field if one of them is a group."""
    return str(yaml.safe_dump(document, default_flow_style=None, sort_keys=False, width=1000))


def dump_entries(document: dict[str, dict[str, Any]]) -> str:
    """A table: one line per entry, with the groups in it."""
    options: dict[str, Any] = {"default_flow_style": True, "sort_keys": False, "width": math.inf}
    return "".join(f"{name}: {yaml.safe_dump(entry, **options)}" for name, entry in document.items())


def repeated(names: Iterable[str]) -> set[str]:
    return {name for name, count in Counter(names).items() if count > 1}

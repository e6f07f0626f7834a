"""The texts of the help: a Markdown file for each page and language, and the example in the folder of each kind."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from quizapp.domain.text import Language
from quizapp.formats.yaml_files import dump
from quizapp.kinds import KINDS
from quizapp.kinds.kind import Kind
from simulator.paths import Document

HERE = Path(__file__).parent
# In the order of the rail: for authors, then for those who teach.
PAGES = (
    "start",
    "kinds",
    "variables",
    "making",
    "images",
    "check",
    "regrades",
    "files",
    "api",
    "classes",
    "live",
    "platforms",
    "statistics",
    "misconceptions",
    "accounts",
)
_SECTION = re.compile(r"^## (.+)\n", re.MULTILINE)


@dataclass(frozen=True)
class Section:
    """Part of a page under a heading; its text is Markdown."""

    anchor: str
    title: str
    text: str


@dataclass(frozen=True)
class HelpPage:
    slug: str
    title: str
    lead: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Line:
    """A field of an example as YAML, and what to write in it; empty where nothing needs to be said."""

    field: str
    code: str
    note: str


@dataclass(frozen=True)
class Example:
    kind: Kind[Any]
    item: Document
    when: str
    lines: tuple[Line, ...]


@cache
def help_page(slug: str, language: Language) -> HelpPage:
    text = (HERE / "pages" / f"{slug}.{language}.md").read_text(encoding="utf-8")
    head, *rest = _SECTION.split(text)
    title, _, lead = head.removeprefix("# ").partition("\n")
    sections = zip(rest[::2], rest[1::2], strict=True)
    return HelpPage(
        slug,
        title.strip(),
        lead.strip(),
        tuple(
            Section(f"part-{number}", title, body.strip())
            for number, (title, body) in enumerate(sections, start=1)
        ),
    )


def find_example(kind_id: str, language: Language) -> Example | None:
    kind = next((each for each in KINDS if each.id == kind_id), None)
    entry = _entry(kind.folder) if kind is not None else None
    if kind is None or entry is None:
        return None
    notes = {**_fields(), **entry["notes"]}
    lines = tuple(
        Line(field, dump({field: value}).rstrip(), notes.get(field, {}).get(language, ""))
        for field, value in entry["item"].items()
    )
    return Example(kind, entry["item"], entry["when"][language], lines)


def list_examples(language: Language) -> list[Example]:
    found = (find_example(kind.id, language) for kind in KINDS)
    return [example for example in found if example is not None]


@cache
def _entry(folder: Path) -> Any:
    """What the folder of a kind says of it: when to use it, an item, and notes on its fields; None if nothing."""
    file = folder / "help.yaml"
    return yaml.safe_load(file.read_text(encoding="utf-8")) if file.is_file() else None


@cache
def _fields() -> Any:
    return yaml.safe_load((HERE / "fields.yaml").read_text(encoding="utf-8"))

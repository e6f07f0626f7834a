"""What people read of the product, passage by passage: interface, content, and documents, without code and math."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import click
import yaml

import catalogs
from quizapp.bank.terms import Place
from quizapp.cli import main
from quizapp.domain.text import LANGUAGES, Language

ROOT = Path(__file__).parent.parent
CATALOG = ROOT / "quizapp" / "translations" / "zh_Hans_CN" / "LC_MESSAGES" / "messages.po"


def _help_in(language: Language) -> list[str]:
    folder = ROOT / "quizapp" / "web" / "help" / "pages"
    return [path.relative_to(ROOT).as_posix() for path in sorted(folder.glob(f"*.{language}.md"))]


DOCUMENTS: dict[Language, tuple[str, ...]] = {
    "en": ("README.md", "CONTRIBUTING.md", "content/README.md", *_help_in("en")),
    "zh": ("README.zh.md", *_help_in("zh")),
}
FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
OWN_LINK = re.compile(
    r"\[([^\]]*)\]\(/[^)\s]*\)"
)  # to a page of the product: its words are read, its address is not
VALUE = "\N{OBJECT REPLACEMENT CHARACTER}"  # in place of code, math, an address, or a number
UNKNOWN = "\N{REPLACEMENT CHARACTER}"  # in place of words that stand elsewhere: a blank, a quoted claim
VALUES = re.compile(
    r"```.*?```|`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]*\$|(?<=\])\([^)\s]*\)|https?://[^\s)>]+|\[\[.*?\]\]|%\(\w+\)[a-z]|\{\w+\}",
    re.DOTALL,
)
COMMENT = re.compile(r"/\*.*?\*/|(?<![:\w])//[^\n]*|\{#.*?#\}", re.DOTALL)  # of TypeScript and of templates
UNKNOWNS = re.compile(r"\[[^\]]*\]\(claim:[^)]*\)|\{\{.*?\}\}")
LABEL_FIELD = re.compile(
    r"(\.|^)(title|label|unit|meaning"
    r"|(options|entries|left|right|outcomes|reasons|fixes|points|key_points)\.\d+\.text)$"
)


@dataclass(frozen=True)
class Passage:
    language: Language
    place: Place
    where: str  # the file, and in it the field or the message
    text: str  # as it is written, code and math included
    is_label: bool = False  # a title, a label, an option of a list: no sentence

    @cached_property
    def prose(self) -> str:
        return VALUES.sub(VALUE, UNKNOWNS.sub(UNKNOWN, self.text))


def interface_messages() -> Iterator[tuple[str, str]]:
    """Every message with its Chinese, plural forms one by one."""
    for file in catalogs.files_of(CATALOG):
        for message in catalogs.read(file, CATALOG):
            chinese = message.string if isinstance(message.string, str) else message.string[0]
            for english in catalogs.forms_of(message):
                yield english, chinese


def interface_passages() -> Iterator[Passage]:
    for english, chinese in interface_messages():
        yield Passage("en", "interface", f"msgid “{english[:60]}”", english)
        yield Passage("zh", "interface", f"msgstr “{chinese[:60]}”", chinese)


def help_passages(command: click.Command = main, name: str = "quizapp") -> Iterator[Passage]:
    """What `--help` says of each command and option."""
    texts = [command.help, command.short_help, *(getattr(option, "help", None) for option in command.params)]
    yield from (Passage("en", "interface", f"{name} --help", text) for text in texts if text)
    if isinstance(command, click.Group):
        context = click.Context(command)
        for each in command.list_commands(context):
            if found := command.get_command(context, each):
                yield from help_passages(found, f"{name} {each}")


def content_files() -> list[Path]:
    """The content people read: not the list of terms itself, nor what was recorded, nor evidence, which quotes parts of
    sentences.
    """
    folder = ROOT / "content"
    return [
        path
        for path in sorted(folder.rglob("*.yaml"))
        if path.name != "terms.yaml" and not {"recorded", "evidence"} & set(path.relative_to(folder).parts)
    ]


def content_passages() -> Iterator[Passage]:
    for path in content_files():
        name = path.relative_to(ROOT).as_posix()
        yield from _texts_of(yaml.safe_load(path.read_text(encoding="utf-8")), name, "")


def _texts_of(part: Any, file: str, field: str) -> Iterator[Passage]:
    if isinstance(part, list):
        for position, entry in enumerate(part):
            yield from _texts_of(entry, file, f"{field}.{position}")
    elif isinstance(part, dict):
        if part.keys() == {"zh", "en"} and all(isinstance(text, str) for text in part.values()):
            place: Place = "source" if field.endswith("source_says") else "content"
            is_label = LABEL_FIELD.search(field) is not None
            for language in LANGUAGES:
                yield Passage(language, place, f"{file}: {field[1:]}", part[language], is_label)
        else:
            for name, entry in part.items():
                yield from _texts_of(entry, file, f"{field}.{name}")


def document_passages() -> Iterator[Passage]:
    for language, names in DOCUMENTS.items():
        for name in names:
            text = FENCE.sub("", (ROOT / name).read_text(encoding="utf-8"))
            for paragraph in OWN_LINK.sub(r"\1", text).split("\n\n"):
                first = paragraph.strip()[:60].replace("\n", " ")
                yield Passage(language, "docs", f"{name}: “{first}”", paragraph)


def source_prose() -> Iterator[str]:
    """The docstrings and comments of the product's code."""
    yield from (
        VALUES.sub(VALUE, text) for text in (*_python_prose(), *_comments("*.ts"), *_comments("*.html"))
    )


def _comments(files: str) -> Iterator[str]:
    for path in (*(ROOT / "quizapp").rglob(files), *(ROOT / "tests" / "frontend").rglob(files)):
        if "static" not in path.parts:
            yield from COMMENT.findall(path.read_text(encoding="utf-8"))


def _python_prose() -> Iterator[str]:
    for path in (*(ROOT / "quizapp").rglob("*.py"), *(ROOT / "simulator").rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                yield ast.get_docstring(node) or ""
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.COMMENT:
                yield token.string


@cache
def passages_in(language: Language) -> tuple[Passage, ...]:
    """All that people read in one language."""
    every = (*interface_passages(), *help_passages(), *content_passages(), *document_passages())
    return tuple(passage for passage in every if passage.language == language)

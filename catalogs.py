"""Update the message catalogs from the texts marked in the source: `make translations` runs this.

Messages of only one kind are translated in its folder, in a file named after the language; all others in
quizapp/translations. A text that moves keeps its translation; unused ones are dropped.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent
KINDS = ROOT / "quizapp" / "kinds"
TRANSLATIONS = ROOT / "quizapp" / "translations"
MARKS = (
    "N_",
    "MalformedAnswer:1",
    "KnobRefused:2",
)  # what marks a text, in addition to gettext's own functions
_CHANGES_EACH_TIME = re.compile(
    r'^"(POT-Creation-Date|PO-Revision-Date|Project-Id-Version|Report-Msgid-Bugs-To|Last-Translator|Language-Team):.*\n',
    re.MULTILINE,
)
Forms = tuple[str, ...]  # a marked text, with its plural if it has one


def main() -> None:
    for messages in sorted(TRANSLATIONS.glob("*/LC_MESSAGES/messages.po")):
        update(messages)


def update(messages: Path) -> None:
    """Update the catalog of a language, and those of the kinds of exercises."""
    known = {forms_of(message): message for file in files_of(messages) for message in read(file, messages)}
    said_in = texts_by_file(messages)
    for file in {*files_of(messages), *said_in}:
        texts = said_in.get(file, set())
        if texts or file == messages:
            _write(file, messages, texts, known)
        else:
            file.unlink()


def texts_by_file(messages: Path) -> dict[Path, set[Forms]]:
    """The texts of the source by catalog: that of a kind for texts that only this kind uses."""
    files: dict[Forms, set[Path]] = {}
    for source, forms in marked_in_the_source():
        folder = source.parent
        is_kind = folder.parent == KINDS
        files.setdefault(forms, set()).add(file_of_kind(folder, messages) if is_kind else messages)
    texts: dict[Path, set[Forms]] = {}
    for forms, found in files.items():
        texts.setdefault(found.pop() if len(found) == 1 else messages, set()).add(forms)
    return texts


def marked_in_the_source() -> Iterator[tuple[Path, Forms]]:
    """Each text marked in code or templates, with its file."""
    with (ROOT / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)
    found = extract_from_dir(
        ROOT,
        methods,
        options,
        keywords=DEFAULT_KEYWORDS | parse_keywords(MARKS),
        directory_filter=lambda folder: not _is_passed_over(Path(folder).name),
    )
    for name, _, text, _, _ in found:
        yield ROOT / name, (text,) if isinstance(text, str) else tuple(text)


def files_of(messages: Path) -> list[Path]:
    """The catalog of a language, and those of the kinds of exercises."""
    return [messages, *sorted(KINDS.glob(f"*/{_language_of(messages)}.po"))]


def file_of_kind(folder: Path, messages: Path) -> Path:
    return folder / f"{_language_of(messages)}.po"


def read(file: Path, messages: Path) -> list[Message]:
    with file.open("rb") as source:
        catalog = read_po(source, locale=_locale_of(messages), abort_invalid=True)
    return [message for message in catalog if message.id]


def forms_of(message: Message) -> Forms:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _write(file: Path, messages: Path, texts: set[Forms], known: dict[Forms, Message]) -> None:
    catalog = Catalog(locale=_locale_of(messages), header_comment="#", charset="utf-8", fuzzy=False)
    for forms in texts:
        string = known[forms].string if forms in known else ""
        catalog.add(forms if len(forms) > 1 else forms[0], string)
    with file.open("wb") as target:
        write_po(target, catalog, width=0, sort_output=True, omit_header=file != messages)
    file.write_text(
        _CHANGES_EACH_TIME.sub("", file.read_text(encoding="utf-8")).lstrip("\n"), encoding="utf-8"
    )


def _locale_of(messages: Path) -> str:
    return messages.parent.parent.name


def _language_of(messages: Path) -> str:
    return _locale_of(messages).partition("_")[0]


def _is_passed_over(folder: str) -> bool:
    return folder.startswith(".") or folder in {"node_modules", "build", "static"}


if __name__ == "__main__":
    main()

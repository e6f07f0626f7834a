"""Any file that can be imported: its format is told by what is in it, and by its name where that leaves a choice."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath

from quizapp.errors import N_
from quizapp.formats.exchange.aiken import is_aiken, read_aiken
from quizapp.formats.exchange.anki_texts import is_anki_text, read_anki_text
from quizapp.formats.exchange.archives import Archive
from quizapp.formats.exchange.bounds import MOST_CHARACTERS, TOO_LONG, UNKNOWN, FileRefused, refuse_if_large
from quizapp.formats.exchange.bundles import is_bundle, read_bundle, read_bundles
from quizapp.formats.exchange.crowd_anki import read_crowd_anki
from quizapp.formats.exchange.drafts import Drafts, drafts_of
from quizapp.formats.exchange.embedded_answers import has_embedded, read_embedded_file
from quizapp.formats.exchange.encodings import decoded
from quizapp.formats.exchange.found import Found
from quizapp.formats.exchange.gift import read_gift
from quizapp.formats.exchange.images import taking
from quizapp.formats.exchange.moodle_xml import read_moodle_xml
from quizapp.formats.exchange.packages import read_package
from quizapp.formats.exchange.qti1 import read_qti1
from quizapp.formats.exchange.qti2 import read_qti2
from quizapp.formats.exchange.tables import is_table, read_table
from quizapp.formats.exchange.xml_trees import read_xml

EMPTY = N_("The file is empty.")
_ZIP = b"PK\x03\x04"
_BRACES = re.compile(r"(?<!\\)\{[^{}]{0,20000}(?<!\\)\}", re.DOTALL)
_XML = re.compile(r"\s*<(?:\?xml\s|quiz\b|question\b|questestinterop\b|(?:\w+:)?(?:qti-)?assessment)")
_TITLE = re.compile(r"^[^\S\n]*::.+?::", re.MULTILINE)


def read_drafts(name: str, data: bytes) -> Drafts:
    """The questions in a file of any format, as drafts. Raises FileRefused, naming the file."""
    try:
        refuse_if_large(len(data))
        with taking() as taken:
            return replace(_drafts(name, data), images=tuple(taken.images.values()))
    except FileRefused as refused:
        raise refused.of(name) from None
    except RecursionError:
        raise FileRefused(UNKNOWN, name) from None


def _drafts(name: str, data: bytes) -> Drafts:
    if data.startswith(_ZIP):
        if drafts := read_bundles(Archive(data)):
            return drafts
    elif not data.startswith(b"PK"):
        text = decoded(data)
        if is_bundle(name, text):
            return read_bundle(text)
    return drafts_of(read_found(name, data))


def read_found(name: str, data: bytes) -> Found:
    """What is found in a file that is not ours. Raises FileRefused."""
    if data.startswith((_ZIP, b"PK\x05\x06")):
        return read_package(data, read_found)
    text = decoded(data)
    if not text.strip():
        raise FileRefused(EMPTY)
    return _reader_of(name, text)(text)


def _read_xml(text: str) -> Found:
    """XML by its root element."""
    root = read_xml(text)
    if root.name in ("quiz", "question"):
        return read_moodle_xml(root)
    if root.name == "questestinterop":
        return read_qti1(root)
    return read_qti2(read_xml(text, folds_names=True))


def _reader_of(name: str, text: str) -> Callable[[str], Found]:
    start, ending = text.lstrip()[:1], PurePosixPath(name.lower()).suffix
    if _XML.match(text):
        return _read_xml
    if len(text) > MOST_CHARACTERS and start != "<":
        raise FileRefused(TOO_LONG, limit=MOST_CHARACTERS)
    if ending != ".gift":
        if start == "<" and ending not in (".txt", ".csv", ".tsv"):
            return _read_xml
        if start == "{" and ending not in (".txt", ".csv", ".tsv"):
            return read_crowd_anki
        if is_table(text):
            return read_table
    if ending == ".gift" or _TITLE.search(text):
        return read_gift
    if is_aiken(text):
        return read_aiken
    if has_embedded(text):
        return read_embedded_file
    if is_anki_text(text):
        return read_anki_text
    if start == "<":
        return _read_xml
    if _BRACES.search(text):
        return read_gift
    raise FileRefused(UNKNOWN)

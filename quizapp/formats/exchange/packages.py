"""Archives: packages of Anki and QTI, Common Cartridges, and folders of files that were zipped."""

import re
from collections.abc import Callable
from pathlib import PurePosixPath

from quizapp.errors import N_
from quizapp.formats.exchange.anki_packages import is_anki_package, read_anki_package
from quizapp.formats.exchange.archives import Archive
from quizapp.formats.exchange.bounds import UNKNOWN, FileRefused
from quizapp.formats.exchange.found import Found
from quizapp.formats.exchange.images import Entries, files_in
from quizapp.formats.exchange.moodle_xml import FILE

NESTED = N_("An archive inside the archive is not opened: %(name)s.")
NOT_READ = N_("This file of the archive is not read.")
TEST = N_(
    "The test “%(name)s” is not taken over: its order, its sections, and what it draws at random. Its questions are."
)
_READ = (".xml", ".gift", ".txt", ".json", ".csv", ".tsv", ".qti", ".html")
_BLACKBOARD = ".dat"  # of which a few are quizzes, and the others say how they are shown
_ARCHIVES = (".zip", ".apkg", ".colpkg", ".imscc", ".gz", ".tar", ".7z", ".rar", ".mbz")
_ABOUT = ("imsmanifest.xml", "canvas_export.txt", ".bb-package-info", ".bb-package-sig")
_SETTINGS = ("assessment_meta.xml", "course_settings.xml")  # of a quiz or a course
_TEST = re.compile(rb"<(?:\w+:)?(?:assessmentTest|qti-assessment-test)\b[^>]*>")
_TITLE = re.compile(rb"\btitle\s*=\s*[\"']([^\"'<>]{1,200})[\"']")
_ROOTS = ("<questestinterop", "assessmentitem", "assessment-item", "<quiz", "<qti")


def read_package(data: bytes, read: Callable[[str, bytes], Found]) -> Found:
    """The questions of all files in an archive; `read` reads one of them."""
    archive = Archive(data)
    if is_anki_package(archive):
        return read_anki_package(archive)
    found = Found()
    files = Entries(archive.names, archive.read)
    with files_in(files):
        is_any, others = _read_all(archive, read, found)
    for name in others:
        if name not in files.used:
            found.lose("–", FILE, name=name[:80])
    if not is_any:
        raise FileRefused(UNKNOWN)
    return found


def _read_all(archive: Archive, read: Callable[[str, bytes], Found], found: Found) -> tuple[bool, list[str]]:
    """Add what the files of a package have. Returns whether any of them is a quiz, and the files of other kinds."""
    is_any, others = False, list[str]()
    for name in sorted(archive.names):
        path = PurePosixPath(name.lower())
        if path.name in _SETTINGS:
            found.lose("–", FILE, name=name[:80])
        if path.name in (*_ABOUT, *_SETTINGS) or path.parts[0] == "__macosx" or path.name.startswith("."):
            continue
        if path.suffix in _ARCHIVES:
            found.fail(name, NESTED, name=path.name)
        elif path.suffix in _READ or path.suffix == _BLACKBOARD:
            data_of_one = archive.read(name)
            if path.suffix == _BLACKBOARD and b"<questestinterop" not in data_of_one[:3000]:
                others.append(name)
                continue
            if test := _TEST.search(data_of_one[:3000]):
                title = _TITLE.search(test[0])
                found.lose("–", TEST, name=title[1].decode("utf-8", "replace") if title else path.name)
                continue
            is_any = _read_one(name, data_of_one, read, found) or is_any
        else:
            others.append(name)
    return is_any, others


def _read_one(name: str, data: bytes, read: Callable[[str, bytes], Found], found: Found) -> bool:
    """Add what a file of a package has; one that is no quiz is named."""
    try:
        found.extend(read(name, data))
    except FileRefused as refused:
        is_quiz = any(root.encode() in data[:3000].lower() for root in _ROOTS)
        lose = found.fail if is_quiz else found.lose
        lose(name, NOT_READ)
        found.lose(name, refused.template, **refused.said)
        return False
    return True

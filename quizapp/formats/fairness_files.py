"""The files of a content folder for checks of fairness: markers of printed keys, and hashes of the source."""

from collections.abc import Sequence
from pathlib import Path

from quizapp.bank.checking.printed_keys import PrintedKey
from quizapp.errors import N_, Problem
from quizapp.formats.yaml_files import File, parse, validate

MARKERS_FILE = "printed-keys.yaml"
HASHES_FILE = "source-hashes.txt"
NOTE = "# Written by `quizapp content hash-source`: hashes of runs of 11 Chinese characters and 9 English words.\n"


def read_printed_keys(folder: Path, problems: list[Problem]) -> list[PrintedKey]:
    """The markers; none if there is no such file."""
    if not (folder / MARKERS_FILE).exists():
        return []
    file = parse(folder / MARKERS_FILE, MARKERS_FILE, problems)
    if file is None:
        return []
    if not isinstance(file.document, list):
        problems.append(Problem(MARKERS_FILE, N_("A list is required here.")))
        return []
    entries = enumerate(file.document)
    read = [validate(PrintedKey, File(MARKERS_FILE, entry, (str(at),)), problems) for at, entry in entries]
    return [marker for marker in read if marker is not None]


def read_source_hashes(folder: Path) -> frozenset[str]:
    path = folder / HASHES_FILE
    if not path.exists():
        return frozenset()
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def write_source_hashes(folder: Path, hashes: Sequence[str]) -> Path:
    path = folder / HASHES_FILE
    path.write_text(NOTE + "".join(f"{each}\n" for each in hashes), encoding="utf-8")
    return path

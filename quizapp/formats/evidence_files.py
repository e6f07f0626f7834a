"""Evidence as YAML: `evidence/<room>/<slug>.yaml`, and beside it the results, written only by the program."""

from collections.abc import Collection, Mapping
from pathlib import Path

from quizapp.bank.evidence import ROOMS, Room, WrittenEvidence
from quizapp.domain.claims.claim import Record
from quizapp.domain.claims.evidence import Evidence
from quizapp.errors import N_, Invalid, Problem
from quizapp.formats.yaml_files import File, dump_entries, parse, repeated, validate

FOLDER = "evidence"
RECORDS = "evidence/recorded"
NOTE = "# Written by `quizapp content verify --record`. Not for editing.\n"


def read_evidence(
    folder: Path, problems: list[Problem], names: Collection[str] = ()
) -> list[WrittenEvidence]:
    """The evidence of a content folder (of the named documents, if any are, such as `scenarios/mlp-nan-loss`)."""
    found = []
    for room in ROOMS:
        for path in sorted((folder / FOLDER / room).glob("*.yaml")):
            if not names or f"{room}/{path.stem}" in names:
                found.append(_read(folder, path, room, problems))
    return found


def read_named_evidence(folder: Path, names: Collection[str]) -> list[WrittenEvidence]:
    """Raises Invalid, also for a name without evidence. A record that cannot be read counts as none."""
    problems: list[Problem] = []
    found = read_evidence(folder, problems, names)
    problems = [problem for problem in problems if not problem.field.startswith(RECORDS)]
    for name in sorted(set(names) - {each.name for each in found}):
        problems.append(Problem("evidence", N_("No evidence was found for “%(name)s”."), {"name": name}))
    if problems:
        raise Invalid(problems)
    return found


def write_evidence_records(folder: Path, written: WrittenEvidence, records: Mapping[str, Record]) -> Path:
    """Write the results of the entries that still exist, in their order, one line each."""
    path = folder / RECORDS / f"{written.name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    table = {
        entry.id: records[entry.id].to_document()
        for entry in written.entries
        if entry.id in records and entry.when
    }
    path.write_text(NOTE + dump_entries(table), encoding="utf-8")
    return path


def _read(folder: Path, path: Path, room: Room, problems: list[Problem]) -> WrittenEvidence:
    name = f"{FOLDER}/{room}/{path.name}"
    entries = _entries(path, name, problems)
    for entry_id in sorted(repeated(entry.id for entry in entries)):
        problems.append(Problem(name, N_("The id “%(id)s” is used more than once."), {"id": entry_id}))
    return WrittenEvidence(room, path.stem, tuple(entries), _read_records(folder, room, path.stem, problems))


def _entries(path: Path, name: str, problems: list[Problem]) -> list[Evidence]:
    file = parse(path, name, problems)
    if file is None:
        return []
    if not isinstance(file.document, list):
        problems.append(Problem(name, N_("A list is required here.")))
        return []
    return _valid(
        Evidence, [File(name, entry, (str(at),)) for at, entry in enumerate(file.document)], problems
    )


def _read_records(folder: Path, room: Room, slug: str, problems: list[Problem]) -> dict[str, Record]:
    path = folder / RECORDS / room / f"{slug}.yaml"
    if not path.exists():
        return {}
    name = f"{RECORDS}/{room}/{path.name}"
    file = parse(path, name, problems)
    entries = file.document if file and isinstance(file.document, dict) else {}
    read = {
        entry: validate(Record, File(name, value, (entry,)), problems) for entry, value in entries.items()
    }
    return {entry: record for entry, record in read.items() if record is not None}


def _valid(model: type[Evidence], files: list[File], problems: list[Problem]) -> list[Evidence]:
    read = [validate(model, file, problems) for file in files]
    return [entry for entry in read if entry is not None]

"""Scenarios and claims made in the browser as files of a content folder, with their evidence and records."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pydantic import BaseModel

from quizapp.bank.evidence import WrittenEvidence
from quizapp.bank.making.scenarios import WrittenScenario
from quizapp.domain.claims.claim import Claim, Record
from quizapp.domain.experiments.scenarios import Scenario
from quizapp.formats.claim_files import write_records
from quizapp.formats.evidence_files import write_evidence_records
from quizapp.formats.picture_files import write_picture
from quizapp.formats.yaml_files import dump

Files = dict[str, bytes]  # by their path in the content folder


def scenario_files(written: WrittenScenario, published: Scenario, records: Mapping[str, Record]) -> Files:
    """The scenario, its picture, and its evidence with the records. records: by the id of the entry of evidence."""
    evidence = WrittenEvidence("scenarios", published.slug, written.evidence, dict(records))
    with TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder / "scenarios" / f"{published.slug}.yaml", dump(_document(published, "picture")))
        entries = [_document(entry) for entry in written.evidence]
        _write(folder / "evidence" / "scenarios" / f"{published.slug}.yaml", dump(entries))
        write_evidence_records(folder, evidence, records)
        if published.picture:
            write_picture(folder, published.slug, published.picture)
        return _files_in(folder)


def claim_files(claim: Claim) -> Files:
    """The claim, and the records of its tests."""
    document = _document(claim)
    for test in document["tests"]:
        test.pop("recorded", None)
    with TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder / "claims" / f"{claim.slug}.yaml", dump(document))
        write_records(folder, claim)
        return _files_in(folder)


def _document(model: BaseModel, *left_out: str) -> dict[str, Any]:
    return model.model_dump(mode="json", exclude_defaults=True, exclude=set(left_out))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _files_in(folder: Path) -> Files:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}

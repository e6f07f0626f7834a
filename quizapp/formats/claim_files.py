"""Claims as YAML: hand-written files, and beside them the results of their tests, written only by the program."""

from collections.abc import Collection, Mapping
from pathlib import Path

from quizapp.domain.claims.claim import Claim, Record
from quizapp.errors import N_, Invalid, Problem
from quizapp.formats.yaml_files import File, dump_lines, parse, problems_of_name, validate

ROOM = "claims"
RECORDS = "claims/recorded"
NOTE = "# Written by `quizapp content verify --record`. Not for editing.\n"


def read_claims(folder: Path, slugs: Collection[str] = ()) -> list[Claim]:
    """The claims of a content folder in their order (those named, if any are). Raises Invalid.

    A record that cannot be read counts as none, since it is about to be written again.
    """
    problems: list[Problem] = []
    claims = list(read_claim_files(folder, problems, slugs).values())
    problems = [problem for problem in problems if not problem.field.startswith(RECORDS)]
    for slug in sorted(set(slugs) - {claim.slug for claim in claims}):
        if not (folder / ROOM / f"{slug}.yaml").exists():
            problems.append(Problem("claims", N_("The claim “%(slug)s” was not found."), {"slug": slug}))
    if problems:
        raise Invalid(problems)
    return claims


def read_claim_files(folder: Path, problems: list[Problem], slugs: Collection[str] = ()) -> dict[str, Claim]:
    """Claims by the name of their file, in their order, each test with its record. Appends to `problems`."""
    found: dict[str, Claim] = {}
    for path in sorted((folder / ROOM).glob("*.yaml")):
        if slugs and path.stem not in slugs:
            continue
        name = f"{ROOM}/{path.name}"
        file = parse(path, name, problems)
        claim = validate(Claim, file, problems) if file else None
        if claim is None:
            continue
        problems += problems_of_name(name, path.stem, claim.slug)
        problems += [
            Problem(
                f"{name}: tests.{position}.recorded",
                N_("Records are written by the program; leave this out."),
            )
            for position, test in enumerate(claim.tests)
            if test.recorded
        ]
        found[name] = with_records(claim, _read_records(folder, path.stem, problems))
    return dict(sorted(found.items(), key=lambda entry: entry[1].place))


def with_records(claim: Claim, records: Mapping[str, Record]) -> Claim:
    """The claim with these records instead of its own, by test id."""
    tests = [test.model_copy(update={"recorded": records.get(test.id)}) for test in claim.tests]
    return claim.model_copy(update={"tests": tuple(tests)})


def write_records(folder: Path, claim: Claim) -> Path:
    """Write the results of the tests of a claim into its file of records, one entry per test."""
    path = folder / RECORDS / f"{claim.slug}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    table = {test.id: test.recorded.to_document() for test in claim.tests if test.recorded}
    path.write_text(NOTE + dump_lines(table), encoding="utf-8")
    return path


def _read_records(folder: Path, slug: str, problems: list[Problem]) -> dict[str, Record]:
    path = folder / RECORDS / f"{slug}.yaml"
    if not path.exists():
        return {}
    name = f"{RECORDS}/{path.name}"
    file = parse(path, name, problems)
    entries = file.document if file and isinstance(file.document, dict) else {}
    read = {test: validate(Record, File(name, entry, (test,)), problems) for test, entry in entries.items()}
    return {test: record for test, record in read.items() if record is not None}

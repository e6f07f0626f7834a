"""The list of terms as a YAML file, as `content/README.md` describes it."""

from pathlib import Path

from quizapp.bank.terms import Terms
from quizapp.errors import Invalid, Problem
from quizapp.formats.yaml_files import parse, validate

TERMS_FILE = "terms.yaml"


def read_terms(folder: Path) -> Terms:
    """Read and check the terms of a content folder; none if it has no such file. Raises Invalid."""
    path = folder / TERMS_FILE
    if not path.exists():
        return Terms(interface=(), deep_learning=())
    problems: list[Problem] = []
    file = parse(path, TERMS_FILE, problems)
    terms = validate(Terms, file, problems) if file else None
    if terms is None:
        raise Invalid(problems)
    return terms

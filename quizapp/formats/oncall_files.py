"""The catalog of on-call cases as a YAML file, as `content/README.md` describes it."""

from functools import lru_cache
from pathlib import Path

from quizapp.domain.oncall.catalog import Catalog
from quizapp.errors import Invalid, Problem
from quizapp.formats.yaml_files import parse, validate

ONCALL_FILE = "oncall.yaml"
HEADING = (
    "# The cases of the on-call room, written by `quizapp oncall search`: of twenty seeds, how many learn.\n"
)


@lru_cache(maxsize=4)
def read_catalog(folder: Path) -> Catalog:
    """Read and check the cases of a content folder; none if it has no such file. Raises Invalid."""
    path = folder / ONCALL_FILE
    if not path.exists():
        return Catalog(first_seed=0, cases={})
    problems: list[Problem] = []
    file = parse(path, ONCALL_FILE, problems)
    catalog = validate(Catalog, file, problems) if file else None
    if catalog is None:
        raise Invalid(problems)
    return catalog


def write_catalog(catalog: Catalog) -> str:
    """The YAML of a catalog, one case a line; reading it back gives the same catalog."""
    lines = [HEADING.rstrip(), f"first_seed: {catalog.first_seed}", "cases:"]
    for cause, families in catalog.cases.items():
        lines.append(f"  {cause}:")
        for family, cases in families.items():
            lines.append(f"    {family}:")
            lines += [f"      - {_flow(case.model_dump(exclude_none=True))}" for case in cases]
    return "\n".join(lines) + "\n"


def _flow(document: dict[str, object]) -> str:
    parts = (
        f"{name}: {_flow(value) if isinstance(value, dict) else value}" for name, value in document.items()
    )
    return "{" + ", ".join(parts) + "}"
